package io.ironstead.datastore.tablet;

import com.google.protobuf.ByteString;
import io.ironstead.datastore.DatastoreException;
import io.ironstead.datastore.Problem;
import io.ironstead.datastore.TransactionId;
import io.ironstead.datastore.store.RowRange;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What a transaction has read and wants to write. */
final class OpenTransaction {
    private static final int READS_MAX = 100_000;
    private static final int MUTATIONS_MAX = 20_000;
    private static final long STAGED_BYTES_MAX = 10 << 20;

    private final TransactionId id;
    private final boolean readOnly;
    private final long snapshot;
    private final long beganMicros;
    private final Set<ByteString> entities = new HashSet<>();
    private final Set<RowRange> ranges = new HashSet<>();
    private final List<PreparedMutation> staged = new ArrayList<>();
    private long stagedBytes;
    private volatile long usedMicros;

    OpenTransaction(TransactionId id, boolean readOnly, long snapshot, long nowMicros) {
        this.id = id;
        this.readOnly = readOnly;
        this.snapshot = snapshot;
        this.beganMicros = nowMicros;
        this.usedMicros = nowMicros;
    }

    TransactionId id() {
        return id;
    }

    boolean readOnly() {
        return readOnly;
    }

    /** The version that all its reads see. */
    long snapshot() {
        return snapshot;
    }

    void use(long nowMicros) {
        usedMicros = nowMicros;
    }

    boolean isOver(long nowMicros, long idleMicros, long lifeMicros) {
        return nowMicros - usedMicros >= idleMicros || nowMicros - beganMicros >= lifeMicros;
    }

    synchronized void read(ByteString entity) {
        if (!readOnly) {
            checkReads();
            entities.add(entity);
        }
    }

    synchronized void read(Collection<RowRange> walked) {
        if (!readOnly) {
            checkReads();
            ranges.addAll(walked);
        }
    }

    private void checkReads() {
        if (entities.size() + ranges.size() >= READS_MAX) {
            throw new DatastoreException(new Problem.Exhausted("reads of a transaction"));
        }
    }

    synchronized void stage(List<PreparedMutation> mutations) {
        if (readOnly && !mutations.isEmpty()) {
            throw new DatastoreException(new Problem.ReadOnlyTransaction());
        }
        long bytes = mutations.stream().mapToLong(PreparedMutation::size).sum();
        if (staged.size() + mutations.size() > MUTATIONS_MAX || stagedBytes + bytes > STAGED_BYTES_MAX) {
            throw new DatastoreException(new Problem.Exhausted("mutations of a transaction"));
        }
        staged.addAll(mutations);
        stagedBytes += bytes;
    }

    synchronized List<PreparedMutation> staged() {
        return List.copyOf(staged);
    }

    synchronized boolean holds(RecentCommits recent) {
        return recent.holds(snapshot, entities, ranges);
    }
}
