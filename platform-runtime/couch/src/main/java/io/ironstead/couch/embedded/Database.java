package io.ironstead.couch.embedded;

import io.ironstead.couch.embedded.Store.Table;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksIterator;

/** One database: its counters as of the last synced write, its documents, and whoever waits for its next change. */
final class Database {
    static final int REVISIONS_LIMIT = 1000;

    /** What a write moves; stored under the database's own number in the same batch as the write. */
    record Counters(long sequence, long documents, long deleted, int revisionsLimit) {
        static final Counters NONE = new Counters(0, 0, 0, REVISIONS_LIMIT);

        byte[] encode() {
            return ByteBuffer.allocate(28)
                    .putLong(sequence)
                    .putLong(documents)
                    .putLong(deleted)
                    .putInt(revisionsLimit)
                    .array();
        }

        static Counters decode(byte[] bytes) {
            var buffer = ByteBuffer.wrap(bytes);
            return new Counters(buffer.getLong(), buffer.getLong(), buffer.getLong(), buffer.getInt());
        }
    }

    private final Store store;
    private final long number;
    private final String name;
    private final long created;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private volatile Counters counters;
    private volatile boolean closed;
    private volatile boolean dropped;

    Database(Store store, long number, String name, long created, Counters counters) {
        this.store = store;
        this.number = number;
        this.name = name;
        this.created = created;
        this.counters = counters;
    }

    long number() {
        return number;
    }

    String name() {
        return name;
    }

    /** When it was made, in microseconds: never the same for a database that was dropped and made again. */
    String instanceStartTime() {
        return Long.toString(created);
    }

    Counters counters() {
        return counters;
    }

    /** Whether feeds should end. */
    boolean isClosed() {
        return closed;
    }

    boolean isDropped() {
        return dropped;
    }

    Optional<DocumentEntry> entry(String id) {
        return Optional.ofNullable(store.get(Table.DOCUMENTS, Keys.document(number, id)))
                .map(DocumentEntry::decode);
    }

    Optional<DocumentEntry> entry(String id, ReadOptions options) {
        return Optional.ofNullable(store.get(Table.DOCUMENTS, Keys.document(number, id), options))
                .map(DocumentEntry::decode);
    }

    byte @Nullable [] body(long body, ReadOptions options) {
        return store.get(Table.BODIES, Keys.numbered(number, body), options);
    }

    Optional<byte[]> local(String id) {
        return Optional.ofNullable(store.get(Table.LOCALS, Keys.document(number, id)));
    }

    Store.View view() {
        return store.view();
    }

    RocksIterator iterate(Table table, ReadOptions options) {
        return store.iterate(table, options);
    }

    /** Takes over the counters of a write that is on disk, and wakes the feeds. */
    void publish(Counters next) {
        lock.lock();
        try {
            counters = next;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Ends every feed and refuses every further write, for good. */
    void drop() {
        dropped = true;
        shut();
    }

    /** Ends every feed: the server stops. */
    void shut() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits for a change beyond a sequence; false when the time is over first or the database is closed. */
    boolean awaitBeyond(long sequence, long millis) throws InterruptedException {
        long nanos = TimeUnit.MILLISECONDS.toNanos(millis);
        lock.lock();
        try {
            while (counters.sequence() <= sequence && !closed) {
                if (nanos <= 0) {
                    return false;
                }
                nanos = changed.awaitNanos(nanos);
            }
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    /** The catalog's line about this database. */
    byte[] encode() {
        return ByteBuffer.allocate(16).putLong(number).putLong(created).array();
    }

    static Database decode(Store store, byte[] nameKey, byte[] line) {
        var buffer = ByteBuffer.wrap(line);
        long number = buffer.getLong();
        long created = buffer.getLong();
        byte[] stored = store.get(Table.CATALOG, Keys.database(number));
        String name = new String(nameKey, 1, nameKey.length - 1, StandardCharsets.UTF_8);
        return new Database(store, number, name, created, stored == null ? Counters.NONE : Counters.decode(stored));
    }
}
