package io.ironstead.datastore.simulation;

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
import io.ironstead.model.Deadline;
import java.util.List;

/**
 * A datastore whose transactions forget what they have read: they read their snapshot, but as anybody may, so that nothing of it
 * is validated when they commit.
 */
record Careless(Datastore tablet, boolean forgetsLookups, boolean forgetsQueries) implements Datastore {
    private ReadFrom past(ReadFrom from, boolean forgets) {
        if (forgets && from instanceof ReadFrom.Transaction) {
            long snapshot =
                    tablet.lookup(List.of(), from, Deadline.in(Client.PATIENCE)).version();
            return new ReadFrom.Time(snapshot);
        }
        return from;
    }

    @Override
    public LookupResult lookup(List<Key> keys, ReadFrom from, Deadline deadline) {
        return tablet.lookup(keys, past(from, forgetsLookups), deadline);
    }

    @Override
    public QueryPage run(Query query, ReadFrom from, PageLimit limit, Deadline deadline) {
        return tablet.run(query, past(from, forgetsQueries), limit, deadline);
    }

    @Override
    public AggregationResult aggregate(Query query, List<Aggregation> aggregations, ReadFrom from, Deadline deadline) {
        return tablet.aggregate(query, aggregations, past(from, forgetsQueries), deadline);
    }

    @Override
    public CommitResult commit(CommitRequest request, Deadline deadline) {
        return tablet.commit(request, deadline);
    }

    @Override
    public TransactionId begin(TransactionOptions options) {
        return tablet.begin(options);
    }

    @Override
    public List<Key> stage(TransactionId transaction, CommitRequest additions, Deadline deadline) {
        return tablet.stage(transaction, additions, deadline);
    }

    @Override
    public void rollback(TransactionId transaction) {
        tablet.rollback(transaction);
    }

    @Override
    public List<Key> allocateIds(List<Key> incomplete, IdPolicy policy, Deadline deadline) {
        return tablet.allocateIds(incomplete, policy, deadline);
    }

    @Override
    public IdRange allocateRange(long size, Deadline deadline) {
        return tablet.allocateRange(size, deadline);
    }

    @Override
    public IdRange allocateUpTo(long max, Deadline deadline) {
        return tablet.allocateUpTo(max, deadline);
    }

    @Override
    public void reserveIds(List<Key> complete, Deadline deadline) {
        tablet.reserveIds(complete, deadline);
    }

    @Override
    public List<IndexState> indexes() {
        return tablet.indexes();
    }

    @Override
    public void declareIndexes(List<IndexDefinition> wanted, Deadline deadline) {
        tablet.declareIndexes(wanted, deadline);
    }

    @Override
    public List<IndexDefinition> missingIndexes() {
        return tablet.missingIndexes();
    }
}
