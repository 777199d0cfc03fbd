package io.ironstead.datastore.query;

import io.ironstead.datastore.Cursor;
import io.ironstead.datastore.DatastoreException;
import io.ironstead.datastore.Key;
import io.ironstead.datastore.Problem;
import io.ironstead.datastore.Query;
import io.ironstead.datastore.Value;
import io.ironstead.datastore.bytes.KeyBytes;
import io.ironstead.datastore.bytes.ValueBytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Turns positions of one query into cursors and back. A cursor of a distinct query holds the group's columns and no key. */
final class Cursors {
    /** Before all results. */
    static final Cursor BEGINNING = new Cursor(List.of(), Optional.empty(), true);

    private final NormalQuery query;
    private final Columns columns;
    private final Place place;

    Cursors(NormalQuery query, Place place) {
        this.query = query;
        this.columns = Columns.of(query);
        this.place = place;
    }

    /** The place just after a result. */
    Cursor after(byte[] position) {
        var parts = columns.split(position);
        int count = query.groupColumns() > 0
                ? query.groupColumns()
                : query.columns().size();
        var values = new ArrayList<Cursor.Column>();
        for (int column = 0; column < count; column++) {
            byte[] plain = columns.plain(parts.get(column), column);
            Value value = columns.isKey(column) ? new Value.Reference(place.key(plain)) : ValueBytes.parse(plain);
            values.add(new Cursor.Column(query.columns().get(column).property(), value));
        }
        Optional<Key> key =
                query.groupColumns() > 0 ? Optional.empty() : Optional.of(place.key(columns.path(position)));
        return new Cursor(values, key, false);
    }

    /** The first bytes that are behind a cursor. */
    byte[] cut(Cursor cursor) {
        var given = cursor.columns();
        if (given.size() > query.columns().size()
                || (cursor.key().isPresent() && given.size() < query.columns().size())) {
            throw mismatch();
        }
        var parts = new ArrayList<byte[]>();
        for (int column = 0; column < given.size(); column++) {
            if (!given.get(column).property().equals(query.columns().get(column).property())) {
                throw mismatch();
            }
            parts.add(Columns.directed(
                    bytes(given.get(column)), query.columns().get(column).direction()));
        }
        cursor.key().ifPresent(key -> parts.add(Columns.directed(path(key), query.keyDirection())));
        byte[] position = Bytes.concat(parts.toArray(byte[][]::new));
        return cursor.before() || position.length == 0 ? position : Bytes.after(position);
    }

    private byte[] bytes(Cursor.Column column) {
        if (column.property().equals(Query.KEY)) {
            if (column.value() instanceof Value.Reference(Key key)) {
                return path(key);
            }
            throw mismatch();
        }
        if (column.value() instanceof Value.Embedded) {
            throw mismatch();
        }
        return ValueBytes.of(column.value());
    }

    private byte[] path(Key key) {
        if (!key.namespace().equals(place.namespace()) || !key.isComplete()) {
            throw mismatch();
        }
        return KeyBytes.path(key);
    }

    private static DatastoreException mismatch() {
        return new DatastoreException(new Problem.CursorMismatch());
    }
}
