package io.ironstead.datastore.store;

import java.nio.file.Path;
import org.rocksdb.Cache;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBufferManager;

/**
 * The memory that all open stores of this process share, so that many small databases cost no more than one: a cache for
 * blocks, and within it what is written but not yet in files.
 */
public final class RocksEnvironment implements AutoCloseable {
    private static final long WRITTEN_SHARE = 3;

    private final Cache cache;
    private final WriteBufferManager written;

    /** @param memoryBytesMax for blocks and unwritten rows of all stores together; at least 4 MiB */
    public RocksEnvironment(long memoryBytesMax) {
        if (memoryBytesMax < 4 << 20) {
            throw new IllegalArgumentException("RocksDB needs at least 4 MiB");
        }
        RocksDB.loadLibrary();
        // Not a strict limit: a full cache must slow reads down, never fail them.
        cache = new LRUCache(memoryBytesMax, 4, false);
        written = new WriteBufferManager(memoryBytesMax / WRITTEN_SHARE, cache);
    }

    /** Opens or makes the store in {@code directory}; one at a time there. */
    public RowStore open(Path directory) {
        return new RocksRowStore(directory, this);
    }

    /** Makes the store in {@code directory} anew; nothing of an earlier one is left, and none is open there. */
    public RowStore openEmpty(Path directory) {
        try (var old = new Options()) {
            RocksDB.destroyDB(directory.toString(), old);
        } catch (RocksDBException e) {
            throw new RowStoreException("The row store cannot be removed", e);
        }
        return open(directory);
    }

    Cache cache() {
        return cache;
    }

    WriteBufferManager written() {
        return written;
    }

    /** After every store. */
    @Override
    public void close() {
        written.close();
        cache.close();
    }
}
