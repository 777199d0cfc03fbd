package io.ironstead.datastore.tablet;

import io.ironstead.datastore.IndexDefinition;
import io.ironstead.datastore.IndexState;
import io.ironstead.datastore.documents.Documents;
import io.ironstead.datastore.log.LogPosition;
import io.ironstead.datastore.store.RowStore;
import io.ironstead.model.Deadline;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The parts of an open database, and what moves them: recovery from the log, application of commits, background work. */
final class Engine implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Engine.class);

    /** History rows deleted after each log entry: more than an entry usually makes, so that sweeping keeps up. */
    private static final int SWEEP_ROWS = 2_000;

    private final TabletSettings settings;
    private final RowStore store;
    private final InstantSource clock;
    private final EntityBytes codec;
    private final VersionedRows rows;
    private final Composites composites;
    private final Applier applier;
    private final VisibleVersion visible;
    private final Transactions transactions;
    private final CommitDesk desk;
    private final IdCounters ids;
    private final Pipeline pipeline;
    private final CommitLog commitLog;
    private final IndexBuilding building;
    private final ReentrantLock applying = new ReentrantLock();
    private final ReentrantLock declaring = new ReentrantLock();
    private volatile long appliedLsn;
    private int replayed;
    private long checkpointedLsn;

    private Engine(TabletSettings settings, RowStore store, CommitLog commitLog, InstantSource clock, Runnable onStop)
            throws InterruptedException {
        this.settings = settings;
        this.store = store;
        this.commitLog = commitLog;
        this.clock = clock;
        this.codec = new EntityBytes(settings.application());
        var logBytes = new LogBytes(codec);
        var found = AppliedState.read(store);
        this.rows = new VersionedRows(store, found.version());
        this.composites = Composites.read(store);
        this.applier = new Applier(rows, codec, composites);
        long version = replay(logBytes, found);
        this.visible = new VisibleVersion(version);
        this.transactions = new Transactions(clock);
        this.desk = new CommitDesk(rows, codec, composites, visible, transactions, clock);
        this.pipeline = new Pipeline(commitLog, logBytes, this::apply, onStop);
        this.ids = new IdCounters(store, this::submit);
        var builder = new IndexBuilder(store, rows, codec, composites, visible, applying);
        this.building = new IndexBuilding(builder, settings.application());
    }

    static Engine start(
            TabletSettings settings, RowStore store, CommitLog commitLog, InstantSource clock, Runnable onStop)
            throws InterruptedException {
        var engine = new Engine(settings, store, commitLog, clock, onStop);
        engine.building.removeUnused();
        engine.pipeline.start("datastore " + settings.application());
        engine.building.begin();
        return engine;
    }

    /** Brings the rows up to the end of the log. */
    private long replay(LogBytes logBytes, AppliedState found) throws InterruptedException {
        long[] version = {found.version()};
        appliedLsn = found.lsn();
        commitLog.replay(found.lsn() + 1, (lsn, bytes) -> {
            List<Commit> commits = logBytes.decode(bytes);
            applier.apply(position(lsn), commits);
            appliedLsn = lsn;
            replayed++;
            if (!commits.isEmpty()) {
                version[0] = commits.getLast().version();
            }
        });
        log.atInfo()
                .addKeyValue("application", settings.application())
                .addKeyValue("entries", replayed)
                .log("Datastore recovered from its log");
        return version[0];
    }

    private LogPosition position(long lsn) {
        return new LogPosition(commitLog.epochOf(lsn), lsn);
    }

    private void apply(long lsn, List<PendingCommit> group) {
        List<Commit> commits = group.stream().map(pending -> pending.commit).toList();
        long version = commits.getLast().version();
        List<List<RowDifference>> differences;
        applying.lock();
        try {
            visible.begin(version);
            differences = applier.apply(position(lsn), commits);
            appliedLsn = lsn;
            visible.finish(version);
        } finally {
            applying.unlock();
        }
        for (int i = 0; i < group.size(); i++) {
            group.get(i).applied(differences.get(i));
        }
        sweep();
        desk.applied(group);
        if (commits.stream().anyMatch(Commit::indexesChange)) {
            building.begin();
        }
    }

    boolean checkpoint(Documents documents) {
        long lsn;
        long version;
        applying.lock();
        try {
            // The last entry whose rows are all there.
            lsn = appliedLsn;
            version = visible.applied();
        } finally {
            applying.unlock();
        }
        if (lsn == checkpointedLsn) {
            return true;
        }
        if (!new Checkpoint(settings, store, codec, composites, applying).write(documents, this::goesOn)) {
            return false;
        }
        store.flush();
        commitLog.checkpointed(version);
        commitLog.dropBefore(lsn + 1);
        checkpointedLsn = lsn;
        return true;
    }

    private boolean goesOn() {
        return !pipeline.isStopped() && commitLog.serves();
    }

    private void sweep() {
        applying.lock();
        try {
            rows.sweep(horizon(), SWEEP_ROWS);
        } finally {
            applying.unlock();
        }
    }

    /** What nobody can ask for any more: before the retention, and before every open transaction. */
    private long horizon() {
        long retained = ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant().minus(settings.retention()));
        return transactions.oldest(Math.min(retained, visible.applied()));
    }

    private void submit(Map<String, Long> counters, List<Long> reserved, Deadline deadline) {
        desk.commit(
                version -> reserved.isEmpty()
                        ? Commit.ofCounters(version, counters)
                        : Commit.ofReserved(version, reserved),
                pipeline,
                deadline);
    }

    void declareIndexes(List<IndexDefinition> wanted, Deadline deadline) {
        declaring.lock();
        try {
            var known = new HashMap<IndexDefinition, Long>();
            for (IndexState state : composites.latest().states()) {
                if (state.stage() != IndexState.Stage.UNUSED) {
                    known.put(state.definition(), state.id());
                }
            }
            var declared = new HashMap<Long, IndexDefinition>();
            long next = composites.idAfterAll();
            for (IndexDefinition definition : wanted.stream().distinct().toList()) {
                Long id = known.get(definition);
                declared.put(id != null ? id : next++, definition);
            }
            if (!Set.copyOf(known.values()).equals(declared.keySet())) {
                desk.commit(version -> Commit.ofIndexes(version, declared), pipeline, deadline);
            }
        } finally {
            declaring.unlock();
        }
    }

    TabletSettings settings() {
        return settings;
    }

    RowStore store() {
        return store;
    }

    EntityBytes codec() {
        return codec;
    }

    VersionedRows rows() {
        return rows;
    }

    Composites composites() {
        return composites;
    }

    VisibleVersion visible() {
        return visible;
    }

    Transactions transactions() {
        return transactions;
    }

    CommitDesk desk() {
        return desk;
    }

    IdCounters ids() {
        return ids;
    }

    Pipeline pipeline() {
        return pipeline;
    }

    CommitLog commitLog() {
        return commitLog;
    }

    ReentrantLock applying() {
        return applying;
    }

    /** How many log entries were not in the rows when it was opened. */
    int replayed() {
        return replayed;
    }

    /** The last log entry in the rows. */
    long appliedLsn() {
        return appliedLsn;
    }

    @Override
    public void close() {
        pipeline.close();
        building.close();
        commitLog.close();
        store.close();
    }
}
