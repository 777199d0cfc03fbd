package io.ironstead.datastore.query;

import io.ironstead.datastore.Direction;
import io.ironstead.datastore.Filter;
import io.ironstead.datastore.Order;
import io.ironstead.datastore.Query;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Finds out what a query means: its alternatives and its one order. The rules are those of Google's {@code datastore_index}
 * ({@code Normalize}) and {@code datastore_stub_util} ({@code _GuessOrders}), widened as the emulator of Firestore in Datastore
 * mode does: inequalities on several properties are sorted by in the order of their names, and what the query does not sort by
 * itself follows the direction of its last order.
 */
final class Normaliser {
    private final Query query;
    private final List<Conjunction> anyOf;
    private final boolean combinations;

    /** Properties with an inequality in any alternative: every result has them, and is sorted by them. */
    private final SortedSet<String> unequal = new TreeSet<>();

    private boolean keyUnequal;
    private final List<Order> columns = new ArrayList<>();
    private Optional<Direction> keyDirection = Optional.empty();

    private Normaliser(Query query) {
        this.query = query;
        this.combinations = !query.distinctOn().isEmpty() || isProjection(query);
        List<List<Filter>> alternatives =
                query.filter().map(DisjunctiveForm::of).orElse(List.of(List.of()));
        for (var atoms : alternatives) {
            var alternative = ConjunctionBuilder.of(atoms, List.of());
            keyUnequal |= alternative.keyInequality();
            alternative.ranges().keySet().stream()
                    .filter(alternative::hasInequality)
                    .forEach(unequal::add);
        }
        var exist = List.copyOf(exist());
        this.anyOf = alternatives.stream()
                .map(atoms -> ConjunctionBuilder.of(atoms, exist))
                .filter(alternative -> !alternative.isImpossible())
                .toList();
    }

    static NormalQuery normalise(Query query) {
        return new Normaliser(query).build();
    }

    /** Whether values are to be answered, be it beside the key, and not whole entities or only keys. */
    static boolean isProjection(Query query) {
        return !projected(query).isEmpty();
    }

    private static List<String> projected(Query query) {
        return query.projection().stream()
                .filter(property -> !property.equals(Query.KEY))
                .toList();
    }

    /** Properties without which an entity is in no result. */
    private Set<String> exist() {
        Set<String> exist = new TreeSet<>(unequal);
        exist.addAll(query.distinctOn());
        exist.addAll(projected(query));
        query.orders().stream()
                .map(Order::property)
                .takeWhile(property -> !property.equals(Query.KEY))
                .forEach(exist::add);
        return exist;
    }

    private NormalQuery build() {
        addOrders();
        Direction last = lastDirection();
        var grouped = new TreeSet<>(query.distinctOn());
        boolean keyOrdered = keyDirection.isPresent();
        unequal.stream().filter(grouped::contains).forEach(property -> add(property, last));
        grouped.forEach(property -> add(property, last));
        if (!keyOrdered) {
            unequal.forEach(property -> add(property, last));
        }
        int beforeKey = columns.size();
        new TreeSet<>(projected(query)).forEach(property -> add(property, last));
        if (columns.size() > beforeKey && (keyOrdered || keyUnequal || isOneOfKeys())) {
            columns.add(beforeKey, new Order(Query.KEY, keyDirection.orElse(last)));
        }
        int groupColumns = (int) columns.stream()
                .takeWhile(column -> grouped.contains(column.property()))
                .count();
        return new NormalQuery(query, anyOf, columns, keyDirection.orElse(last), groupColumns, combinations);
    }

    /** {@code __key__ IN}: as an inequality does, it puts what is found in the order of the keys. */
    private boolean isOneOfKeys() {
        return anyOf.size() > 1
                && anyOf.stream().allMatch(alternative -> alternative.key().isPresent());
    }

    /** Sorting a second time by the same property says nothing. */
    private Direction lastDirection() {
        Set<String> seen = new TreeSet<>();
        Direction last = Direction.ASCENDING;
        for (var order : query.orders()) {
            if (seen.add(order.property())) {
                last = order.direction();
            }
        }
        return last;
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
}
