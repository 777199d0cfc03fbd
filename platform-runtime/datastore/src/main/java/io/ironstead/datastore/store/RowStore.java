package io.ironstead.datastore.store;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows of bytes in the order of their unsigned bytes: RocksDB on disk, or a skip list in memory.
 *
 * <p>One thread applies batches; any number read. A read sees whole batches only.
 */
public interface RowStore extends AutoCloseable {

    byte @Nullable [] get(byte[] key);

    /**
     * As {@link #get}, but never from a disk, so that a thread may ask which must not wait.
     *
     * @throws NotInMemory when only the disk can tell
     */
    default byte @Nullable [] getInMemory(byte[] key) throws NotInMemory {
        return get(key);
    }

    /** Several rows at once, which costs less than one by one: a value or null for each key, in the keys' order. */
    default List<byte @Nullable []> getAll(List<byte[]> keys) {
        var values = new ArrayList<byte @Nullable []>(keys.size());
        for (byte[] key : keys) {
            values.add(get(key));
        }
        return values;
    }

    /**
     * Rows with {@code from <= key < to}, as of this call.
     *
     * @param descending starts at the greatest
     */
    Rows scan(byte[] from, byte[] to, boolean descending);

    /** Applies all rows of the batch at once. Durable only after {@link #flush()}: the log has them until then. */
    void apply(RowBatch batch);

    /** Everything applied so far survives the end of the process. */
    void flush();

    /** Bytes on disk, or in memory where there is none; an estimate. */
    long sizeBytes();

    @Override
    void close();
}
