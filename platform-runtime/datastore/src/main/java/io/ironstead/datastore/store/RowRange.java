package io.ironstead.datastore.store;

import java.util.Arrays;

/** Row keys with {@code from <= key < to}, by unsigned bytes. */
public record RowRange(byte[] from, byte[] to) {

    public boolean contains(byte[] key) {
        return Arrays.compareUnsigned(from, key) <= 0 && Arrays.compareUnsigned(key, to) < 0;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RowRange(byte[] start, byte[] end)
                && Arrays.equals(from, start)
                && Arrays.equals(to, end);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(from) + Arrays.hashCode(to);
    }
}
