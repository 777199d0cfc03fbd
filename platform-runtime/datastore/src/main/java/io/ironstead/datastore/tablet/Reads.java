package io.ironstead.datastore.tablet;

import io.ironstead.datastore.Aggregation;
import io.ironstead.datastore.AggregationResult;
import io.ironstead.datastore.DatastoreException;
import io.ironstead.datastore.EntityRules;
import io.ironstead.datastore.IndexDefinition;
import io.ironstead.datastore.Key;
import io.ironstead.datastore.LookupResult;
import io.ironstead.datastore.PageLimit;
import io.ironstead.datastore.Problem;
import io.ironstead.datastore.Query;
import io.ironstead.datastore.QueryPage;
import io.ironstead.datastore.ReadFrom;
import io.ironstead.datastore.StoredEntity;
import io.ironstead.datastore.bytes.RowKeys;
import io.ironstead.datastore.query.AggregationRun;
import io.ironstead.datastore.query.QueryRunner;
import io.ironstead.datastore.query.ScannedRanges;
import io.ironstead.datastore.store.NotInMemory;
import io.ironstead.model.Deadline;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** Lookups and queries. Those of the latest state take no lock and are in nobody's way. */
final class Reads {
    private static final int KEYS_MAX = 1_000;
    private static final int ATTEMPTS = 3;

    private final Engine engine;
    private final VersionedRows rows;
    private final VisibleVersion visible;
    private final QueryRunner queries;
    private volatile boolean strict;

    Reads(Engine engine) {
        this.engine = engine;
        this.rows = engine.rows();
        this.visible = engine.visible();
        this.queries = new QueryRunner(
                engine.settings().application(), engine.settings().database(), () -> strict);
    }

    void requireIndexes(boolean strict) {
        this.strict = strict;
    }

    /** Everything acknowledged before this call is applied here. */
    private void awaitLease(Deadline deadline) {
        engine.pipeline().awaitLease(deadline);
    }

    LookupResult lookup(List<Key> keys, ReadFrom from, Deadline deadline) {
        if (keys.size() > KEYS_MAX) {
            throw DatastoreException.invalid("cannot get more than " + KEYS_MAX + " keys in a single call");
        }
        for (Key key : keys) {
            engine.settings().checkOwn(key);
            EntityRules.checkReadable(key);
        }
        return switch (from) {
            case ReadFrom.Latest _ -> {
                awaitLease(deadline);
                yield latest(keys);
            }
            case ReadFrom.Time(long micros) -> at(keys, version(Optional.of(micros)));
            case ReadFrom.Transaction(var id) -> {
                OpenTransaction transaction = engine.transactions().use(id);
                for (Key key : keys) {
                    transaction.read(Change.row(key));
                }
                yield at(keys, transaction.snapshot());
            }
        };
    }

    /** {@link io.ironstead.datastore.Datastore#lookupNow} */
    Optional<LookupResult> lookupNow(Key key, ReadFrom from) {
        engine.settings().checkOwn(key);
        EntityRules.checkReadable(key);
        try {
            return switch (from) {
                case ReadFrom.Latest _ -> engine.pipeline().holdsLease() ? latestInMemory(key) : Optional.empty();
                case ReadFrom.Time _ -> Optional.empty();
                case ReadFrom.Transaction(var id) -> {
                    OpenTransaction transaction = engine.transactions().use(id);
                    transaction.read(Change.row(key));
                    long at = transaction.snapshot();
                    rows.checkKept(at);
                    byte[] row = rows.getInMemory(RowKeys.entity(key), at);
                    yield Optional.of(new LookupResult(List.of(entity(row)), at));
                }
            };
        } catch (NotInMemory elsewhere) {
            return Optional.empty();
        }
    }

    private Optional<LookupResult> latestInMemory(Key key) throws NotInMemory {
        long seen = visible.applied();
        byte[] row = rows.currentInMemory(RowKeys.entity(key));
        return isOf(seen, row) ? Optional.of(new LookupResult(List.of(entity(row)), seen)) : Optional.empty();
    }

    private LookupResult latest(List<Key> keys) {
        if (keys.size() == 1) {
            return latest(keys.getFirst());
        }
        long seen = visible.applied();
        if (visible.isStill(seen)) {
            var found = new ArrayList<Optional<StoredEntity>>(keys.size());
            for (Key key : keys) {
                found.add(entity(rows.current(RowKeys.entity(key))));
            }
            if (visible.isStill(seen)) {
                return new LookupResult(found, seen);
            }
        }
        return atLatest(version -> at(keys, version));
    }

    private LookupResult latest(Key key) {
        long seen = visible.applied();
        byte[] row = rows.current(RowKeys.entity(key));
        return isOf(seen, row)
                ? new LookupResult(List.of(entity(row)), seen)
                : atLatest(version -> at(List.of(key), version));
    }

    /** False when the row, or its absence, belongs to a commit that others cannot see yet, or have seen since. */
    private boolean isOf(long seen, byte @Nullable [] row) {
        return row == null ? visible.isStill(seen) : VersionedRows.version(row) <= seen;
    }

    private Optional<StoredEntity> entity(byte @Nullable [] row) {
        return Optional.ofNullable(row).map(engine.codec()::stored);
    }

    private LookupResult at(List<Key> keys, long version) {
        rows.checkKept(version);
        var found = new ArrayList<Optional<StoredEntity>>(keys.size());
        for (Key key : keys) {
            found.add(entity(rows.get(RowKeys.entity(key), version)));
        }
        return new LookupResult(found, version);
    }

    QueryPage run(Query query, ReadFrom from, PageLimit limit, Deadline deadline) {
        return switch (from) {
            case ReadFrom.Latest _ -> {
                awaitLease(deadline);
                yield atLatest(version -> page(query, version, limit, deadline));
            }
            case ReadFrom.Time(long micros) -> page(query, version(Optional.of(micros)), limit, deadline);
            case ReadFrom.Transaction(var id) -> {
                OpenTransaction transaction = engine.transactions().use(id);
                var run = queries.run(
                        query,
                        snapshot(transaction.snapshot()),
                        engine.composites().at(transaction.snapshot()),
                        limit,
                        deadline);
                record(transaction, run.scanned());
                yield run.page();
            }
        };
    }

    private QueryPage page(Query query, long version, PageLimit limit, Deadline deadline) {
        return queries.run(query, snapshot(version), engine.composites().at(version), limit, deadline)
                .page();
    }

    AggregationResult aggregate(Query query, List<Aggregation> aggregations, ReadFrom from, Deadline deadline) {
        return switch (from) {
            case ReadFrom.Latest _ -> {
                awaitLease(deadline);
                yield atLatest(version ->
                        aggregated(query, aggregations, version, deadline).result());
            }
            case ReadFrom.Time(long micros) ->
                aggregated(query, aggregations, version(Optional.of(micros)), deadline)
                        .result();
            case ReadFrom.Transaction(var id) -> {
                OpenTransaction transaction = engine.transactions().use(id);
                var run = aggregated(query, aggregations, transaction.snapshot(), deadline);
                record(transaction, run.scanned());
                yield run.result();
            }
        };
    }

    private AggregationRun aggregated(Query query, List<Aggregation> aggregations, long version, Deadline deadline) {
        return queries.aggregate(
                query, aggregations, snapshot(version), engine.composites().at(version), deadline);
    }

    List<IndexDefinition> missingIndexes() {
        return queries.missingIndexes(engine.composites().latest());
    }

    private static void record(OpenTransaction transaction, ScannedRanges scanned) {
        transaction.read(scanned.ranges());
        scanned.entities().forEach(transaction::read);
    }

    private TabletSnapshot snapshot(long version) {
        return new TabletSnapshot(version, rows, engine.codec());
    }

    /**
     * Where commits have been rare, the latest version may be older than the retention: the next commit then sweeps what a read
     * of it still wants. Such a read begins again, at the next version.
     */
    private <T> T atLatest(LongFunction<T> read) {
        for (int attempt = 1; ; attempt++) {
            try {
                return read.apply(visible.applied());
            } catch (DatastoreException e) {
                if (!(e.problem() instanceof Problem.SnapshotTooOld) || attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    /** The version that a read at a time sees; the latest without one. */
    long version(Optional<Long> micros) {
        long applied = visible.applied();
        if (micros.isEmpty() || micros.get() >= applied) {
            return applied;
        }
        rows.checkKept(micros.get());
        return micros.get();
    }
}
