package io.ironstead.datastore;

import java.util.List;
import java.util.Optional;

/**
 * A place in a query's order, never a count: it stays where it is while data changes, processes restart and leaders move.
 *
 * @param columns the values of the sort order's properties there, in the order of the sort; fewer than the query has only in
 *     cursors of other makers
 * @param key of the entity there; absent only in cursors of other makers
 * @param before whether the place is just before that row, else just after it
 */
public record Cursor(List<Column> columns, Optional<Key> key, boolean before) {
    public Cursor {
        columns = List.copyOf(columns);
    }

    public record Column(String property, Value value) {}
}
