package io.ironstead.datastore.tablet;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Keys of the rows that have no past. Beside the log's position ({@code sa}): counters ({@code nc} name) and reserved ids
 * ({@code nr} id), composite indexes ({@code x} id), how many entities a metadata row stands for ({@code c} and the rest of its
 * key), what a checkpoint has still to write ({@code d} and the row's key), and what a restoration has still to read ({@code l}
 * and the document's id).
 */
final class PlainRows {
    static final byte[] STATE = {'s', 'a'};
    static final byte[] COUNTERS = {'n', 'c'};
    static final byte[] RESERVED = {'n', 'r'};
    static final byte[] INDEXES = {'x'};
    static final byte[] DIRTY = {'d'};
    static final byte[] LISTED = {'l'};

    /** What the rows of entities begin with. */
    static final byte[] ENTITIES = {'e'};

    static final byte[] EMPTY = {};
    private static final byte[] COUNTS = {'c'};

    private PlainRows() {}

    static byte[] counter(String name) {
        return join(COUNTERS, name.getBytes(StandardCharsets.UTF_8));
    }

    static byte[] reserved(long id) {
        return join(RESERVED, VersionedRows.value(id));
    }

    static long reservedId(byte[] row) {
        return ByteBuffer.wrap(row).getLong(RESERVED.length);
    }

    static byte[] index(long id) {
        return join(INDEXES, VersionedRows.value(id));
    }

    static byte[] count(byte[] metadataRow) {
        return join(COUNTS, Arrays.copyOfRange(metadataRow, 1, metadataRow.length));
    }

    static byte[] dirty(byte[] row) {
        return join(DIRTY, row);
    }

    static byte[] listed(byte[] id) {
        return join(LISTED, id);
    }

    /** The first key after all that begin with {@code prefix}, whose last byte is not {@code ff}. */
    static byte[] after(byte[] prefix) {
        byte[] end = prefix.clone();
        end[end.length - 1]++;
        return end;
    }

    private static byte[] join(byte[] prefix, byte[] rest) {
        byte[] all = Arrays.copyOf(prefix, prefix.length + rest.length);
        System.arraycopy(rest, 0, all, prefix.length, rest.length);
        return all;
    }
}
