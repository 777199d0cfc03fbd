package io.ironstead.datastore.tablet;

import io.ironstead.datastore.store.MemoryRowStore;
import io.ironstead.datastore.store.RowBatch;
import io.ironstead.datastore.store.RowStore;
import io.ironstead.datastore.store.Rows;
import org.jspecify.annotations.Nullable;

/** Rows in memory that are there again when they are opened again, as a disk's are. */
final class KeptRows implements RowStore {
    private final MemoryRowStore rows = new MemoryRowStore();

    @Override
    public byte @Nullable [] get(byte[] key) {
        return rows.get(key);
    }

    @Override
    public Rows scan(byte[] from, byte[] to, boolean descending) {
        return rows.scan(from, to, descending);
    }

    @Override
    public void apply(RowBatch batch) {
        rows.apply(batch);
    }

    @Override
    public void flush() {}

    @Override
    public long sizeBytes() {
        return rows.sizeBytes();
    }

    @Override
    public void close() {}
}
