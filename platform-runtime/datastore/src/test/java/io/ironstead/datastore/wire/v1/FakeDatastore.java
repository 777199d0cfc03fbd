package io.ironstead.datastore.wire.v1;

import io.ironstead.datastore.Aggregation;
import io.ironstead.datastore.AggregationResult;
import io.ironstead.datastore.CommitRequest;
import io.ironstead.datastore.CommitResult;
import io.ironstead.datastore.Cursor;
import io.ironstead.datastore.Datastore;
import io.ironstead.datastore.DatastoreException;
import io.ironstead.datastore.Entity;
import io.ironstead.datastore.IdPolicy;
import io.ironstead.datastore.IdRange;
import io.ironstead.datastore.Identifier;
import io.ironstead.datastore.IndexDefinition;
import io.ironstead.datastore.IndexState;
import io.ironstead.datastore.Key;
import io.ironstead.datastore.LookupResult;
import io.ironstead.datastore.Mutation;
import io.ironstead.datastore.MutationResult;
import io.ironstead.datastore.PageLimit;
import io.ironstead.datastore.Problem;
import io.ironstead.datastore.Query;
import io.ironstead.datastore.QueryPage;
import io.ironstead.datastore.ReadFrom;
import io.ironstead.datastore.StoredEntity;
import io.ironstead.datastore.TransactionId;
import io.ironstead.datastore.TransactionOptions;
import io.ironstead.datastore.Value;
import io.ironstead.model.Deadline;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Entities in a map: enough to see what a wire does. Queries answer a kind's entities in the order they were written. */
class FakeDatastore implements Datastore {
    private final Map<Key, StoredEntity> entities = new LinkedHashMap<>();
    private final Set<TransactionId> open = new HashSet<>();
    private final Set<TransactionId> begun = new HashSet<>();
    private long version = 1_700_000_000_000_000L;
    private long ids;

    synchronized void clear() {
        entities.clear();
    }

    synchronized int openTransactions() {
        return open.size();
    }

    @Override
    public synchronized LookupResult lookup(List<Key> keys, ReadFrom from, Deadline deadline) {
        check(from);
        return new LookupResult(
                keys.stream().map(key -> Optional.ofNullable(entities.get(key))).toList(), version);
    }

    private void check(ReadFrom from) {
        if (from instanceof ReadFrom.Transaction(TransactionId id) && !open.contains(id)) {
            throw new DatastoreException(new Problem.NoTransaction(false));
        }
    }

    @Override
    public synchronized CommitResult commit(CommitRequest request, Deadline deadline) {
        request.transaction().ifPresent(id -> check(new ReadFrom.Transaction(id)));
        request.transaction().ifPresent(open::remove);
        version++;
        var results = new ArrayList<MutationResult>();
        for (Mutation mutation : request.mutations()) {
            results.add(apply(mutation));
        }
        return new CommitResult(version, results, results.size());
    }

    private MutationResult apply(Mutation mutation) {
        if (mutation instanceof Mutation.Write write) {
            return write(write);
        }
        entities.remove(mutation.key());
        return new MutationResult(mutation.key(), false, version, 0, false, List.of());
    }

    private MutationResult write(Mutation.Write write) {
        boolean allocated = !write.key().isComplete();
        Key key = allocated ? write.key().with(new Identifier.Numeric(++ids)) : write.key();
        var stored = Optional.ofNullable(entities.get(key));
        if (write.rule() == Mutation.WriteRule.INSERT && stored.isPresent()) {
            throw new DatastoreException(new Problem.EntityExists(key));
        }
        if (write.rule() == Mutation.WriteRule.UPDATE && stored.isEmpty()) {
            throw new DatastoreException(new Problem.NoEntity(key));
        }
        long created = stored.map(StoredEntity::createdMicros).orElse(version);
        Entity entity = write.entity().withKey(key);
        entities.put(key, new StoredEntity(entity, version, created));
        return new MutationResult(key, allocated, version, created, false, List.of());
    }

    @Override
    public synchronized QueryPage run(Query query, ReadFrom from, PageLimit limit, Deadline deadline) {
        check(from);
        var rows = entities.values().stream()
                .filter(stored -> query.kind().isEmpty()
                        || query.kind()
                                .get()
                                .equals(stored.entity().requireKey().kind()))
                .limit(query.limit().orElse(Integer.MAX_VALUE))
                .map(stored -> new QueryPage.Row(stored, place(stored)))
                .toList();
        var end = rows.isEmpty()
                ? new Cursor(List.of(), Optional.empty(), true)
                : rows.getLast().cursor();
        return new QueryPage(rows, 0, end, end, QueryPage.More.NONE, version);
    }

    private static Cursor place(StoredEntity stored) {
        return new Cursor(List.of(), stored.entity().key(), false);
    }

    @Override
    public AggregationResult aggregate(Query query, List<Aggregation> aggregations, ReadFrom from, Deadline deadline) {
        var page = run(query, from, PageLimit.DEFAULT, deadline);
        var values = new LinkedHashMap<String, Value>();
        aggregations.forEach(
                one -> values.put(one.alias(), new Value.Int(page.rows().size())));
        return new AggregationResult(values, page.version());
    }

    @Override
    public synchronized TransactionId begin(TransactionOptions options) {
        var id = new TransactionId(++ids);
        open.add(id);
        begun.add(id);
        return id;
    }

    @Override
    public List<Key> stage(TransactionId transaction, CommitRequest additions, Deadline deadline) {
        throw new UnsupportedOperationException("v1 stages nothing");
    }

    @Override
    public synchronized void rollback(TransactionId transaction) {
        if (!open.remove(transaction)) {
            throw new DatastoreException(new Problem.NoTransaction(begun.contains(transaction)));
        }
    }

    @Override
    public synchronized List<Key> allocateIds(List<Key> incomplete, IdPolicy policy, Deadline deadline) {
        return incomplete.stream()
                .map(key -> key.with(new Identifier.Numeric(++ids)))
                .toList();
    }

    @Override
    public IdRange allocateRange(long size, Deadline deadline) {
        throw new UnsupportedOperationException("v1 has no ranges");
    }

    @Override
    public IdRange allocateUpTo(long max, Deadline deadline) {
        throw new UnsupportedOperationException("v1 has no ranges");
    }

    @Override
    public void reserveIds(List<Key> complete, Deadline deadline) {}

    @Override
    public List<IndexState> indexes() {
        return List.of();
    }

    @Override
    public List<IndexDefinition> missingIndexes() {
        return List.of();
    }

    @Override
    public void declareIndexes(List<IndexDefinition> wanted, Deadline deadline) {}
}
