package io.ironstead.datastore.tablet;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.ironstead.datastore.DatastoreException;
import io.ironstead.datastore.Problem;
import io.ironstead.datastore.store.NotInMemory;
import io.ironstead.datastore.store.RowBatch;
import io.ironstead.datastore.store.RowStore;
import io.ironstead.datastore.store.Rows;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/*
 * Rows with their past.
 *
 * The current row of a key is under the key itself, so that reading it is one get, and reading a range of current rows is one
 * walk. Its value begins with the version that put it. A row that is replaced or deleted at version V moves to the history space
 * under HistoryKeys.of(key, V), with its value as it was: it was visible at S exactly if
 *
 *     version of the value <= S < V.
 *
 * At most one of a key's current row and its historic ones is visible at any S, so reading at S is a merge of two walks. Where
 * S is not before the newest replacement of all, the history has nothing for it and is not looked at: reads of the latest
 * state pay nothing for it.
 *
 * Each batch that moves rows leaves one row in the garbage space, 'g' and its last version, that lists what it moved. Sweeping
 * deletes what lies at or before a horizon; reads before the horizon are refused. One thread applies and sweeps, any number
 * read. A reader that walks the current rows first and the history second cannot miss a row that moves meanwhile: it sees it
 * twice, and takes it once.
 */
/** Rows of a store at every version since a horizon. */
final class VersionedRows {
    private static final byte GARBAGE = 'g';
    static final byte[] HORIZON = {'s', 'h'};

    private final RowStore store;
    private volatile long newestReplacement;
    private volatile long horizon;
    private byte[] sweptTo = {GARBAGE};

    /** @param newest no row was replaced after this version */
    VersionedRows(RowStore store, long newest) {
        this.store = store;
        byte[] kept = store.get(HORIZON);
        this.horizon = kept == null ? newest : version(kept);
        this.newestReplacement = newest;
    }

    static long version(byte[] value) {
        return ByteBuffer.wrap(value).getLong();
    }

    static byte[] value(long version) {
        return ByteBuffer.allocate(Long.BYTES).putLong(version).array();
    }

    /** Reads at versions before it are refused. */
    long horizon() {
        return horizon;
    }

    void checkKept(long at) {
        if (at < horizon) {
            throw new DatastoreException(new Problem.SnapshotTooOld());
        }
    }

    /** The newest row, its version first; it may be of a commit that is just being applied. */
    byte @Nullable [] current(byte[] key) {
        return store.get(key);
    }

    /** As {@link #get}, from memory alone. @throws NotInMemory also when the row's past has to be looked at */
    byte @Nullable [] getInMemory(byte[] key, long at) throws NotInMemory {
        byte[] current = store.getInMemory(key);
        if (current != null && version(current) <= at) {
            return current;
        }
        if (at >= newestReplacement) {
            return null;
        }
        throw NotInMemory.NOT_IN_MEMORY;
    }

    /** As {@link #current(byte[])}, from memory alone. */
    byte @Nullable [] currentInMemory(byte[] key) throws NotInMemory {
        return store.getInMemory(key);
    }

    /** The newest rows of several keys, null for those that are not there. */
    List<byte @Nullable []> current(List<byte[]> keys) {
        return store.getAll(keys);
    }

    /** The row as it was at version {@code at}. */
    byte @Nullable [] get(byte[] key, long at) {
        byte[] current = store.get(key);
        if (current != null && version(current) <= at) {
            return current;
        }
        if (at >= newestReplacement) {
            return null;
        }
        byte[] found = null;
        try (Rows history = store.scan(HistoryKeys.of(key, at + 1), HistoryKeys.of(key, Long.MAX_VALUE), false)) {
            if (history.next() && version(history.value()) <= at) {
                found = history.value();
            }
        }
        checkKept(at);
        return found;
    }

    /** The rows with {@code from <= key < to} as they were at version {@code at}. */
    Rows scan(byte[] from, byte[] to, boolean descending, long at) {
        Rows current = store.scan(from, to, descending);
        Rows history =
                at >= newestReplacement ? null : store.scan(HistoryKeys.bound(from), HistoryKeys.bound(to), descending);
        try {
            checkKept(at);
        } catch (DatastoreException tooOld) {
            current.close();
            if (history != null) {
                history.close();
            }
            throw tooOld;
        }
        return history == null ? new CurrentRowsAt(current, at) : new RowsAt(current, history, descending, at);
    }

    /** Deletes history that nobody at or after {@code newHorizon} can see; at most about {@code rowsMax} rows. */
    int sweep(long newHorizon, int rowsMax) {
        if (newHorizon > horizon) {
            horizon = newHorizon;
        }
        var batch = new RowBatch();
        byte[] end = ByteBuffer.allocate(1 + Long.BYTES)
                .put(GARBAGE)
                .putLong(horizon + 1)
                .array();
        try (Rows garbage = store.scan(sweptTo, end, false)) {
            while (batch.changes().size() < rowsMax && garbage.next()) {
                ByteBuffer moved = ByteBuffer.wrap(garbage.value());
                while (moved.hasRemaining()) {
                    var key = new byte[moved.getInt()];
                    moved.get(key);
                    batch.delete(key);
                }
                batch.delete(garbage.key());
                sweptTo = garbage.key();
            }
        }
        if (!batch.changes().isEmpty()) {
            batch.put(HORIZON, value(horizon));
            store.apply(batch);
        }
        return batch.changes().size();
    }

    Batch batch() {
        return new Batch();
    }

    /** Rows of one log entry on their way into the store. It sees itself. */
    final class Batch {
        private final Map<ByteString, byte @Nullable []> pending = new HashMap<>();
        private final Map<ByteString, byte @Nullable []> stored = new HashMap<>();
        private final RowBatch rows = new RowBatch();
        private final List<byte[]> moved = new ArrayList<>();
        private long lastVersion;

        byte @Nullable [] get(byte[] key) {
            ByteString wrapped = UnsafeByteOperations.unsafeWrap(key);
            byte[] value = pending.get(wrapped);
            if (value != null || pending.containsKey(wrapped)) {
                return value;
            }
            value = stored.get(wrapped);
            return value != null || stored.containsKey(wrapped) ? value : store.get(key);
        }

        /** Reads at once what {@link #get} is going to be asked for. The store stays as it is until this batch is applied. */
        void expect(List<byte[]> keys) {
            var unknown = new LinkedHashMap<ByteString, byte[]>();
            for (byte[] key : keys) {
                ByteString wrapped = UnsafeByteOperations.unsafeWrap(key);
                if (!pending.containsKey(wrapped) && !stored.containsKey(wrapped)) {
                    unknown.put(wrapped, key);
                }
            }
            var values = store.getAll(List.copyOf(unknown.values())).iterator();
            unknown.keySet().forEach(key -> stored.put(key, values.next()));
        }

        /** @param value begins with {@code version} */
        void put(byte[] key, long version, byte[] value) {
            put(key, version, value, get(key));
        }

        /** @param old what {@link #get} says */
        void put(byte[] key, long version, byte[] value, byte @Nullable [] old) {
            move(key, version, old);
            rows.put(key, value);
            pending.put(UnsafeByteOperations.unsafeWrap(key), value);
        }

        /** A row that is known to be new. */
        void add(byte[] key, long version, byte[] value) {
            lastVersion = Math.max(lastVersion, version);
            rows.put(key, value);
            pending.put(UnsafeByteOperations.unsafeWrap(key), value);
        }

        void delete(byte[] key, long version) {
            delete(key, version, get(key));
        }

        /** @param old what {@link #get} says */
        void delete(byte[] key, long version, byte @Nullable [] old) {
            move(key, version, old);
            rows.delete(key);
            pending.put(UnsafeByteOperations.unsafeWrap(key), null);
        }

        private void move(byte[] key, long version, byte @Nullable [] old) {
            lastVersion = Math.max(lastVersion, version);
            // A row put and replaced by the same commit was never visible.
            if (old != null && version(old) < version) {
                byte[] history = HistoryKeys.of(key, version);
                rows.put(history, old);
                moved.add(history);
            }
        }

        /** A row that has no past. */
        void putPlain(byte[] key, byte[] value) {
            rows.put(key, value);
            pending.put(UnsafeByteOperations.unsafeWrap(key), value);
        }

        void deletePlain(byte[] key) {
            rows.delete(key);
            pending.put(UnsafeByteOperations.unsafeWrap(key), null);
        }

        void apply() {
            if (!moved.isEmpty()) {
                var list = new ByteArrayOutputStream();
                for (byte[] key : moved) {
                    list.writeBytes(ByteBuffer.allocate(Integer.BYTES)
                            .putInt(key.length)
                            .array());
                    list.writeBytes(key);
                }
                rows.put(
                        ByteBuffer.allocate(1 + Long.BYTES)
                                .put(GARBAGE)
                                .putLong(lastVersion)
                                .array(),
                        list.toByteArray());
                newestReplacement = Math.max(newestReplacement, lastVersion);
            }
            store.apply(rows);
        }
    }

    /** Current rows, without those that are too new. */
    private static final class CurrentRowsAt implements Rows {
        private final Rows rows;
        private final long at;
        private byte[] value = {};

        CurrentRowsAt(Rows rows, long at) {
            this.rows = rows;
            this.at = at;
        }

        @Override
        public boolean next() {
            while (rows.next()) {
                value = rows.value();
                if (version(value) <= at) {
                    return true;
                }
            }
            return false;
        }

        @Override
        public byte[] key() {
            return rows.key();
        }

        @Override
        public byte[] value() {
            return value;
        }

        @Override
        public void seek(byte[] key) {
            rows.seek(key);
        }

        @Override
        public void close() {
            rows.close();
        }
    }

    /** Current and historic rows merged. */
    private static final class RowsAt implements Rows {
        private final Rows current;
        private final Rows history;
        private final boolean descending;
        private final long at;
        private byte @Nullable [] currentKey;
        private byte @Nullable [] historyKey;
        private byte[] historyValue = {};
        private byte[] currentValue = {};
        private byte[] key = {};
        private byte[] value = {};
        private boolean started;

        RowsAt(Rows current, Rows history, boolean descending, long at) {
            this.current = current;
            this.history = history;
            this.descending = descending;
            this.at = at;
        }

        private void stepCurrent() {
            currentKey = null;
            while (current.next()) {
                currentValue = current.value();
                if (version(currentValue) <= at) {
                    currentKey = current.key();
                    return;
                }
            }
        }

        private void stepHistory() {
            historyKey = null;
            while (history.next()) {
                byte[] found = history.key();
                historyValue = history.value();
                if (HistoryKeys.replacedAt(found) > at && version(historyValue) <= at) {
                    historyKey = HistoryKeys.row(found);
                    return;
                }
            }
        }

        @Override
        public boolean next() {
            if (!started) {
                started = true;
                stepCurrent();
                stepHistory();
            }
            byte[] left = currentKey;
            byte[] right = historyKey;
            if (left == null && right == null) {
                return false;
            }
            int order = left == null ? 1 : right == null ? -1 : Arrays.compareUnsigned(left, right);
            if (left != null && right != null && descending) {
                order = -order;
            }
            if (left != null && order <= 0) {
                key = left;
                value = currentValue;
                stepCurrent();
                if (order == 0) {
                    stepHistory();
                }
            } else if (right != null) {
                key = right;
                value = historyValue;
                stepHistory();
            }
            return true;
        }

        @Override
        public byte[] key() {
            return key;
        }

        @Override
        public byte[] value() {
            return value;
        }

        @Override
        public void seek(byte[] target) {
            if (started && !isAhead(target, key)) {
                return;
            }
            boolean begun = started;
            started = true;
            if (!begun || (currentKey != null && isAhead(target, currentKey))) {
                current.seek(target);
                stepCurrent();
            }
            if (!begun || (historyKey != null && isAhead(target, historyKey))) {
                history.seek(descending ? HistoryKeys.of(target, Long.MAX_VALUE) : HistoryKeys.bound(target));
                stepHistory();
            }
        }

        private boolean isAhead(byte[] target, byte[] of) {
            int order = Arrays.compareUnsigned(target, of);
            return descending ? order < 0 : order > 0;
        }

        @Override
        public void close() {
            current.close();
            history.close();
        }
    }
}
