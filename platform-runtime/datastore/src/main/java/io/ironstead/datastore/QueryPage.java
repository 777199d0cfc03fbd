package io.ironstead.datastore;

import java.util.List;

/**
 * One answer of a query.
 *
 * @param skipped results left out for the offset
 * @param skippedCursor the place after the last one left out
 * @param end the place after the last result, or where the query began when there is none
 * @param version of the snapshot that was read, in microseconds
 */
public record QueryPage(List<Row> rows, int skipped, Cursor skippedCursor, Cursor end, More more, long version) {
    public QueryPage {
        rows = List.copyOf(rows);
    }

    /**
     * One result.
     *
     * @param entity whole, only its key, or with the projected properties (each with meaning 18)
     * @param cursor the place just after it
     */
    public record Row(StoredEntity entity, Cursor cursor) {}

    public enum More {
        /** The page was full: ask again from {@code end}. */
        NOT_FINISHED,
        AFTER_LIMIT,
        AFTER_CURSOR,
        NONE
    }
}
