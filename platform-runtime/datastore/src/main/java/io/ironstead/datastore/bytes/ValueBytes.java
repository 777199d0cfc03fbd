package io.ironstead.datastore.bytes;

import com.google.protobuf.ByteString;
import io.ironstead.datastore.Value;

/**
 * A value as bytes that compare as values do: a tag for its class, then its content. No value's bytes begin another's, so
 * values can follow each other. Values that are equal to queries have the same bytes: an integer and a timestamp of the same
 * number, a text and a blob of the same bytes, users of the same address and domain.
 */
public final class ValueBytes {
    private static final int NULL = 0x05;
    private static final int INTEGER = 0x10;
    private static final int FALSE = 0x18;
    private static final int TRUE = 0x19;
    private static final int BLOB = 0x20;
    private static final int DECIMAL = 0x30;
    private static final int POINT = 0x40;
    private static final int USER = 0x50;
    private static final int KEY = 0x60;

    private ValueBytes() {}

    /** Any value but an embedded entity, which is found by its parts. */
    public static byte[] of(Value value) {
        var writer = new OrderedWriter();
        write(writer, value);
        return writer.toBytes();
    }

    private static void write(OrderedWriter writer, Value value) {
        switch (value) {
            case Value.Null _ -> writer.tag(NULL);
            case Value.Int(long number) -> writer.tag(INTEGER).number(number);
            case Value.Timestamp(long micros) -> writer.tag(INTEGER).number(micros);
            case Value.Bool(boolean truth) -> writer.tag(truth ? TRUE : FALSE);
            case Value.Text(String text) -> writer.tag(BLOB).text(text);
            case Value.Blob(ByteString bytes) -> writer.tag(BLOB).blob(bytes);
            case Value.Decimal(double decimal) -> writer.tag(DECIMAL).decimal(decimal);
            case Value.GeoPoint(double latitude, double longitude) ->
                writer.tag(POINT).decimal(latitude).decimal(longitude);
            case Value.User user -> writer.tag(USER).text(user.email()).text(user.authDomain());
            case Value.Reference(var key) -> {
                writer.tag(KEY).text(key.application()).text(key.database()).text(key.namespace());
                KeyBytes.write(writer, key);
            }
            case Value.Embedded _ -> throw new IllegalArgumentException("An embedded entity is not one value");
        }
    }

    /** A value with these bytes: numbers become integers, bytes become text where they are UTF-8. */
    public static Value parse(byte[] bytes) {
        var reader = new OrderedReader(bytes, 0, false);
        return switch (reader.tag()) {
            case NULL -> Value.Null.NULL;
            case INTEGER -> new Value.Int(reader.number());
            case FALSE -> new Value.Bool(false);
            case TRUE -> new Value.Bool(true);
            case BLOB -> textOrBlob(reader.blob());
            case DECIMAL -> new Value.Decimal(reader.decimal());
            case POINT -> new Value.GeoPoint(reader.decimal(), reader.decimal());
            case USER -> new Value.User(reader.text(), reader.text(), "", "");
            case KEY -> new Value.Reference(KeyBytes.read(reader, reader.text(), reader.text(), reader.text()));
            default -> throw new IllegalArgumentException("The bytes are no value");
        };
    }

    private static Value textOrBlob(ByteString bytes) {
        return bytes.isValidUtf8() ? new Value.Text(bytes.toStringUtf8()) : new Value.Blob(bytes);
    }

    /** Where the value that begins at {@code at} ends. */
    public static int end(byte[] bytes, int at, boolean complemented) {
        var reader = new OrderedReader(bytes, at, complemented);
        switch (reader.tag()) {
            case NULL, FALSE, TRUE -> {}
            case INTEGER, DECIMAL -> reader.skip(Long.BYTES);
            case POINT -> reader.skip(2 * Long.BYTES);
            case BLOB -> reader.skipBlob();
            case USER -> {
                reader.skipBlob();
                reader.skipBlob();
            }
            case KEY -> {
                reader.skipBlob();
                reader.skipBlob();
                reader.skipBlob();
                KeyBytes.skip(reader);
            }
            default -> throw new IllegalArgumentException("The bytes are no value");
        }
        return reader.position();
    }
}
