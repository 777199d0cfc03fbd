package io.ironstead.datastore.tablet;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.ironstead.datastore.StoredEntity;
import io.ironstead.datastore.log.LogPosition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes log entries rows. The same entries in the same order make the same rows wherever they come from: from a commit just now,
 * or from the log after a crash. One thread's.
 */
final class Applier {
    private final VersionedRows rows;
    private final EntityBytes entities;
    private final Composites composites;

    Applier(VersionedRows rows, EntityBytes entities, Composites composites) {
        this.rows = rows;
        this.entities = entities;
        this.composites = composites;
    }

    /** Applies all of an entry's commits at once; one list of differences, one for each change, for each commit. */
    List<List<RowDifference>> apply(LogPosition at, List<Commit> commits) {
        var batch = rows.batch();
        var counts = new HashMap<ByteString, Integer>();
        var differences = new ArrayList<List<RowDifference>>();
        long version = 0;
        batch.expect(commits.stream()
                .flatMap(commit -> commit.changes().stream())
                .map(change -> change.row().toByteArray())
                .toList());
        for (List<Commit> run : runs(commits)) {
            List<List<Step>> steps = steps(run, batch);
            for (int i = 0; i < run.size(); i++) {
                differences.add(apply(run.get(i), steps.get(i), batch, counts));
                version = run.get(i).version();
            }
        }
        count(counts, version, batch);
        if (!commits.isEmpty()) {
            batch.putPlain(PlainRows.STATE, new AppliedState(at, version).bytes());
            batch.apply();
        }
        return differences;
    }

    /** Makes the rows of an entity that is not there, as a document has it. */
    void restore(byte[] entityRow, VersionedRows.Batch batch, Map<ByteString, Integer> counts) {
        StoredEntity stored = entities.stored(entityRow);
        byte[] bytes = EntityBytes.entity(entityRow);
        var change = Change.written(stored.entity(), bytes, EntityBytes.created(entityRow));
        byte[] row = change.row().toByteArray();
        apply(step(change, row, batch.get(row), stored.version()), stored.version(), batch, counts);
    }

    /** Commits for which the same composite indexes are kept: one that changes them is its run's last. */
    private static List<List<Commit>> runs(List<Commit> commits) {
        var runs = new ArrayList<List<Commit>>();
        int from = 0;
        for (int i = 0; i < commits.size(); i++) {
            if (commits.get(i).indexesChange() || i == commits.size() - 1) {
                runs.add(commits.subList(from, i + 1));
                from = i + 1;
            }
        }
        return runs;
    }

    /** What one change does. */
    private record Step(byte[] row, byte @Nullable [] before, byte @Nullable [] after, RowDifference difference) {}

    /** All of a run's steps are made before any is taken, so that the rows that they replace are read at once. */
    private List<List<Step>> steps(List<Commit> run, VersionedRows.Batch batch) {
        var all = new ArrayList<List<Step>>(run.size());
        var ahead = new HashMap<ByteString, Step>();
        var replaced = new ArrayList<byte[]>();
        for (Commit commit : run) {
            var steps = new ArrayList<Step>(commit.changes().size());
            for (Change change : commit.changes()) {
                byte[] row = change.row().toByteArray();
                Step earlier = ahead.get(change.row());
                Step step = step(change, row, earlier == null ? batch.get(row) : earlier.after, commit.version());
                ahead.put(change.row(), step);
                replaced.addAll(step.difference.indexRemoved());
                steps.add(step);
            }
            all.add(steps);
        }
        batch.expect(replaced);
        return all;
    }

    private Step step(Change change, byte[] row, byte @Nullable [] before, long version) {
        Optional<StoredEntity> old = Optional.ofNullable(before).map(entities::stored);
        byte @Nullable [] after =
                change.isDeletion() ? null : EntityBytes.row(version, change.createdMicros(), change.bytes());
        var difference = RowDifference.between(old.map(StoredEntity::entity), change.entity(), composites.latest());
        return new Step(row, before, after, difference);
    }

    private List<RowDifference> apply(
            Commit commit, List<Step> steps, VersionedRows.Batch batch, Map<ByteString, Integer> counts) {
        byte[] version = VersionedRows.value(commit.version());
        for (Step step : steps) {
            apply(step, commit.version(), batch, counts);
            batch.putPlain(PlainRows.dirty(step.row), version);
        }
        commit.counters().forEach((name, next) -> {
            batch.putPlain(PlainRows.counter(name), VersionedRows.value(next));
            batch.putPlain(PlainRows.dirty(PlainRows.counter(name)), version);
        });
        for (long id : commit.reserved()) {
            batch.putPlain(PlainRows.reserved(id), PlainRows.EMPTY);
            batch.putPlain(PlainRows.dirty(PlainRows.reserved(id)), version);
        }
        if (commit.indexesChange()) {
            composites.declare(commit.indexes(), batch);
            batch.putPlain(PlainRows.dirty(PlainRows.INDEXES), version);
        }
        return steps.stream().map(Step::difference).toList();
    }

    private static void apply(Step step, long version, VersionedRows.Batch batch, Map<ByteString, Integer> counts) {
        var difference = step.difference;
        byte[] index = VersionedRows.value(version);
        for (byte[] removed : difference.indexRemoved()) {
            batch.delete(removed, version);
        }
        for (byte[] added : difference.indexAdded()) {
            batch.add(added, version, index);
        }
        difference.metadataRemoved().forEach(key -> counts.merge(wrap(key), -1, Integer::sum));
        difference.metadataAdded().forEach(key -> counts.merge(wrap(key), 1, Integer::sum));
        if (step.after == null) {
            batch.delete(step.row, version, step.before);
        } else {
            batch.put(step.row, version, step.after, step.before);
        }
    }

    private static ByteString wrap(byte[] key) {
        return UnsafeByteOperations.unsafeWrap(key);
    }

    static void count(Map<ByteString, Integer> counts, long version, VersionedRows.Batch batch) {
        counts.forEach((metadata, by) -> {
            byte[] row = metadata.toByteArray();
            byte[] key = PlainRows.count(row);
            byte @Nullable [] old = batch.get(key);
            long before = old == null ? 0 : VersionedRows.version(old);
            long after = before + by;
            if (before == 0 && after > 0) {
                batch.put(row, version, VersionedRows.value(version));
            } else if (before > 0 && after == 0) {
                batch.delete(row, version);
            }
            if (after == 0) {
                batch.deletePlain(key);
            } else {
                batch.putPlain(key, VersionedRows.value(after));
            }
        });
    }
}
