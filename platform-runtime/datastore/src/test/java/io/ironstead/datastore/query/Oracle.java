package io.ironstead.datastore.query;

import io.ironstead.datastore.Direction;
import io.ironstead.datastore.Entity;
import io.ironstead.datastore.Filter;
import io.ironstead.datastore.Key;
import io.ironstead.datastore.Order;
import io.ironstead.datastore.Query;
import io.ironstead.datastore.Value;
import io.ironstead.datastore.bytes.KeyBytes;
import io.ironstead.datastore.bytes.ValueBytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Stream;

/** Answers a query by looking at every entity: slow, short, and without indexes, ranges or cursors. */
final class Oracle {
    /** A result: what it is sorted by, and which entity it is. */
    record Found(List<Value> columns, Key key) {}

    private final Query query;
    private final NormalQuery normal;

    Oracle(Query query) {
        this.query = query;
        this.normal = Normaliser.normalise(query);
    }

    List<Found> results(Collection<Entity> entities) {
        List<List<Filter>> alternatives =
                query.filter().map(DisjunctiveForm::of).orElse(List.of(List.of()));
        var found = new ArrayList<Found>();
        for (var entity : entities) {
            var key = entity.requireKey();
            if (!key.namespace().equals(query.namespace())
                    || query.kind().filter(kind -> !kind.equals(key.kind())).isPresent()) {
                continue;
            }
            var own = alternatives.stream()
                    .flatMap(atoms -> tuples(entity, atoms))
                    .distinct()
                    .map(columns -> new Found(columns, key))
                    .sorted(order());
            (normal.combinations() ? own : own.limit(1)).forEach(found::add);
        }
        found.sort(order());
        if (!query.distinctOn().isEmpty()) {
            var groups = new HashSet<List<Value>>();
            found.removeIf(row -> !groups.add(row.columns().subList(0, normal.groupColumns())));
        }
        return found;
    }

    private Stream<List<Value>> tuples(Entity entity, List<Filter> atoms) {
        boolean complete =
                unequal().allMatch(property -> !values(entity, property).isEmpty());
        if (!complete || !atoms.stream().allMatch(atom -> holds(entity, atom))) {
            return Stream.of();
        }
        for (var atom : atoms) {
            if (isInequality(atom)
                    && !property(atom).equals(Query.KEY)
                    && meeting(entity, property(atom), atoms).isEmpty()) {
                return Stream.of();
            }
        }
        for (String name : Normaliser.isProjection(query) ? query.projection() : List.<String>of()) {
            if (values(entity, name).isEmpty()) {
                return Stream.of();
            }
        }
        Stream<List<Value>> all = Stream.of(List.of());
        for (var order : normal.columns()) {
            all = all.flatMap(start -> choices(entity, order, atoms).map(value -> {
                var longer = new ArrayList<>(start);
                longer.add(value);
                return List.copyOf(longer);
            }));
        }
        boolean sortable = query.orders().stream()
                .takeWhile(order -> !order.property().equals(Query.KEY))
                .noneMatch(order -> values(entity, order.property()).isEmpty());
        return sortable ? all : Stream.of();
    }

    /** What any alternative has an inequality on. */
    private Stream<String> unequal() {
        return query.filter().map(DisjunctiveForm::of).orElse(List.of()).stream()
                .flatMap(List::stream)
                .filter(Oracle::isInequality)
                .map(Oracle::property);
    }

    private Stream<Value> choices(Entity entity, Order order, List<Filter> atoms) {
        if (order.property().equals(Query.KEY)) {
            return Stream.of(new Value.Reference(entity.requireKey()));
        }
        boolean unequal = atoms.stream()
                .anyMatch(atom -> isInequality(atom) && property(atom).equals(order.property()));
        var equal = atoms.stream()
                .filter(atom -> atom instanceof Filter.Compare compare
                        && compare.operator() == Filter.Operator.EQUAL
                        && compare.property().equals(order.property()))
                .map(atom -> ((Filter.Compare) atom).value())
                .min(Oracle::compare);
        boolean exists = atoms.contains(new Filter.Exists(order.property()));
        return equal.isPresent() && !unequal && !exists
                ? Stream.of(canonical(equal.get()))
                : meeting(entity, order.property(), atoms).stream();
    }

    /** Values that meet all inequalities on their property at once. */
    private static List<Value> meeting(Entity entity, String property, List<Filter> atoms) {
        return values(entity, property).stream()
                .filter(value -> atoms.stream()
                        .filter(atom -> isInequality(atom) && property(atom).equals(property))
                        .allMatch(atom -> holds(value, atom)))
                .toList();
    }

    private static boolean isInequality(Filter atom) {
        return atom instanceof Filter.NotIn
                || (atom instanceof Filter.Compare compare && compare.operator() != Filter.Operator.EQUAL);
    }

    private static String property(Filter atom) {
        return switch (atom) {
            case Filter.Compare compare -> compare.property();
            case Filter.NotIn notIn -> notIn.property();
            default -> throw new IllegalArgumentException("No property");
        };
    }

    private static boolean holds(Entity entity, Filter atom) {
        return switch (atom) {
            case Filter.HasAncestor(Key ancestor) -> ancestor.isAncestorOf(entity.requireKey());
            case Filter.Exists(String property) -> !values(entity, property).isEmpty();
            default -> values(entity, property(atom)).stream().anyMatch(value -> holds(value, atom));
        };
    }

    private static boolean holds(Value value, Filter atom) {
        return switch (atom) {
            case Filter.NotIn notIn -> notIn.values().stream().allMatch(other -> compare(value, other) != 0);
            case Filter.Compare compare -> {
                int order = compare(value, compare.value());
                yield switch (compare.operator()) {
                    case EQUAL -> order == 0;
                    case NOT_EQUAL -> order != 0;
                    case LESS -> order < 0;
                    case LESS_OR_EQUAL -> order <= 0;
                    case GREATER -> order > 0;
                    case GREATER_OR_EQUAL -> order >= 0;
                };
            }
            default -> throw new IllegalArgumentException("Not a comparison");
        };
    }

    private static List<Value> values(Entity entity, String property) {
        if (property.equals(Query.KEY)) {
            return List.of(new Value.Reference(entity.requireKey()));
        }
        return entity.property(property).stream()
                .flatMap(found -> found.values().stream())
                .filter(value -> value.indexed())
                .map(value -> canonical(value.value()))
                .distinct()
                .toList();
    }

    /** Values that are the same to queries become the same. */
    static Value canonical(Value value) {
        return ValueBytes.parse(ValueBytes.of(value));
    }

    /** Whether a result is behind the cursor of another. */
    boolean isBehind(Found found, Found last) {
        int grouped = normal.groupColumns();
        if (grouped == 0) {
            return order().compare(found, last) > 0;
        }
        for (int i = 0; i < grouped; i++) {
            int order = directed(
                    compare(found.columns().get(i), last.columns().get(i)),
                    normal.columns().get(i).direction());
            if (order != 0) {
                return order > 0;
            }
        }
        return false;
    }

    Comparator<Found> order() {
        return (left, right) -> {
            for (int i = 0; i < normal.columns().size(); i++) {
                int order = directed(
                        compare(left.columns().get(i), right.columns().get(i)),
                        normal.columns().get(i).direction());
                if (order != 0) {
                    return order;
                }
            }
            return directed(
                    Arrays.compareUnsigned(KeyBytes.path(left.key()), KeyBytes.path(right.key())),
                    normal.keyDirection());
        };
    }

    private static int directed(int order, Direction direction) {
        return direction == Direction.ASCENDING ? order : -order;
    }

    /** The bytes' order is the values' (see {@code OrderTest}). */
    private static int compare(Value left, Value right) {
        return Arrays.compareUnsigned(ValueBytes.of(left), ValueBytes.of(right));
    }
}
