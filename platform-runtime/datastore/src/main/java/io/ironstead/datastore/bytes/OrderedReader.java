package io.ironstead.datastore.bytes;

import com.google.protobuf.ByteString;
import java.io.ByteArrayOutputStream;

/** Reads back what {@link OrderedWriter} wrote. Bytes that it did not write are an {@link IllegalArgumentException}. */
public final class OrderedReader {
    private final byte[] bytes;
    private final int mask;
    private int at;

    /** @param complemented whether every bit of what was written is turned */
    public OrderedReader(byte[] bytes, int at, boolean complemented) {
        this.bytes = bytes;
        this.at = at;
        this.mask = complemented ? 0xFF : 0;
    }

    public int position() {
        return at;
    }

    public boolean atEnd() {
        return at == bytes.length;
    }

    public int tag() {
        int tag = peek();
        at++;
        return tag;
    }

    int peek() {
        return byteAt(at);
    }

    int peekSecond() {
        return byteAt(at + 1);
    }

    private int byteAt(int index) {
        if (index >= bytes.length) {
            throw new IllegalArgumentException("The bytes end too early");
        }
        return (bytes[index] & 0xFF) ^ mask;
    }

    public String text() {
        return blob().toStringUtf8();
    }

    ByteString blob() {
        var raw = new ByteArrayOutputStream(32);
        for (int next = tag(); next != 0 || peek() != 1; next = tag()) {
            raw.write(next);
            if (next == 0 && tag() != 0xFF) {
                throw new IllegalArgumentException("A NUL is not escaped");
            }
        }
        at++;
        return ByteString.copyFrom(raw.toByteArray());
    }

    void skipBlob() {
        for (int next = tag(); next != 0 || peek() != 1; next = tag()) {
            if (next == 0) {
                at++;
            }
        }
        at++;
    }

    public long number() {
        return unsigned() ^ Long.MIN_VALUE;
    }

    long unsigned() {
        long value = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            value = value << 8 | tag();
        }
        return value;
    }

    double decimal() {
        long bits = unsigned();
        return Double.longBitsToDouble(bits < 0 ? bits ^ Long.MIN_VALUE : ~bits);
    }

    void skip(int count) {
        at += count;
    }
}
