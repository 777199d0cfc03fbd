package io.ironstead.datastore.query;

import io.ironstead.datastore.Direction;
import io.ironstead.datastore.IndexDefinition;
import io.ironstead.datastore.IndexState;
import io.ironstead.datastore.Order;
import io.ironstead.datastore.Query;
import io.ironstead.datastore.index.IndexCatalog;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Which composite index strict mode asks for. The rule is Google's, as published in its {@code datastore_index}: the properties
 * of equality filters by name, then the inequality's, then the orders, then what is grouped by or must exist.
 *
 * @param equal columns in any order and direction
 * @param ordered columns in this order; a direction that does not matter is absent
 * @param grouped columns in any order and direction, after {@code ordered}
 * @param existing columns in any order and direction, at the end
 */
record MinimalIndex(
        String kind,
        boolean ancestor,
        SortedSet<String> equal,
        List<Column> ordered,
        SortedSet<String> grouped,
        SortedSet<String> existing) {

    private record Column(String property, Optional<Direction> direction) {
        Order order() {
            return new Order(property, direction.orElse(Direction.ASCENDING));
        }

        boolean isServedBy(Order column) {
            return column.property().equals(property)
                    && direction.map(wanted -> wanted == column.direction()).orElse(true);
        }
    }

    /** The smallest index that, with those there are, would serve the query; nothing when it is served. */
    static Optional<IndexDefinition> missing(NormalQuery query, IndexCatalog catalog) {
        var kind = query.query().kind().filter(name -> !MetadataKinds.isOne(name));
        return kind.flatMap(name -> query.anyOf().stream()
                .flatMap(
                        alternative -> of(query.query(), name, alternative)
                                .flatMap(needed -> needed.missing(catalog.ready(name)))
                                .stream())
                .findFirst());
    }

    private static Optional<MinimalIndex> of(Query query, String kind, Conjunction alternative) {
        if (alternative.key().isPresent()) {
            return Optional.empty();
        }
        SortedSet<String> equal = new TreeSet<>(alternative.equal().keySet());
        equal.removeIf(alternative::hasInequality);
        List<Order> orders = orders(query, equal);
        var unequal = alternative.ranges().keySet().stream()
                .filter(alternative::hasInequality)
                .toList();
        Set<String> named = new HashSet<>(equal);
        orders.forEach(order -> named.add(order.property()));
        named.addAll(unequal);
        SortedSet<String> grouped = new TreeSet<>(query.distinctOn());
        grouped.removeAll(named);
        SortedSet<String> existing = new TreeSet<>(alternative.ranges().keySet());
        existing.removeAll(named);
        existing.removeAll(grouped);
        if (grouped.isEmpty() && existing.isEmpty()) {
            orders = withoutAscendingKey(orders);
        }
        var ordered = new ArrayList<Column>();
        unequal.stream()
                .filter(property -> query.orders().stream()
                        .noneMatch(order -> order.property().equals(property)))
                .forEach(property -> ordered.add(new Column(property, Optional.empty())));
        orders.forEach(order -> ordered.add(new Column(order.property(), Optional.of(order.direction()))));
        var index = new MinimalIndex(
                kind, alternative.ancestor().isPresent(), equal, List.copyOf(ordered), grouped, existing);
        return index.isBuiltIn() ? Optional.empty() : Optional.of(index);
    }

    private static List<Order> orders(Query query, Set<String> equal) {
        var kept = new ArrayList<Order>();
        for (var order : query.orders()) {
            boolean repeated = kept.stream().anyMatch(other -> other.property().equals(order.property()));
            if (!repeated && !equal.contains(order.property())) {
                kept.add(order);
            }
            if (order.property().equals(Query.KEY)) {
                break;
            }
        }
        return kept;
    }

    private static List<Order> withoutAscendingKey(List<Order> orders) {
        return !orders.isEmpty() && orders.getLast().equals(Order.ascending(Query.KEY))
                ? orders.subList(0, orders.size() - 1)
                : orders;
    }

    private boolean isBuiltIn() {
        if (ordered.isEmpty() && grouped.isEmpty() && existing.isEmpty()) {
            return true;
        }
        boolean keyDescending = !ordered.isEmpty() && ordered.getFirst().order().equals(Order.descending(Query.KEY));
        int columns = equal.size() + ordered.size() + grouped.size() + existing.size();
        return !ancestor && columns <= 1 && !keyDescending;
    }

    private Optional<IndexDefinition> missing(List<IndexState> there) {
        var candidates = there.stream()
                .map(IndexState::definition)
                .filter(this::isUseful)
                .toList();
        if (candidates.isEmpty()) {
            return Optional.of(definition(ancestor, equal, tail()));
        }
        // Indexes with the same end work together in zigzag.
        var rest = candidates.stream()
                .map(this::tailOf)
                .distinct()
                .map(tail -> left(candidates, tail))
                .min(Comparator.comparingInt(left -> left.equal.size() + (left.ancestor ? 1 : 0)))
                .orElseThrow();
        return rest.equal.isEmpty() && !rest.ancestor
                ? Optional.empty()
                : Optional.of(definition(rest.ancestor, rest.equal, rest.tail));
    }

    private record Left(boolean ancestor, SortedSet<String> equal, List<Order> tail) {}

    private Left left(List<IndexDefinition> candidates, List<Order> tail) {
        var together = candidates.stream()
                .filter(candidate -> tailOf(candidate).equals(tail))
                .toList();
        SortedSet<String> equalLeft = new TreeSet<>(equal);
        for (var candidate : together) {
            prefixOf(candidate).forEach(column -> equalLeft.remove(column.property()));
        }
        boolean ancestorLeft = ancestor && together.stream().noneMatch(IndexDefinition::ancestor);
        return new Left(ancestorLeft, equalLeft, tail);
    }

    private boolean isUseful(IndexDefinition candidate) {
        int own = candidate.columns().size() - tailSize();
        if (own < 0 || (candidate.ancestor() && !ancestor)) {
            return false;
        }
        var tail = tailOf(candidate);
        for (int i = 0; i < ordered.size(); i++) {
            if (!ordered.get(i).isServedBy(tail.get(i))) {
                return false;
            }
        }
        int groupedEnd = ordered.size() + grouped.size();
        return names(tail.subList(ordered.size(), groupedEnd)).equals(grouped)
                && names(tail.subList(groupedEnd, tail.size())).equals(existing)
                && equal.containsAll(names(prefixOf(candidate)));
    }

    private int tailSize() {
        return ordered.size() + grouped.size() + existing.size();
    }

    private List<Order> tailOf(IndexDefinition candidate) {
        return candidate
                .columns()
                .subList(
                        candidate.columns().size() - tailSize(),
                        candidate.columns().size());
    }

    private List<Order> prefixOf(IndexDefinition candidate) {
        return candidate.columns().subList(0, candidate.columns().size() - tailSize());
    }

    private static Set<String> names(List<Order> columns) {
        var names = new TreeSet<String>();
        columns.forEach(column -> names.add(column.property()));
        return names;
    }

    private List<Order> tail() {
        var tail = new ArrayList<Order>();
        ordered.forEach(column -> tail.add(column.order()));
        grouped.forEach(property -> tail.add(Order.ascending(property)));
        existing.forEach(property -> tail.add(Order.ascending(property)));
        return tail;
    }

    private IndexDefinition definition(boolean below, SortedSet<String> prefix, List<Order> tail) {
        var columns = new ArrayList<Order>();
        prefix.forEach(property -> columns.add(Order.ascending(property)));
        columns.addAll(tail);
        return new IndexDefinition(kind, below, columns);
    }
}
