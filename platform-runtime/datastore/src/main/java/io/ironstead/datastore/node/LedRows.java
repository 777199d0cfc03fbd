package io.ironstead.datastore.node;

import io.ironstead.datastore.store.RowBatch;
import io.ironstead.datastore.store.RowStore;
import io.ironstead.datastore.store.Rows;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A led database's rows; tells when they are closed, as somebody else may open them then. */
record LedRows(RowStore rows, Runnable closed) implements RowStore {
    @Override
    public byte @Nullable [] get(byte[] key) {
        return rows.get(key);
    }

    @Override
    public List<byte @Nullable []> getAll(List<byte[]> keys) {
        return rows.getAll(keys);
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
    public void flush() {
        rows.flush();
    }

    @Override
    public long sizeBytes() {
        return rows.sizeBytes();
    }

    @Override
    public void close() {
        rows.close();
        closed.run();
    }
}
