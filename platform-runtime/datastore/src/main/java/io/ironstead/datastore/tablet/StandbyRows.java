package io.ironstead.datastore.tablet;

import io.ironstead.datastore.log.History;
import io.ironstead.datastore.log.LogPosition;
import io.ironstead.datastore.log.LogReader;
import io.ironstead.datastore.store.RowBatch;
import io.ironstead.datastore.store.RowStore;
import io.ironstead.datastore.store.Rows;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Rows that follow a log which another process leads: always what the log's first so many entries make, never with a gap.
 * Nobody reads them; whoever comes to lead opens a {@link Tablet} on their store. One thread's.
 */
public final class StandbyRows {
    private static final int SWEEP_ROWS = 2_000;
    private static final int MARKS_MAX = 1_000;

    private final TabletSettings settings;
    private final RowStore store;
    private final InstantSource clock;
    private final LogBytes logBytes;
    private final VersionedRows rows;
    private final Applier applier;
    private final VisibleVersion visible;
    private final IndexBuilding building;
    private final ReentrantLock applying = new ReentrantLock();
    private AppliedState applied;
    private LogPosition position;

    private StandbyRows(TabletSettings settings, RowStore store, InstantSource clock) {
        this.settings = settings;
        this.store = store;
        this.clock = clock;
        var codec = new EntityBytes(settings.application());
        this.logBytes = new LogBytes(codec);
        this.applied = AppliedState.read(store);
        this.position = applied.at();
        this.rows = new VersionedRows(store, applied.version());
        var composites = Composites.read(store);
        this.applier = new Applier(rows, codec, composites);
        this.visible = new VisibleVersion(applied.version());
        var builder = new IndexBuilder(store, rows, codec, composites, visible, applying);
        this.building = new IndexBuilding(builder, settings.application());
    }

    /** @param store stays the caller's; nobody else changes it until {@link #end()} */
    public static StandbyRows open(TabletSettings settings, RowStore store, InstantSource clock) {
        var standby = new StandbyRows(settings, store, clock);
        standby.building.removeUnused();
        standby.building.begin();
        return standby;
    }

    /** The last entry in the rows. */
    public LogPosition applied() {
        return applied.at();
    }

    /** Whether the rows are a beginning of this history that it goes on from. */
    public boolean canGoOn(History history) {
        var at = applied.at();
        return at.lsn() + 1 >= history.firstLsn()
                && at.lsn() < history.nextLsn()
                && Tablet.isSame(at.epoch(), history.epochOf(at.lsn()));
    }

    /**
     * Applies what the log has up to a position.
     *
     * @param history up to {@code to}, all of it acknowledged; {@link #canGoOn} must be true
     * @param to what a leader's next entry is said to follow
     * @throws IllegalStateException when the log was dropped meanwhile: begin anew
     */
    public void catchUp(History history, LogPosition to, LogReader log) throws InterruptedException {
        long from = Math.max(position.lsn(), applied.lsn()) + 1;
        if (from < history.nextLsn()) {
            log.read(history, from, this::apply);
        }
        position = to;
    }

    /**
     * Applies an entry that a leader was told is durable.
     *
     * @param before what the entry follows
     * @return false when something between is missing here: nothing was done
     */
    public boolean follow(LogPosition before, LogPosition at, byte[] entry) {
        if (!before.equals(position)) {
            return false;
        }
        apply(at, entry);
        position = at;
        return true;
    }

    private void apply(LogPosition at, byte[] entry) {
        List<Commit> commits = logBytes.decode(entry);
        if (commits.isEmpty()) {
            return;
        }
        long version = commits.getLast().version();
        applying.lock();
        try {
            visible.begin(version);
            applier.apply(at, commits);
            visible.finish(version);
            applied = new AppliedState(at, version);
            rows.sweep(horizon(), SWEEP_ROWS);
        } finally {
            applying.unlock();
        }
        if (commits.stream().anyMatch(Commit::indexesChange)) {
            building.begin();
        }
    }

    private long horizon() {
        long retained = ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant().minus(settings.retention()));
        return Math.min(retained, visible.applied());
    }

    /**
     * All commits up to {@code version} are in documents: they are not to be written there again by whoever opens these rows, and
     * the log may lose them any moment, so they are made to stay on this disk.
     */
    public void checkpointed(long version) {
        byte[] from = PlainRows.DIRTY;
        while (from.length > 0) {
            from = unmark(from, version);
        }
        store.flush();
    }

    /** Some marks at a time. @return where to go on; empty at the end */
    private byte[] unmark(byte[] from, long version) {
        var batch = new RowBatch();
        byte[] last = {};
        applying.lock();
        try {
            int seen = 0;
            try (Rows marks = store.scan(from, PlainRows.after(PlainRows.DIRTY), false)) {
                while (seen < MARKS_MAX && marks.next()) {
                    seen++;
                    last = marks.key();
                    if (VersionedRows.version(marks.value()) <= version) {
                        batch.delete(last);
                    }
                }
            }
            if (!batch.changes().isEmpty()) {
                store.apply(batch);
            }
            return seen < MARKS_MAX ? PlainRows.EMPTY : Arrays.copyOf(last, last.length + 1);
        } finally {
            applying.unlock();
        }
    }

    public long sizeBytes() {
        return store.sizeBytes();
    }

    /** Nothing is done with the store any more. */
    public void end() {
        building.close();
    }
}
