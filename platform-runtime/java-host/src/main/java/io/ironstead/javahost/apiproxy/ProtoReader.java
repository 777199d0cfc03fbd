package io.ironstead.javahost.apiproxy;

import java.io.IOException;
import java.util.Arrays;

/** Reads a message in protobuf's wire format, field by field. */
final class ProtoReader {
    private static final int VARINT = 0;
    private static final int FIXED_64 = 1;
    private static final int LENGTH_DELIMITED = 2;
    private static final int FIXED_32 = 5;

    private final byte[] message;
    private int at;
    private int wireType;

    ProtoReader(byte[] message) {
        this.message = message;
    }

    /** The next field's number; 0 at the end. */
    int field() throws IOException {
        if (at == message.length) {
            return 0;
        }
        long tag = varint();
        wireType = (int) tag & 7;
        int number = (int) (tag >>> 3);
        if (number == 0) {
            throw new IOException("A field has the number 0");
        }
        return number;
    }

    long number() throws IOException {
        require(VARINT);
        return varint();
    }

    byte[] bytes() throws IOException {
        require(LENGTH_DELIMITED);
        int length = sized();
        byte[] value = Arrays.copyOfRange(message, at, at + length);
        at += length;
        return value;
    }

    void skip() throws IOException {
        switch (wireType) {
            case VARINT -> varint();
            case LENGTH_DELIMITED -> bytes();
            case FIXED_64 -> at += checked(8);
            case FIXED_32 -> at += checked(4);
            default -> throw new IOException("A field has an unknown wire type");
        }
    }

    private int sized() throws IOException {
        return checked(varint());
    }

    private int checked(long length) throws IOException {
        if (length < 0 || length > message.length - at) {
            throw new IOException("A field is longer than its message");
        }
        return (int) length;
    }

    private void require(int expected) throws IOException {
        if (wireType != expected) {
            throw new IOException("A field has another wire type than its definition");
        }
    }

    private long varint() throws IOException {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            if (at == message.length) {
                throw new IOException("A message ends in the middle of a number");
            }
            byte next = message[at++];
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new IOException("A number is longer than ten bytes");
    }
}
