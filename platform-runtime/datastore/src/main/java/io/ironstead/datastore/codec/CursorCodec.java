package io.ironstead.datastore.codec;

import com.google.datastore.v1.ArrayValue;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.NullValue;
import com.google.protobuf.UnsafeByteOperations;
import com.google.protobuf.WireFormat;
import io.ironstead.datastore.Cursor;
import io.ironstead.datastore.DatastoreException;
import io.ironstead.datastore.Key;
import io.ironstead.datastore.PropertyValue;
import io.ironstead.datastore.Value;
import java.io.IOException;
import java.io.UncheckedIOException;
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
    private static final byte[] BEFORE = value().setBooleanValue(true).build().toByteArray();
    private static final byte[] AFTER = value().setBooleanValue(false).build().toByteArray();
    private static final byte[] NO_KEY =
            value().setNullValue(NullValue.NULL_VALUE).build().toByteArray();

    private final ValueCodec values;

    public CursorCodec(EntityCodec entities) {
        this.values = entities.values();
    }

    /** Every row of an answer has a cursor, so what all of them have is written without its message being made. */
    public ByteString encode(Cursor cursor) {
        ArrayValue columns = columns(cursor);
        Optional<Key> key = cursor.key();
        int keySize = key.map(values.keys()::size).orElse(0);
        int keyField = key.isEmpty()
                ? NO_KEY.length
                : CodedOutputStream.computeTagSize(com.google.datastore.v1.Value.KEY_VALUE_FIELD_NUMBER)
                        + CodedOutputStream.computeUInt32SizeNoTag(keySize)
                        + keySize;
        byte[] bytes = new byte[1 + fieldSize(BEFORE.length) + fieldSize(keyField) + columns.getSerializedSize()];
        var out = CodedOutputStream.newInstance(bytes);
        try {
            out.writeRawByte(VERSION);
            field(out, BEFORE.length);
            out.writeRawBytes(cursor.before() ? BEFORE : AFTER);
            field(out, keyField);
            if (key.isPresent()) {
                out.writeTag(
                        com.google.datastore.v1.Value.KEY_VALUE_FIELD_NUMBER, WireFormat.WIRETYPE_LENGTH_DELIMITED);
                out.writeUInt32NoTag(keySize);
                values.keys().write(key.get(), out);
            } else {
                out.writeRawBytes(NO_KEY);
            }
            columns.writeTo(out);
            out.checkNoSpaceLeft();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return UnsafeByteOperations.unsafeWrap(bytes);
    }

    private static int fieldSize(int size) {
        return CodedOutputStream.computeTagSize(ArrayValue.VALUES_FIELD_NUMBER)
                + CodedOutputStream.computeUInt32SizeNoTag(size)
                + size;
    }

    private static void field(CodedOutputStream out, int size) throws IOException {
        out.writeTag(ArrayValue.VALUES_FIELD_NUMBER, WireFormat.WIRETYPE_LENGTH_DELIMITED);
        out.writeUInt32NoTag(size);
    }

    private ArrayValue columns(Cursor cursor) {
        if (cursor.columns().isEmpty()) {
            return ArrayValue.getDefaultInstance();
        }
        var fields = ArrayValue.newBuilder();
        for (Cursor.Column column : cursor.columns()) {
            fields.addValuesBuilder().setStringValue(column.property());
            fields.addValues(plain(column.value()));
        }
        return fields.build();
    }

    private static com.google.datastore.v1.Value.Builder value() {
        return com.google.datastore.v1.Value.newBuilder();
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
