package io.ironstead.datastore.wire.v3;

import com.google.appengine.repackaged.com.google.storage.onestore.v3_bytes.proto2api.OnestoreEntity.IndexPostfix;
import com.google.appengine.repackaged.com.google.storage.onestore.v3_bytes.proto2api.OnestoreEntity.PropertyValue;
import com.google.apphosting.datastore_bytes.proto2api.DatastoreV3Pb.CompiledCursor;
import io.ironstead.datastore.Cursor;
import io.ironstead.datastore.Cursor.Column;
import io.ironstead.datastore.DatastoreException;
import io.ironstead.datastore.Direction;
import io.ironstead.datastore.Key;
import io.ironstead.datastore.Problem;
import io.ironstead.datastore.Query;
import io.ironstead.datastore.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Cursors as {@code CompiledCursor}: values and key, and on which side of that row the place is. The side is told as if
 * rows were in ascending order, so that the reversed query can use the cursor too. One cursor is always the same bytes.
 */
final class CursorMessages {
    /** Before all results. */
    private static final Cursor BEGINNING = new Cursor(List.of(), Optional.empty(), true);

    private final KeyMessages keys;
    private final ValueMessages values;
    private final boolean descending;

    private CursorMessages(KeyMessages keys, ValueMessages values, boolean descending) {
        this.keys = keys;
        this.values = values;
        this.descending = descending;
    }

    /** For cursors of this query: its first sort order tells what ascending means. */
    static CursorMessages of(Query query, KeyMessages keys, ValueMessages values) {
        boolean descending =
                !query.orders().isEmpty() && query.orders().getFirst().direction() == Direction.DESCENDING;
        return new CursorMessages(keys, values, descending);
    }

    CompiledCursor encode(Cursor cursor) {
        var message = CompiledCursor.newBuilder();
        if (cursor.columns().isEmpty() && cursor.key().isEmpty()) {
            return message.build();
        }
        var position = message.getPostfixPositionBuilder();
        for (Column column : cursor.columns()) {
            position.addIndexValueBuilder().setPropertyName(column.property()).setValue(values.encode(column.value()));
        }
        cursor.key().ifPresent(key -> position.setKey(keys.encode(key)));
        position.setBefore(cursor.before()).setBeforeAscending(cursor.before() != descending);
        return message.build();
    }

    /** Where results begin; empty: at the beginning. */
    Optional<Cursor> start(CompiledCursor message) {
        var decoded = decode(message);
        return decoded.equals(BEGINNING) ? Optional.empty() : Optional.of(decoded);
    }

    // Programs may have kept cursors of the deprecated form.
    @SuppressWarnings("deprecation")
    Cursor decode(CompiledCursor message) {
        int positions = (message.hasPosition() ? 1 : 0)
                + (message.hasPostfixPosition() ? 1 : 0)
                + (message.hasAbsolutePosition() ? 1 : 0);
        Refused.refuseIf(
                positions > 1, "Cursor may specify at most one of position, postfix_position, and absolute_position.");
        if (message.hasAbsolutePosition() || message.getPosition().hasStartKey()) {
            // Bytes of Google's own index rows.
            throw new DatastoreException(new Problem.CursorMismatch());
        }
        if (message.hasPosition()) {
            return old(message.getPosition());
        }
        return message.hasPostfixPosition() ? postfix(message.getPostfixPosition()) : BEGINNING;
    }

    private Cursor postfix(IndexPostfix position) {
        var columns = new ArrayList<Column>();
        for (var value : position.getIndexValueList()) {
            columns.add(column(value.getPropertyName(), value.getValue()));
        }
        Optional<Key> key = position.hasKey() ? Optional.of(keys.own(position.getKey())) : Optional.empty();
        boolean before =
                position.hasBeforeAscending() ? position.getBeforeAscending() != descending : position.getBefore();
        return new Cursor(columns, key, before);
    }

    /** What SDKs made before 2014. */
    @SuppressWarnings("deprecation")
    private Cursor old(CompiledCursor.Position position) {
        var columns = new ArrayList<Column>();
        for (var value : position.getIndexValueList()) {
            columns.add(column(value.getProperty(), value.getValue()));
        }
        Optional<Key> key = position.hasKey() ? Optional.of(keys.own(position.getKey())) : Optional.empty();
        boolean before = position.hasBeforeAscending()
                ? position.getBeforeAscending() != descending
                : position.getStartInclusive();
        return columns.isEmpty() && key.isEmpty() ? BEGINNING : new Cursor(columns, key, before);
    }

    private Column column(String property, PropertyValue value) {
        Value plain = values.plain(value);
        return new Column(property, plain);
    }
}
