package io.ironstead.datastore.tablet;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.ironstead.datastore.StoredEntity;
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
    List<List<RowDifference>> apply(long lsn, List<Commit> commits) {
        var batch = rows.batch();
        var counts = new HashMap<ByteString, Integer>();
        var differences = new ArrayList<List<RowDifference>>();
        long version = 0;
        for (Commit commit : commits) {
            differences.add(apply(commit, batch, counts));
            version = commit.version();
        }
        count(counts, version, batch);
        if (!commits.isEmpty()) {
            batch.putPlain(PlainRows.STATE, new AppliedState(lsn, version).bytes());
            batch.apply();
        }
        return differences;
    }

    /** Makes the rows of an entity that is not there, as a document has it. */
    void restore(byte[] entityRow, VersionedRows.Batch batch, Map<ByteString, Integer> counts) {
        StoredEntity stored = entities.stored(entityRow);
        byte[] bytes = EntityBytes.entity(entityRow);
        apply(Change.written(stored.entity(), bytes, EntityBytes.created(entityRow)), stored.version(), batch, counts);
    }

    private List<RowDifference> apply(Commit commit, VersionedRows.Batch batch, Map<ByteString, Integer> counts) {
        var differences = new ArrayList<RowDifference>(commit.changes().size());
        byte[] version = VersionedRows.value(commit.version());
        for (Change change : commit.changes()) {
            differences.add(apply(change, commit.version(), batch, counts));
            batch.putPlain(PlainRows.dirty(change.row().toByteArray()), version);
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
        return differences;
    }

    private RowDifference apply(
            Change change, long version, VersionedRows.Batch batch, Map<ByteString, Integer> counts) {
        byte[] row = change.row().toByteArray();
        byte @Nullable [] old = batch.get(row);
        Optional<StoredEntity> before = Optional.ofNullable(old).map(entities::stored);
        var difference = RowDifference.between(before.map(StoredEntity::entity), change.entity(), composites.latest());
        byte[] index = VersionedRows.value(version);
        for (byte[] removed : difference.indexRemoved()) {
            batch.delete(removed, version);
        }
        for (byte[] added : difference.indexAdded()) {
            batch.add(added, version, index);
        }
        difference.metadataRemoved().forEach(key -> counts.merge(wrap(key), -1, Integer::sum));
        difference.metadataAdded().forEach(key -> counts.merge(wrap(key), 1, Integer::sum));
        if (change.isDeletion()) {
            batch.delete(row, version);
        } else {
            batch.put(row, version, EntityBytes.row(version, change.createdMicros(), change.bytes()));
        }
        return difference;
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
