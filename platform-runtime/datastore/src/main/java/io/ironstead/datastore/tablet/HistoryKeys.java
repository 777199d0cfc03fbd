package io.ironstead.datastore.tablet;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/**
 * Keys of rows that are no longer current: {@code h}, the row's key escaped (NUL as {@code 00 FF}) and ended by {@code 00 01},
 * and the version that took its place. They sort as the rows do, and a bound of rows is turned into a bound of these.
 */
final class HistoryKeys {
    static final byte PREFIX = 'h';

    private HistoryKeys() {}

    static byte[] of(byte[] row, long replacedAt) {
        var key = escaped(row);
        key.write(0);
        key.write(1);
        key.writeBytes(ByteBuffer.allocate(Long.BYTES).putLong(replacedAt).array());
        return key.toByteArray();
    }

    /** Rows not before {@code bound} are those whose history is not before this. */
    static byte[] bound(byte[] bound) {
        return escaped(bound).toByteArray();
    }

    private static ByteArrayOutputStream escaped(byte[] row) {
        var key = new ByteArrayOutputStream(row.length + 24);
        key.write(PREFIX);
        for (byte next : row) {
            key.write(next);
            if (next == 0) {
                key.write(0xFF);
            }
        }
        return key;
    }

    static byte[] row(byte[] key) {
        var row = new ByteArrayOutputStream(key.length);
        int end = key.length - Long.BYTES - 2;
        for (int i = 1; i < end; i++) {
            row.write(key[i]);
            if (key[i] == 0) {
                i++;
            }
        }
        return row.toByteArray();
    }

    static long replacedAt(byte[] key) {
        return ByteBuffer.wrap(key).getLong(key.length - Long.BYTES);
    }
}
