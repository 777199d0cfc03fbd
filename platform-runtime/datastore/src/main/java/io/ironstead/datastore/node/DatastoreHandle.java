package io.ironstead.datastore.node;

import io.ironstead.datastore.Aggregation;
import io.ironstead.datastore.AggregationResult;
import io.ironstead.datastore.CommitRequest;
import io.ironstead.datastore.CommitResult;
import io.ironstead.datastore.Datastore;
import io.ironstead.datastore.IdPolicy;
import io.ironstead.datastore.IdRange;
import io.ironstead.datastore.IndexDefinition;
import io.ironstead.datastore.IndexState;
import io.ironstead.datastore.Key;
import io.ironstead.datastore.LookupResult;
import io.ironstead.datastore.PageLimit;
import io.ironstead.datastore.Query;
import io.ironstead.datastore.QueryPage;
import io.ironstead.datastore.ReadFrom;
import io.ironstead.datastore.TransactionId;
import io.ironstead.datastore.TransactionOptions;
import io.ironstead.datastore.log.TabletName;
import io.ironstead.datastore.tablet.Tablet;
import io.ironstead.model.Deadline;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** A database by its name, open or not. */
final class DatastoreHandle implements Datastore {
    private static final Duration OPENING_MAX = Duration.ofSeconds(30);

    private final Datastores datastores;
    private final TabletName name;

    DatastoreHandle(Datastores datastores, TabletName name) {
        this.datastores = datastores;
        this.name = name;
    }

    private <T> T read(Deadline deadline, Function<Tablet, T> call) {
        LedDatabase database = datastores.led(name);
        try {
            return with(database, deadline, call);
        } finally {
            database.meter().read();
        }
    }

    private <T> T with(Deadline deadline, Function<Tablet, T> call) {
        return with(datastores.led(name), deadline, call);
    }

    private static <T> T with(LedDatabase database, Deadline deadline, Function<Tablet, T> call) {
        Tablet tablet = database.acquire(deadline);
        try {
            return call.apply(tablet);
        } finally {
            database.release();
        }
    }

    @Override
    public LookupResult lookup(List<Key> keys, ReadFrom from, Deadline deadline) {
        return read(deadline, tablet -> tablet.lookup(keys, from, deadline));
    }

    @Override
    public Optional<LookupResult> lookupNow(Key key, ReadFrom from) {
        LedDatabase database = datastores.led(name);
        var found = ifOpen(database, tablet -> tablet.lookupNow(key, from));
        if (found.isPresent()) {
            database.meter().read();
        }
        return found;
    }

    private static <T> Optional<T> ifOpen(LedDatabase database, Function<Tablet, Optional<T>> call) {
        Tablet tablet = database.acquireIfOpen();
        if (tablet == null) {
            return Optional.empty();
        }
        try {
            return call.apply(tablet);
        } finally {
            database.release();
        }
    }

    @Override
    public CommitResult commit(CommitRequest request, Deadline deadline) {
        long began = System.nanoTime();
        LedDatabase database = datastores.led(name);
        var result = with(database, deadline, tablet -> tablet.commit(request, deadline));
        database.meter().committed(System.nanoTime() - began);
        return result;
    }

    @Override
    public QueryPage run(Query query, ReadFrom from, PageLimit limit, Deadline deadline) {
        return read(deadline, tablet -> tablet.run(query, from, limit, deadline));
    }

    @Override
    public AggregationResult aggregate(Query query, List<Aggregation> aggregations, ReadFrom from, Deadline deadline) {
        return read(deadline, tablet -> tablet.aggregate(query, aggregations, from, deadline));
    }

    @Override
    public TransactionId begin(TransactionOptions options) {
        var database = datastores.led(name);
        database.requireStays();
        return with(database, Deadline.in(OPENING_MAX), tablet -> tablet.begin(options));
    }

    @Override
    public Optional<TransactionId> beginNow(TransactionOptions options) {
        var database = datastores.led(name);
        database.requireStays();
        return ifOpen(database, tablet -> tablet.beginNow(options));
    }

    @Override
    public List<Key> stage(TransactionId transaction, CommitRequest additions, Deadline deadline) {
        return with(deadline, tablet -> tablet.stage(transaction, additions, deadline));
    }

    @Override
    public void rollback(TransactionId transaction) {
        with(Deadline.in(OPENING_MAX), tablet -> {
            tablet.rollback(transaction);
            return true;
        });
    }

    @Override
    public List<Key> allocateIds(List<Key> incomplete, IdPolicy policy, Deadline deadline) {
        return with(deadline, tablet -> tablet.allocateIds(incomplete, policy, deadline));
    }

    @Override
    public IdRange allocateRange(long size, Deadline deadline) {
        return with(deadline, tablet -> tablet.allocateRange(size, deadline));
    }

    @Override
    public IdRange allocateUpTo(long max, Deadline deadline) {
        return with(deadline, tablet -> tablet.allocateUpTo(max, deadline));
    }

    @Override
    public void reserveIds(List<Key> complete, Deadline deadline) {
        with(deadline, tablet -> {
            tablet.reserveIds(complete, deadline);
            return true;
        });
    }

    @Override
    public List<IndexState> indexes() {
        return with(Deadline.in(OPENING_MAX), Tablet::indexes);
    }

    @Override
    public List<IndexDefinition> missingIndexes() {
        return with(Deadline.in(OPENING_MAX), Tablet::missingIndexes);
    }

    @Override
    public void declareIndexes(List<IndexDefinition> wanted, Deadline deadline) {
        with(deadline, tablet -> {
            tablet.declareIndexes(wanted, deadline);
            return true;
        });
    }
}
