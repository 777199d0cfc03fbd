package io.ironstead.couch.embedded;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.DBOptions;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Statistics;
import org.rocksdb.TickerType;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * The RocksDB files. A write batch is whole and synced when {@link #write} returns; nothing is ever written unsynced.
 *
 * <p>Every key begins with the number of its database, so dropping one is a range delete. Bodies are apart, in blob
 * files, because log entries of a megabyte must not be copied at each compaction.
 */
final class Store implements AutoCloseable {
    private static final long MEGABYTE = 1024 * 1024;

    /** What is kept apart from what; each is one column family. */
    enum Table {
        CATALOG("default"),
        DOCUMENTS("documents"),
        CHANGES("changes"),
        BODIES("bodies"),
        LOCALS("locals");

        private final byte[] family;

        Table(String family) {
            this.family = family.getBytes(StandardCharsets.US_ASCII);
        }
    }

    private final List<AutoCloseable> owned = new ArrayList<>();
    private final List<ColumnFamilyHandle> families = new ArrayList<>();
    private final RocksDB rocks;
    private final WriteOptions synced = own(new WriteOptions().setSync(true));
    private final ReadOptions latest = own(new ReadOptions());
    private final Statistics statistics = own(new Statistics());

    private Store(Path directory) throws RocksDBException {
        var cache = own(new LRUCache(64 * MEGABYTE));
        var descriptors = new ArrayList<ColumnFamilyDescriptor>();
        for (Table table : Table.values()) {
            var options = own(new ColumnFamilyOptions())
                    .setTableFormatConfig(new BlockBasedTableConfig().setBlockCache(cache))
                    .setWriteBufferSize(table == Table.BODIES ? 64 * MEGABYTE : 16 * MEGABYTE);
            if (table == Table.BODIES) {
                options.setEnableBlobFiles(true).setMinBlobSize(4096).setEnableBlobGarbageCollection(true);
            }
            descriptors.add(new ColumnFamilyDescriptor(table.family, options));
        }
        var options = own(new DBOptions())
                .setCreateIfMissing(true)
                .setCreateMissingColumnFamilies(true)
                .setStatistics(statistics)
                // Bounds what a restart has to replay.
                .setMaxTotalWalSize(128 * MEGABYTE)
                .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
                .setKeepLogFileNum(3)
                .setMaxLogFileSize(10 * MEGABYTE);
        rocks = RocksDB.open(options, directory.toString(), descriptors, families);
    }

    static Store open(Path directory) {
        RocksDB.loadLibrary();
        try {
            return new Store(directory);
        } catch (RocksDBException e) {
            throw new StoreException("The store cannot be opened", e);
        }
    }

    byte @Nullable [] get(Table table, byte[] key) {
        return get(table, key, latest);
    }

    byte @Nullable [] get(Table table, byte[] key, ReadOptions options) {
        try {
            return rocks.get(family(table), options, key);
        } catch (RocksDBException e) {
            throw new StoreException("The store cannot be read", e);
        }
    }

    /** A view of this moment, for reads that must agree with each other. Close it. */
    View view() {
        return new View(rocks);
    }

    RocksIterator iterate(Table table, ReadOptions options) {
        return rocks.newIterator(family(table), options);
    }

    /** Writes all of a batch and returns once it is on disk. */
    void write(WriteBatch batch) {
        try {
            rocks.write(synced, batch);
        } catch (RocksDBException e) {
            throw new StoreException("The store cannot be written", e);
        }
    }

    ColumnFamilyHandle family(Table table) {
        return families.get(table.ordinal());
    }

    /** Gives the disk space of a deleted key range back. Takes seconds for large ranges. */
    void reclaim(byte[] from, byte[] to) {
        try {
            for (Table table : Table.values()) {
                rocks.deleteFilesInRanges(family(table), List.of(from, to), false);
                rocks.compactRange(family(table), from, to);
            }
        } catch (RocksDBException e) {
            throw new StoreException("The store cannot be compacted", e);
        }
    }

    void compact(byte[] from, byte[] to) {
        try {
            for (Table table : Table.values()) {
                rocks.compactRange(family(table), from, to);
            }
        } catch (RocksDBException e) {
            throw new StoreException("The store cannot be compacted", e);
        }
    }

    /** How often the write-ahead log has been synced since the start. */
    long syncs() {
        return statistics.getTickerCount(TickerType.WAL_FILE_SYNCED);
    }

    @Override
    public void close() {
        families.forEach(ColumnFamilyHandle::close);
        rocks.close();
        for (AutoCloseable part : owned.reversed()) {
            closeQuietly(part);
        }
    }

    private static void closeQuietly(AutoCloseable part) {
        try {
            part.close();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("A RocksDB object refused to close", e);
        }
    }

    private <T extends AutoCloseable> T own(T part) {
        owned.add(part);
        return part;
    }

    /** Read options pinned to a snapshot. */
    static final class View implements AutoCloseable {
        private final RocksDB rocks;
        private final org.rocksdb.Snapshot snapshot;
        private final ReadOptions options;

        private View(RocksDB rocks) {
            this.rocks = rocks;
            snapshot = rocks.getSnapshot();
            options = new ReadOptions().setSnapshot(snapshot);
        }

        ReadOptions options() {
            return options;
        }

        @Override
        public void close() {
            options.close();
            rocks.releaseSnapshot(snapshot);
            snapshot.close();
        }
    }

    /** The disk or RocksDB failed; nobody above can do anything about it. */
    static final class StoreException extends RuntimeException {
        StoreException(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
