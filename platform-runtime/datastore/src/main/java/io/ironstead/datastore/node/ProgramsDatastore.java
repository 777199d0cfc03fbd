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
import io.ironstead.datastore.Mutation;
import io.ironstead.datastore.PageLimit;
import io.ironstead.datastore.PlatformData;
import io.ironstead.datastore.Query;
import io.ironstead.datastore.QueryPage;
import io.ironstead.datastore.ReadFrom;
import io.ironstead.datastore.TransactionId;
import io.ironstead.datastore.TransactionOptions;
import io.ironstead.model.Deadline;
import java.util.List;
import java.util.Optional;

/** A database as programs and people may use it: without what the platform keeps there, see {@link PlatformData}. */
record ProgramsDatastore(Datastore all) implements Datastore {

    private static CommitRequest own(CommitRequest request) {
        PlatformData.refuse(request.mutations().stream().map(Mutation::key).toList());
        return request;
    }

    private static Query own(Query query) {
        PlatformData.refuse(query);
        return query;
    }

    private static List<Key> own(List<Key> keys) {
        PlatformData.refuse(keys);
        return keys;
    }

    @Override
    public LookupResult lookup(List<Key> keys, ReadFrom from, Deadline deadline) {
        return all.lookup(own(keys), from, deadline);
    }

    @Override
    public Optional<LookupResult> lookupNow(Key key, ReadFrom from) {
        PlatformData.refuse(List.of(key));
        return all.lookupNow(key, from);
    }

    @Override
    public CommitResult commit(CommitRequest request, Deadline deadline) {
        return all.commit(own(request), deadline);
    }

    @Override
    public QueryPage run(Query query, ReadFrom from, PageLimit limit, Deadline deadline) {
        return all.run(own(query), from, limit, deadline);
    }

    @Override
    public AggregationResult aggregate(Query query, List<Aggregation> aggregations, ReadFrom from, Deadline deadline) {
        return all.aggregate(own(query), aggregations, from, deadline);
    }

    @Override
    public TransactionId begin(TransactionOptions options) {
        return all.begin(options);
    }

    @Override
    public Optional<TransactionId> beginNow(TransactionOptions options) {
        return all.beginNow(options);
    }

    @Override
    public List<Key> stage(TransactionId transaction, CommitRequest additions, Deadline deadline) {
        return all.stage(transaction, own(additions), deadline);
    }

    @Override
    public void rollback(TransactionId transaction) {
        all.rollback(transaction);
    }

    @Override
    public List<Key> allocateIds(List<Key> incomplete, IdPolicy policy, Deadline deadline) {
        return all.allocateIds(own(incomplete), policy, deadline);
    }

    @Override
    public IdRange allocateRange(long size, Deadline deadline) {
        return all.allocateRange(size, deadline);
    }

    @Override
    public IdRange allocateUpTo(long max, Deadline deadline) {
        return all.allocateUpTo(max, deadline);
    }

    @Override
    public void reserveIds(List<Key> complete, Deadline deadline) {
        all.reserveIds(own(complete), deadline);
    }

    @Override
    public List<IndexState> indexes() {
        return all.indexes();
    }

    @Override
    public List<IndexDefinition> missingIndexes() {
        return all.missingIndexes();
    }

    @Override
    public void declareIndexes(List<IndexDefinition> wanted, Deadline deadline) {
        all.declareIndexes(wanted, deadline);
    }
}
