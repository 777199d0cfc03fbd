package io.ironstead.datastore.query;

import io.ironstead.datastore.Direction;
import io.ironstead.datastore.Order;
import io.ironstead.datastore.Query;
import io.ironstead.datastore.bytes.KeyBytes;
import io.ironstead.datastore.bytes.ValueBytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How positions are put together: columns and then the key.
 *
 * @param values the columns before the key
 */
record Columns(List<Order> values, Direction keyDirection) {
    Columns {
        values = List.copyOf(values);
    }

    static Columns of(NormalQuery query) {
        return new Columns(query.columns(), query.keyDirection());
    }

    /** Columns and key. */
    int count() {
        return values.size() + 1;
    }

    Direction direction(int column) {
        return column == values.size() ? keyDirection : values.get(column).direction();
    }

    boolean isKey(int column) {
        return column == values.size() || values.get(column).property().equals(Query.KEY);
    }

    /** Where a column that begins at {@code at} ends. */
    int end(byte[] position, int at, int column) {
        boolean descending = direction(column) == Direction.DESCENDING;
        return isKey(column) ? KeyBytes.end(position, at, descending) : ValueBytes.end(position, at, descending);
    }

    /** Where the first {@code count} columns end. */
    int end(byte[] position, int count) {
        int at = 0;
        for (int column = 0; column < count; column++) {
            at = end(position, at, column);
        }
        return at;
    }

    /** Every column with its bits as its direction wants them. */
    List<byte[]> split(byte[] position) {
        var parts = new ArrayList<byte[]>(count());
        int at = 0;
        for (int column = 0; column < count(); column++) {
            int end = end(position, at, column);
            parts.add(Arrays.copyOfRange(position, at, end));
            at = end;
        }
        return parts;
    }

    /** A column's value or path, as in ascending order. */
    byte[] plain(byte[] part, int column) {
        return directed(part, direction(column));
    }

    /** The entity's path. */
    byte[] path(byte[] position) {
        int at = end(position, values.size());
        return plain(Arrays.copyOfRange(position, at, position.length), values.size());
    }

    /** Bytes that compare in this direction; given such bytes, the plain ones. */
    static byte[] directed(byte[] bytes, Direction direction) {
        return direction == Direction.ASCENDING ? bytes : Bytes.complement(bytes);
    }

    static RangeSet directed(RangeSet ranges, Direction direction) {
        return direction == Direction.ASCENDING ? ranges : ranges.complemented();
    }
}
