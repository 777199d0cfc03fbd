package io.ironstead.datastore.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.CompressionType;
import org.rocksdb.FlushOptions;
import org.rocksdb.IndexType;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.ReadTier;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;
import org.rocksdb.Status;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * Rows in RocksDB, without its write-ahead log: after a crash the store is as it was after some batch, and the commit log has
 * the rest.
 */
final class RocksRowStore implements RowStore {
    private static final int BLOOM_BITS = 10;
    private static final int BLOCK_BYTES = 8 << 10;
    private static final long MEMTABLE_BYTES = 8L << 20;
    private static final long ARENA_BYTES = 256L << 10;
    private static final int FILES_OPEN_MAX = 64;

    private final BloomFilter bloom = new BloomFilter(BLOOM_BITS);
    private final Options options;
    private final WriteOptions noLog = new WriteOptions().setDisableWAL(true);
    private final ReadOptions reading = new ReadOptions();
    private final ReadOptions readingMemory = new ReadOptions().setReadTier(ReadTier.BLOCK_CACHE_TIER);
    private final RocksDB rocks;

    RocksRowStore(Path directory, RocksEnvironment environment) {
        options = options(environment);
        try {
            Files.createDirectories(directory);
            rocks = RocksDB.open(options, directory.toString());
        } catch (RocksDBException e) {
            closeOptions();
            throw new RowStoreException("The row store cannot be opened", e);
        } catch (IOException e) {
            closeOptions();
            throw new UncheckedIOException(e);
        }
    }

    private Options options(RocksEnvironment environment) {
        var table = new BlockBasedTableConfig()
                .setBlockCache(environment.cache())
                .setBlockSize(BLOCK_BYTES)
                .setFilterPolicy(bloom)
                .setFormatVersion(5)
                .setIndexType(IndexType.kTwoLevelIndexSearch)
                .setPartitionFilters(true)
                .setCacheIndexAndFilterBlocks(true)
                .setPinTopLevelIndexAndFilter(true);
        return new Options()
                .setCreateIfMissing(true)
                .setTableFormatConfig(table)
                .setWriteBufferManager(environment.written())
                .setWriteBufferSize(MEMTABLE_BYTES)
                .setArenaBlockSize(ARENA_BYTES)
                .setMaxWriteBufferNumber(2)
                .setMaxOpenFiles(FILES_OPEN_MAX)
                .setLevelCompactionDynamicLevelBytes(true)
                .setCompressionType(CompressionType.LZ4_COMPRESSION)
                .setKeepLogFileNum(2)
                .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
                .setStatsDumpPeriodSec(0)
                .setStatsPersistPeriodSec(0);
    }

    @Override
    public byte @Nullable [] get(byte[] key) {
        try {
            return rocks.get(reading, key);
        } catch (RocksDBException e) {
            throw new RowStoreException("A row cannot be read", e);
        }
    }

    @Override
    public byte @Nullable [] getInMemory(byte[] key) throws NotInMemory {
        try {
            return rocks.get(readingMemory, key);
        } catch (RocksDBException e) {
            if (e.getStatus() != null && e.getStatus().getCode() == Status.Code.Incomplete) {
                throw NotInMemory.NOT_IN_MEMORY;
            }
            throw new RowStoreException("A row cannot be read", e);
        }
    }

    @Override
    public List<byte @Nullable []> getAll(List<byte[]> keys) {
        if (keys.size() < 2) {
            return RowStore.super.getAll(keys);
        }
        try {
            return rocks.multiGetAsList(reading, keys);
        } catch (RocksDBException e) {
            throw new RowStoreException("Rows cannot be read", e);
        }
    }

    @Override
    public Rows scan(byte[] from, byte[] to, boolean descending) {
        if (Arrays.compareUnsigned(from, to) >= 0) {
            return NoRows.NONE;
        }
        return new RocksRows(rocks, from, to, descending);
    }

    @Override
    public void apply(RowBatch batch) {
        try (var rows = new WriteBatch()) {
            for (RowBatch.Change change : batch.changes()) {
                switch (change) {
                    case RowBatch.Change.Put(byte[] key, byte[] value) -> rows.put(key, value);
                    case RowBatch.Change.Delete(byte[] key) -> rows.delete(key);
                }
            }
            rocks.write(noLog, rows);
        } catch (RocksDBException e) {
            throw new RowStoreException("Rows cannot be written", e);
        }
    }

    @Override
    public void flush() {
        try (var waiting = new FlushOptions().setWaitForFlush(true)) {
            rocks.flush(waiting);
        } catch (RocksDBException e) {
            throw new RowStoreException("Rows cannot be flushed", e);
        }
    }

    @Override
    public long sizeBytes() {
        try {
            return rocks.getLongProperty("rocksdb.total-sst-files-size")
                    + rocks.getLongProperty("rocksdb.cur-size-all-mem-tables");
        } catch (RocksDBException e) {
            throw new RowStoreException("The store's size is not known", e);
        }
    }

    @Override
    public void close() {
        rocks.close();
        closeOptions();
    }

    private void closeOptions() {
        reading.close();
        readingMemory.close();
        noLog.close();
        options.close();
        bloom.close();
    }

    /** A walk within two bounds that RocksDB keeps itself, so that it need not look past them. */
    private static final class RocksRows implements Rows {
        private final boolean descending;
        private final Slice lower;
        private final Slice upper;
        private final ReadOptions bounds;
        private final RocksIterator iterator;
        private byte @Nullable [] target;
        private boolean started;
        private boolean closed;

        RocksRows(RocksDB rocks, byte[] from, byte[] to, boolean descending) {
            this.descending = descending;
            lower = new Slice(from);
            upper = new Slice(to);
            bounds = new ReadOptions().setIterateLowerBound(lower).setIterateUpperBound(upper);
            iterator = rocks.newIterator(bounds);
        }

        @Override
        public boolean next() {
            if (started && !iterator.isValid()) {
                return false;
            }
            if (target != null && isAhead(target)) {
                jump(target);
            } else if (!started) {
                start();
            } else if (descending) {
                iterator.prev();
            } else {
                iterator.next();
            }
            target = null;
            started = true;
            if (iterator.isValid()) {
                return true;
            }
            try {
                iterator.status();
            } catch (RocksDBException e) {
                throw new RowStoreException("Rows cannot be read", e);
            }
            return false;
        }

        private boolean isAhead(byte[] key) {
            if (!started) {
                return true;
            }
            int order = Arrays.compareUnsigned(key, iterator.key());
            return descending ? order < 0 : order > 0;
        }

        private void start() {
            if (descending) {
                iterator.seekToLast();
            } else {
                iterator.seekToFirst();
            }
        }

        private void jump(byte[] key) {
            if (descending) {
                iterator.seekForPrev(key);
            } else {
                iterator.seek(key);
            }
        }

        @Override
        public byte[] key() {
            return iterator.key();
        }

        @Override
        public byte[] value() {
            return iterator.value();
        }

        @Override
        public void seek(byte[] key) {
            target = key;
        }

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                iterator.close();
                bounds.close();
                lower.close();
                upper.close();
            }
        }
    }
}
