package io.ironstead.agent.data;

import io.ironstead.datastore.Aggregation;
import io.ironstead.datastore.AggregationResult;
import io.ironstead.datastore.CommitRequest;
import io.ironstead.datastore.CommitResult;
import io.ironstead.datastore.Datastore;
import io.ironstead.datastore.DatastoreException;
import io.ironstead.datastore.IdPolicy;
import io.ironstead.datastore.IdRange;
import io.ironstead.datastore.IndexDefinition;
import io.ironstead.datastore.IndexState;
import io.ironstead.datastore.Key;
import io.ironstead.datastore.LookupResult;
import io.ironstead.datastore.PageLimit;
import io.ironstead.datastore.Problem;
import io.ironstead.datastore.Query;
import io.ironstead.datastore.QueryPage;
import io.ironstead.datastore.ReadFrom;
import io.ironstead.datastore.TransactionId;
import io.ironstead.datastore.TransactionOptions;
import io.ironstead.model.Deadline;
import java.util.List;

/** A database that is not to be had here: every call is refused, and nothing is done. */
record DatastoreRefused(Problem problem) implements Datastore {

    private DatastoreException refusal() {
        return new DatastoreException(problem);
    }

    @Override
    public LookupResult lookup(List<Key> keys, ReadFrom from, Deadline deadline) {
        throw refusal();
    }

    @Override
    public CommitResult commit(CommitRequest request, Deadline deadline) {
        throw refusal();
    }

    @Override
    public QueryPage run(Query query, ReadFrom from, PageLimit limit, Deadline deadline) {
        throw refusal();
    }

    @Override
    public AggregationResult aggregate(Query query, List<Aggregation> asked, ReadFrom from, Deadline deadline) {
        throw refusal();
    }

    @Override
    public TransactionId begin(TransactionOptions options) {
        throw refusal();
    }

    @Override
    public List<Key> stage(TransactionId transaction, CommitRequest additions, Deadline deadline) {
        throw refusal();
    }

    @Override
    public void rollback(TransactionId transaction) {
        throw refusal();
    }

    @Override
    public List<Key> allocateIds(List<Key> incomplete, IdPolicy policy, Deadline deadline) {
        throw refusal();
    }

    @Override
    public IdRange allocateRange(long size, Deadline deadline) {
        throw refusal();
    }

    @Override
    public IdRange allocateUpTo(long max, Deadline deadline) {
        throw refusal();
    }

    @Override
    public void reserveIds(List<Key> complete, Deadline deadline) {
        throw refusal();
    }

    @Override
    public List<IndexState> indexes() {
        throw refusal();
    }

    @Override
    public List<IndexDefinition> missingIndexes() {
        throw refusal();
    }

    @Override
    public void declareIndexes(List<IndexDefinition> wanted, Deadline deadline) {
        throw refusal();
    }
}
