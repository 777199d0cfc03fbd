package io.ironstead.datastore.query;

import io.ironstead.datastore.Direction;
import io.ironstead.datastore.Entity;
import io.ironstead.datastore.Order;
import io.ironstead.datastore.Query;
import io.ironstead.datastore.bytes.KeyBytes;
import io.ironstead.datastore.index.IndexedValues;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Tells from an entity itself whether and where it stands in a query's results. */
final class Matcher {
    private final NormalQuery query;

    Matcher(NormalQuery query) {
        this.query = query;
    }

    /** The positions that one alternative gives an entity of the query's kind; of several alternatives only the first counts. */
    List<byte[]> positions(Entity entity, Conjunction alternative) {
        var values = IndexedValues.of(entity);
        byte[] path = KeyBytes.path(entity.requireKey());
        if (query.combinations()) {
            return matches(values, path, alternative) ? combinations(values, path, alternative) : List.of();
        }
        var own = first(values, path, alternative);
        boolean elsewhere = own.isPresent()
                && query.anyOf().stream()
                        .filter(other -> other != alternative)
                        .flatMap(other -> first(values, path, other).stream())
                        .anyMatch(other -> Bytes.compare(other, own.get()) < 0);
        return own.isPresent() && !elsewhere ? List.of(own.get()) : List.of();
    }

    /** Whether an entity that is found there has no place before. */
    boolean isFirst(Entity entity, byte[] position) {
        var values = IndexedValues.of(entity);
        byte[] path = KeyBytes.path(entity.requireKey());
        return query.anyOf().stream()
                .flatMap(alternative -> first(values, path, alternative).stream())
                .noneMatch(other -> Bytes.compare(other, position) < 0);
    }

    private Optional<byte[]> first(IndexedValues values, byte[] path, Conjunction alternative) {
        if (!matches(values, path, alternative)) {
            return Optional.empty();
        }
        var parts = new ArrayList<byte[]>();
        for (var column : query.columns()) {
            var least = candidates(values, path, alternative, column).stream().min(Bytes::compare);
            if (least.isEmpty()) {
                return Optional.empty();
            }
            parts.add(least.get());
        }
        parts.add(Columns.directed(path, query.keyDirection()));
        return Optional.of(Bytes.concat(parts.toArray(byte[][]::new)));
    }

    private List<byte[]> combinations(IndexedValues values, byte[] path, Conjunction alternative) {
        List<byte[]> all = List.of(Bytes.NONE);
        for (var column : query.columns()) {
            var longer = new ArrayList<byte[]>();
            for (byte[] value : candidates(values, path, alternative, column)) {
                all.forEach(start -> longer.add(Bytes.concat(start, value)));
            }
            all = longer;
        }
        byte[] key = Columns.directed(path, query.keyDirection());
        return all.stream().map(start -> Bytes.concat(start, key)).toList();
    }

    /** What stands in a column, directed. */
    private List<byte[]> candidates(IndexedValues values, byte[] path, Conjunction alternative, Order column) {
        Direction direction = column.direction();
        if (column.property().equals(Query.KEY)) {
            return List.of(Columns.directed(path, direction));
        }
        var constant = alternative.constant(column.property());
        if (constant.isPresent()) {
            return List.of(Columns.directed(constant.get(), direction));
        }
        var range = alternative.ranges().getOrDefault(column.property(), RangeSet.ALL);
        return values.of(column.property()).stream()
                .filter(range::contains)
                .map(value -> Columns.directed(value, direction))
                .toList();
    }

    private static boolean matches(IndexedValues values, byte[] path, Conjunction alternative) {
        return alternative.keys().contains(path)
                && alternative.equal().entrySet().stream()
                        .allMatch(equal -> containsAll(values.of(equal.getKey()), equal.getValue()))
                && alternative.ranges().entrySet().stream()
                        .allMatch(range -> values.of(range.getKey()).stream().anyMatch(range.getValue()::contains));
    }

    private static boolean containsAll(Collection<byte[]> values, Collection<byte[]> wanted) {
        return values.containsAll(wanted);
    }
}
