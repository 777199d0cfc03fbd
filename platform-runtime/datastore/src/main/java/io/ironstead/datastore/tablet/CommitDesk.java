package io.ironstead.datastore.tablet;

import com.google.protobuf.ByteString;
import io.ironstead.datastore.CommitResult;
import io.ironstead.datastore.DatastoreException;
import io.ironstead.datastore.MutationResult;
import io.ironstead.datastore.Problem;
import io.ironstead.model.Deadline;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/*
 * Commits are decided one at a time, in the order of their versions, against the state that all earlier ones leave, whether
 * they are in the rows already or still on their way through the log. So the first of two that conflict wins, and nobody waits
 * for anybody's transaction. What is on its way is kept beside the rows (underWay) until it is applied.
 *
 * A refusal that rests on a commit still on its way must not be told before that commit is durable: if it is lost in the end,
 * the refusal would be wrong.
 */
/** Decides commits and sends them on their way. */
final class CommitDesk {
    private static final byte[] DELETED = {};

    private final VersionedRows rows;
    private final EntityBytes codec;
    private final Composites composites;
    private final VisibleVersion visible;
    private final Transactions transactions;
    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<ByteString, UnderWay> underWay = new HashMap<>();
    private final RecentCommits recent;
    private long lastVersion;
    private @Nullable PendingCommit lastSubmitted;

    /** @param row as it will be; empty when the entity is deleted */
    private record UnderWay(long version, byte[] row) {}

    CommitDesk(
            VersionedRows rows,
            EntityBytes codec,
            Composites composites,
            VisibleVersion visible,
            Transactions transactions,
            InstantSource clock) {
        this.rows = rows;
        this.codec = codec;
        this.composites = composites;
        this.visible = visible;
        this.transactions = transactions;
        this.clock = clock;
        this.lastVersion = visible.applied();
        this.recent = new RecentCommits(lastVersion);
    }

    /** Everything that a commit's caller gets, once {@code before} is settled. */
    private record Decision(
            @Nullable PendingCommit own,
            @Nullable PendingCommit before,
            long version,
            List<MutationResult> results,
            @Nullable DatastoreException refusal) {}

    /**
     * @param transaction what was read in it must still be so; absent for a commit that read nothing
     * @return with a result for each of {@code mutations}
     */
    CommitResult commit(
            List<PreparedMutation> mutations,
            Optional<OpenTransaction> transaction,
            Pipeline pipeline,
            Deadline deadline) {
        Decision decision = decide(mutations, transaction, pipeline);
        if (decision.before != null) {
            decision.before.await(deadline);
        }
        if (decision.own == null && !mutations.isEmpty()) {
            // The log does not say that this process leads: what it decided may rest on what is long gone.
            pipeline.awaitLease(deadline);
        }
        if (decision.refusal != null) {
            throw decision.refusal;
        }
        int indexUpdates = decision.own == null ? 0 : decision.own.await(deadline);
        return new CommitResult(decision.version, decision.results, indexUpdates);
    }

    private Decision decide(
            List<PreparedMutation> mutations, Optional<OpenTransaction> transaction, Pipeline pipeline) {
        var drafts = new LinkedHashMap<ByteString, Draft>();
        lock.lock();
        try {
            boolean writes = !mutations.isEmpty();
            if (writes && transaction.isPresent() && !transaction.get().holds(recent)) {
                throw new DatastoreException(new Problem.Contention());
            }
            long version = nextVersion();
            List<Draft.Outcome> outcomes;
            try {
                outcomes = work(mutations, drafts, version);
            } catch (DatastoreException refusal) {
                return new Decision(null, waitFor(drafts), version, List.of(), refusal);
            }
            List<Change> changes = drafts.values().stream()
                    .flatMap(draft -> draft.change().stream())
                    .toList();
            var changed = new HashMap<ByteString, Change>();
            changes.forEach(change -> changed.put(change.row(), change));
            var results = new ArrayList<MutationResult>(mutations.size());
            for (int i = 0; i < mutations.size(); i++) {
                PreparedMutation prepared = mutations.get(i);
                Draft draft = java.util.Objects.requireNonNull(drafts.get(prepared.row()));
                results.add(result(prepared, draft, outcomes.get(i), changed.containsKey(prepared.row()), version));
            }
            if (changes.isEmpty()) {
                return new Decision(null, waitFor(drafts), version, results, null);
            }
            Commit commit = Commit.of(version, changes);
            PendingCommit own = send(commit, drafts, pipeline);
            return new Decision(own, null, version, results, null);
        } finally {
            lock.unlock();
        }
    }

    private long nextVersion() {
        lastVersion = Math.max(ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant()), lastVersion + 1);
        return lastVersion;
    }

    private List<Draft.Outcome> work(List<PreparedMutation> mutations, Map<ByteString, Draft> drafts, long version) {
        var outcomes = new ArrayList<Draft.Outcome>(mutations.size());
        Map<ByteString, byte @Nullable []> current = current(mutations);
        for (PreparedMutation prepared : mutations) {
            Draft draft = drafts.computeIfAbsent(
                    prepared.row(), row -> new Draft(row, prepared.key(), current.get(row), codec));
            outcomes.add(draft.apply(prepared, version));
        }
        return outcomes;
    }

    /** The rows as all earlier commits leave them; null for what is not there. */
    private Map<ByteString, byte @Nullable []> current(List<PreparedMutation> mutations) {
        var current = new HashMap<ByteString, byte @Nullable []>();
        var stored = new ArrayList<ByteString>();
        for (PreparedMutation prepared : mutations) {
            UnderWay moving = underWay.get(prepared.row());
            if (moving == null) {
                stored.add(prepared.row());
            } else {
                current.put(prepared.row(), moving.row.length == 0 ? null : moving.row);
            }
        }
        var values = rows.current(stored.stream().map(ByteString::toByteArray).toList());
        for (int i = 0; i < stored.size(); i++) {
            current.put(stored.get(i), values.get(i));
        }
        return current;
    }

    /** The newest commit under way, if anything here may rest on one. */
    private @Nullable PendingCommit waitFor(Map<ByteString, Draft> drafts) {
        return drafts.keySet().stream().anyMatch(underWay::containsKey) ? lastSubmitted : null;
    }

    private static MutationResult result(
            PreparedMutation prepared, Draft draft, Draft.Outcome outcome, boolean changed, long version) {
        long told = !outcome.conflict() && (changed || !draft.exists()) ? version : draft.oldVersion();
        return new MutationResult(
                prepared.key(),
                prepared.allocated(),
                told,
                draft.createdMicros(),
                outcome.conflict(),
                outcome.transformed());
    }

    private PendingCommit send(Commit commit, Map<ByteString, Draft> drafts, Pipeline pipeline) {
        var entities = new java.util.HashSet<ByteString>();
        commit.changes().forEach(change -> entities.add(change.row()));
        var footprint = new RecentCommits.Footprint(
                commit.version(),
                entities,
                () -> drafts.values().stream()
                        .filter(draft -> entities.contains(draft.row))
                        .map(draft -> RowDifference.between(draft.before(), draft.after(), composites.latest()))
                        .toList());
        var pending = new PendingCommit(commit, footprint);
        pipeline.submit(pending);
        lastSubmitted = pending;
        recent.add(footprint);
        if (commit.indexesChange()) {
            recent.indexesChange(commit.version());
        }
        for (Change change : commit.changes()) {
            byte[] row = change.isDeletion()
                    ? DELETED
                    : EntityBytes.row(commit.version(), change.createdMicros(), change.bytes());
            underWay.put(change.row(), new UnderWay(commit.version(), row));
        }
        return pending;
    }

    /** Sends something that is no entity's business, and waits until it is durable and applied. */
    void commit(LongFunction<Commit> atVersion, Pipeline pipeline, Deadline deadline) {
        PendingCommit pending;
        lock.lock();
        try {
            pending = send(atVersion.apply(nextVersion()), Map.of(), pipeline);
        } finally {
            lock.unlock();
        }
        pending.await(deadline);
    }

    /** These commits are in the rows now. */
    void applied(List<PendingCommit> group) {
        lock.lock();
        try {
            for (PendingCommit pending : group) {
                for (Change change : pending.commit.changes()) {
                    UnderWay moving = underWay.get(change.row());
                    if (moving != null && moving.version == pending.commit.version()) {
                        underWay.remove(change.row());
                    }
                }
            }
            recent.prune(transactions.oldest(visible.applied()));
        } finally {
            lock.unlock();
        }
    }

    /** Transactions that began before it cannot be validated. */
    long floor() {
        return recent.floor();
    }
}
