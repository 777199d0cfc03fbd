package io.ironstead.datastore.bytes;

import com.google.protobuf.ByteString;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Appends parts that can be told apart and compare as they should. Texts are escaped: NUL is {@code 00 FF}, the end {@code 00 01}. */
public final class OrderedWriter {
    private byte[] bytes = new byte[64];
    private int length;

    public OrderedWriter raw(byte[] more) {
        room(more.length);
        System.arraycopy(more, 0, bytes, length, more.length);
        length += more.length;
        return this;
    }

    public OrderedWriter tag(int value) {
        room(1);
        bytes[length++] = (byte) value;
        return this;
    }

    public OrderedWriter text(String text) {
        return escaped(text.getBytes(StandardCharsets.UTF_8));
    }

    OrderedWriter blob(ByteString blob) {
        return escaped(blob.toByteArray());
    }

    private OrderedWriter escaped(byte[] raw) {
        room(2 * raw.length + 2);
        for (byte next : raw) {
            bytes[length++] = next;
            if (next == 0) {
                bytes[length++] = (byte) 0xFF;
            }
        }
        bytes[length++] = 0;
        bytes[length++] = 1;
        return this;
    }

    /** A signed number: its sign bit is turned. */
    public OrderedWriter number(long value) {
        return unsigned(value ^ Long.MIN_VALUE);
    }

    OrderedWriter unsigned(long value) {
        room(Long.BYTES);
        for (int shift = 56; shift >= 0; shift -= 8) {
            bytes[length++] = (byte) (value >>> shift);
        }
        return this;
    }

    /** By value, {@code -0.0} before {@code 0.0} and every NaN, as the one that there is, last. */
    OrderedWriter decimal(double value) {
        long bits = Double.doubleToLongBits(value);
        return unsigned(bits < 0 ? ~bits : bits ^ Long.MIN_VALUE);
    }

    public byte[] toBytes() {
        return Arrays.copyOf(bytes, length);
    }

    private void room(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(length + more, 2 * bytes.length));
        }
    }
}
