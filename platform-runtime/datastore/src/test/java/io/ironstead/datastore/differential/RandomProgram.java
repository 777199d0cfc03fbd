package io.ironstead.datastore.differential;

import static io.ironstead.datastore.differential.Messages.*;

import com.google.datastore.v1.Key;
import com.google.datastore.v1.Mutation;
import com.google.datastore.v1.Query;
import com.google.datastore.v1.ReadOptions;
import com.google.datastore.v1.TransactionOptions;
import com.google.datastore.v1.TransactionOptions.ReadOnly;
import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** The same calls for the same seed, whatever is answered; two servers that mean the same answer the same. */
final class RandomProgram {
    private static final int STEPS = 60;

    private final Random random;
    private final RandomData data;
    private final RandomAsking asking;
    private final boolean firestore;
    private final Session session;

    /** @param firestore whether the other server is Google's Firestore emulator; else it is Google's first */
    RandomProgram(long seed, boolean firestore, Session session) {
        this.random = new Random(seed);
        boolean lists = !firestore && seed % 2 == 0;
        this.data = new RandomData(random, lists);
        this.asking = new RandomAsking(random, data, firestore, lists);
        this.firestore = firestore;
        this.session = session;
    }

    void run() {
        for (int i = 0; i < 8; i++) {
            session.commit(upserts());
        }
        for (int i = 0; i < STEPS; i++) {
            step();
        }
    }

    private void step() {
        switch (random.nextInt(12)) {
            case 0, 1, 2 -> session.commit(mutations(1 + random.nextInt(3)));
            case 3 -> session.lookup(data.keys(3));
            case 4 -> transaction();
            case 5 -> readOnly();
            case 6 -> pages(asking.query());
            case 7 -> particular();
            default -> session.query(asking.query().build());
        }
    }

    private Mutation[] upserts() {
        return random.ints(4)
                .mapToObj(_ -> upsert(data.key(), data.properties()))
                .collect(java.util.stream.Collectors.toMap(
                        mutation -> mutation.getUpsert().getKey(),
                        mutation -> mutation,
                        (one, _) -> one,
                        java.util.LinkedHashMap::new))
                .values()
                .toArray(Mutation[]::new);
    }

    /** One that is refused comes alone: a plain commit is all or nothing here and is not at Google's. */
    private Mutation[] mutations(int count) {
        if (random.nextInt(4) == 0) {
            Key key = data.key();
            return new Mutation[] {
                random.nextBoolean() ? insert(key, data.properties()) : update(key, data.properties())
            };
        }
        Set<Key> seen = new HashSet<>();
        List<Mutation> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Key key = random.nextInt(10) == 0 ? Messages.key("Other") : data.key();
            boolean fresh = seen.add(key);
            if (fresh && key.getPath(0).getIdTypeCase() != Key.PathElement.IdTypeCase.IDTYPE_NOT_SET) {
                all.add(random.nextInt(4) == 0 ? delete(key) : upsert(key, data.properties()));
            }
        }
        return all.toArray(Mutation[]::new);
    }

    /** Reads, then any mutations, repeated keys among them. */
    private void transaction() {
        ByteString transaction = session.begin();
        session.lookup(transaction, data.keys(2));
        if (random.nextInt(3) == 0) {
            session.query(
                    ReadOptions.newBuilder().setTransaction(transaction).build(),
                    kind("Thing").setFilter(Queries.ancestor(key("Root", 1))).build());
        }
        if (random.nextInt(5) == 0) {
            session.rollback(transaction);
            return;
        }
        boolean disturbed = !firestore && random.nextInt(3) == 0;
        // An insert of what is there in a transaction that is too late may be refused for either.
        Mutation[] mutations = disturbed ? upserts() : mutations(4);
        if (disturbed) {
            session.commit(upsert(Messages.key("Thing", 1), data.properties()));
        }
        session.commit(transaction, mutations);
    }

    private void readOnly() {
        var options = TransactionOptions.newBuilder()
                .setReadOnly(ReadOnly.getDefaultInstance())
                .build();
        ByteString transaction = session.begin(options);
        Key key = data.key();
        session.lookup(transaction, key);
        session.commit(upsert(key, data.properties()));
        session.lookup(transaction, key);
        session.lookup(key);
        session.rollback(transaction);
    }

    /** What one of the two alone serves. */
    private void particular() {
        if (!firestore) {
            session.query(kind("__kind__").build());
            return;
        }
        Key key = data.key();
        switch (random.nextInt(4)) {
            case 0 -> session.commit(WriteCases.masked(upsert(key, data.properties()), "a", "c"));
            case 1 ->
                session.commit(WriteCases.transformed(
                        WriteCases.masked(upsert(key), "none"),
                        WriteCases.increment(data.property(), Values.number(random.nextInt(5))),
                        WriteCases.append("u", random.nextInt(3))));
            case 2 ->
                session.aggregate(AggregationCases.query(
                        Query.newBuilder(asking.query()
                                .clearProjection()
                                .clearOrder()
                                .clearLimit()
                                .clearOffset()
                                .clearDistinctOn()
                                .build()),
                        AggregationCases.count("n")));
            default ->
                session.aggregate(AggregationCases.query(
                        kind("Thing"), AggregationCases.sum("n", "s"), AggregationCases.average("n", "a")));
        }
        session.lookup(key);
    }

    private void pages(Query.Builder query) {
        if (!asking.canPage(query)) {
            return;
        }
        int size = 1 + random.nextInt(4);
        var cursor = ByteString.EMPTY;
        for (int page = 0; page < 6; page++) {
            var answer = session.query(
                    query.setLimit(limit(size)).setStartCursor(cursor).build());
            if (answer.isEmpty() || answer.get().getBatch().getEntityResultsCount() == 0) {
                return;
            }
            cursor = answer.get().getBatch().getEndCursor();
            query.setOffset(0);
        }
    }
}
