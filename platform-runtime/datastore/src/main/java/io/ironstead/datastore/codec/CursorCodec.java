package io.ironstead.datastore.codec;

import com.google.datastore.v1.ArrayValue;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.NullValue;
import io.ironstead.datastore.Cursor;
import io.ironstead.datastore.DatastoreException;
import io.ironstead.datastore.Key;
import io.ironstead.datastore.PropertyValue;
import io.ironstead.datastore.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Cursors as opaque bytes: a version byte, then an {@code ArrayValue} of before, key (or null), and a name and a value for each
 * column. The same cursor is always the same bytes.
 */
public final class CursorCodec {
    private static final byte VERSION = 1;
    private static final int BYTES_MAX = 64 * 1024;

    private final ValueCodec values;

    public CursorCodec(EntityCodec entities) {
        this.values = entities.values();
    }

    public ByteString encode(Cursor cursor) {
        var fields = ArrayValue.newBuilder();
        fields.addValuesBuilder().setBooleanValue(cursor.before());
        if (cursor.key().isPresent()) {
            fields.addValues(plain(new Value.Reference(cursor.key().get())));
        } else {
            fields.addValuesBuilder().setNullValue(NullValue.NULL_VALUE);
        }
        for (Cursor.Column column : cursor.columns()) {
            fields.addValuesBuilder().setStringValue(column.property());
            fields.addValues(plain(column.value()));
        }
        return ByteString.copyFrom(new byte[] {VERSION}).concat(fields.build().toByteString());
    }

    private com.google.datastore.v1.Value plain(Value value) {
        return values.encode(PropertyValue.indexed(value));
    }

    /** @throws DatastoreException for bytes that were never a cursor */
    public Cursor decode(ByteString bytes) {
        if (bytes.isEmpty() || bytes.size() > BYTES_MAX || bytes.byteAt(0) != VERSION) {
            throw garbage();
        }
        try {
            return cursor(ArrayValue.parseFrom(bytes.substring(1)).getValuesList());
        } catch (InvalidProtocolBufferException malformed) {
            throw garbage();
        }
    }

    private Cursor cursor(List<com.google.datastore.v1.Value> fields) {
        if (fields.size() < 2 || fields.size() % 2 != 0 || !fields.getFirst().hasBooleanValue()) {
            throw garbage();
        }
        Optional<Key> key = switch (fields.get(1).getValueTypeCase()) {
            case NULL_VALUE -> Optional.empty();
            case KEY_VALUE -> Optional.of(values.keys().decode(fields.get(1).getKeyValue()));
            default -> throw garbage();
        };
        var columns = new ArrayList<Cursor.Column>();
        for (int i = 2; i < fields.size(); i += 2) {
            if (!fields.get(i).hasStringValue()) {
                throw garbage();
            }
            Value value = values.decode(fields.get(i + 1)).value();
            columns.add(new Cursor.Column(fields.get(i).getStringValue(), value));
        }
        return new Cursor(columns, key, fields.getFirst().getBooleanValue());
    }

    private static DatastoreException garbage() {
        return DatastoreException.invalid("Error parsing protocol message");
    }
}
