package io.ironstead.datastore.query;

import io.ironstead.datastore.DatastoreException;
import io.ironstead.datastore.Direction;
import io.ironstead.datastore.Filter;
import io.ironstead.datastore.Order;
import io.ironstead.datastore.Query;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Finds out what a query means: its alternatives and its one order. The rules are those of Google's {@code datastore_index}
 * ({@code Normalize}) and {@code datastore_stub_util} ({@code _GuessOrders}), widened to inequalities on several properties.
 */
final class Normaliser {
    private final Query query;
    private final List<Conjunction> anyOf;
    private final boolean combinations;
    private final List<Order> columns = new ArrayList<>();
    private Optional<Direction> keyDirection = Optional.empty();

    private Normaliser(Query query) {
        this.query = query;
        this.combinations = !query.distinctOn().isEmpty() || isProjection(query);
        var exist = new LinkedHashSet<>(query.distinctOn());
        if (isProjection(query)) {
            exist.addAll(query.projection());
        }
        for (var order : query.orders()) {
            if (order.property().equals(Query.KEY)) {
                break;
            }
            exist.add(order.property());
        }
        List<List<Filter>> alternatives =
                query.filter().map(DisjunctiveForm::of).orElse(List.of(List.of()));
        this.anyOf = alternatives.stream()
                .map(atoms -> ConjunctionBuilder.of(atoms, List.copyOf(exist)))
                .filter(alternative -> !alternative.isImpossible())
                .toList();
    }

    static NormalQuery normalise(Query query) {
        return new Normaliser(query).build();
    }

    static boolean isProjection(Query query) {
        return !query.projection().isEmpty() && !query.keysOnly();
    }

    private NormalQuery build() {
        addOrders();
        int explicit = columns.size();
        Direction last =
                columns.isEmpty() ? Direction.ASCENDING : columns.getLast().direction();
        var grouped = new TreeSet<>(query.distinctOn());
        var unequal = unequal();
        if (!grouped.isEmpty() && explicit == 0) {
            unequal.stream().filter(property -> !grouped.contains(property)).forEach(property -> {
                throw DatastoreException.invalid("Inequality filter on " + property
                        + " must also be a group by property when group by properties are set.");
            });
        }
        boolean keyOrdered = keyDirection.isPresent();
        if (!keyOrdered || combinations) {
            unequal.stream().filter(grouped::contains).forEach(property -> add(property, last));
            grouped.forEach(property -> add(property, Direction.ASCENDING));
            unequal.forEach(property -> add(property, last));
            if (isProjection(query)) {
                new TreeSet<>(query.projection()).forEach(property -> add(property, Direction.ASCENDING));
            }
        }
        if (keyOrdered && columns.size() > explicit) {
            columns.add(explicit, new Order(Query.KEY, keyDirection.get()));
            keyDirection = Optional.of(Direction.ASCENDING);
        }
        int groupColumns = (int) columns.stream()
                .takeWhile(column -> grouped.contains(column.property()))
                .count();
        return new NormalQuery(
                query,
                anyOf,
                columns,
                keyDirection.orElse(
                        columns.isEmpty()
                                ? Direction.ASCENDING
                                : columns.getLast().direction()),
                groupColumns,
                combinations);
    }

    private void addOrders() {
        for (var order : query.orders()) {
            if (order.property().equals(Query.KEY)) {
                keyDirection = Optional.of(order.direction());
                break;
            }
            add(order.property(), order.direction());
        }
        boolean oneEntity = anyOf.size() == 1 && anyOf.getFirst().key().isPresent();
        if (oneEntity && !combinations) {
            columns.clear();
        }
    }

    /** Sorting by what is the same in all results would change nothing; only a group needs a column all the same. */
    private void add(String property, Direction direction) {
        boolean there = columns.stream().anyMatch(column -> column.property().equals(property));
        if (!there && (query.distinctOn().contains(property) || !isConstant(property))) {
            columns.add(new Order(property, direction));
        }
    }

    private boolean isConstant(String property) {
        if (anyOf.isEmpty()) {
            return false;
        }
        var first = anyOf.getFirst().constant(property);
        return first.isPresent()
                && anyOf.stream()
                        .allMatch(alternative -> alternative
                                .constant(property)
                                .filter(value -> Arrays.equals(value, first.get()))
                                .isPresent());
    }

    /**
     * Properties that results are sorted by because of an inequality: every alternative must say something about them, or an
     * entity without the property would have no place.
     */
    private Set<String> unequal() {
        var found = new TreeSet<String>();
        for (var alternative : anyOf) {
            alternative.ranges().keySet().stream()
                    .filter(alternative::hasInequality)
                    .filter(property -> anyOf.stream().allMatch(other -> other.constrains(property)))
                    .forEach(found::add);
        }
        return found;
    }
}
