package io.ironstead.javahost.apiproxy;

import java.util.Arrays;

/** Writes fields of bytes in protobuf's wire format. */
final class ProtoWriter {
    private static final int LENGTH_DELIMITED = 2;

    private final byte[] target;
    private int at;

    /** @param roomMax enough for all fields with their numbers and lengths */
    ProtoWriter(int roomMax) {
        target = new byte[roomMax];
    }

    ProtoWriter bytes(int field, byte[] value) {
        number(field << 3 | LENGTH_DELIMITED);
        number(value.length);
        System.arraycopy(value, 0, target, at, value.length);
        at += value.length;
        return this;
    }

    byte[] done() {
        return Arrays.copyOf(target, at);
    }

    private void number(int value) {
        int rest = value;
        while ((rest & ~0x7f) != 0) {
            target[at++] = (byte) (rest & 0x7f | 0x80);
            rest >>>= 7;
        }
        target[at++] = (byte) rest;
    }
}
