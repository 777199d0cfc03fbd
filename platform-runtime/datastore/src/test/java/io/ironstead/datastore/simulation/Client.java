package io.ironstead.datastore.simulation;

import io.ironstead.datastore.Aggregation;
import io.ironstead.datastore.CommitRequest;
import io.ironstead.datastore.Datastore;
import io.ironstead.datastore.DatastoreException;
import io.ironstead.datastore.Entity;
import io.ironstead.datastore.IdPolicy;
import io.ironstead.datastore.Identifier;
import io.ironstead.datastore.Key;
import io.ironstead.datastore.LookupResult;
import io.ironstead.datastore.Mutation;
import io.ironstead.datastore.PageLimit;
import io.ironstead.datastore.PathElement;
import io.ironstead.datastore.Property;
import io.ironstead.datastore.PropertyValue;
import io.ironstead.datastore.Query;
import io.ironstead.datastore.ReadFrom;
import io.ironstead.datastore.TransactionOptions;
import io.ironstead.datastore.Value;
import io.ironstead.datastore.log.simulation.Stage;
import io.ironstead.datastore.query.RandomQueries;
import io.ironstead.datastore.simulation.Attempt.Read;
import io.ironstead.model.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;

/** Somebody who uses a database at random, and writes down what happens. */
final class Client {
    static final Duration PATIENCE = Duration.ofMinutes(5);

    private final Stage stage;
    private final Random random;
    private final RandomQueries made;
    private final History history;
    private final Datastore datastore;

    Client(Stage stage, Random random, History history, Datastore datastore) {
        this.stage = stage;
        this.random = random;
        this.made = new RandomQueries(random);
        this.history = history;
        this.datastore = datastore;
    }

    void act() {
        int chance = random.nextInt(100);
        if (chance < 50) {
            transaction();
        } else if (chance < 70) {
            write();
        } else if (chance < 94) {
            read();
        } else if (chance < 98) {
            allocate();
        } else {
            declare();
        }
    }

    private static Deadline soon() {
        return Deadline.in(PATIENCE);
    }

    private void think() {
        stage.await(() -> random.nextInt(3) == 0);
    }

    private void transaction() {
        var attempt = history.begin();
        attempt.transaction = true;
        boolean readOnly = random.nextInt(8) == 0;
        try {
            var id = datastore.begin(readOnly ? TransactionOptions.READ_ONLY : TransactionOptions.READ_WRITE);
            var from = new ReadFrom.Transaction(id);
            for (int i = random.nextInt(4); i > 0; i--) {
                think();
                attempt.reads.add(read(from));
            }
            think();
            if (random.nextInt(12) == 0) {
                datastore.rollback(id);
                history.done(attempt, OptionalLong.empty());
                return;
            }
            if (!readOnly && random.nextInt(10) > 0) {
                attempt.writes.addAll(mutations(attempt));
            }
            var result = datastore.commit(CommitRequest.of(id, attempt.writes), soon());
            history.done(attempt, attempt.writes.isEmpty() ? OptionalLong.empty() : OptionalLong.of(result.version()));
        } catch (DatastoreException refusal) {
            history.refused(attempt, refusal);
        }
    }

    private void write() {
        var attempt = history.begin();
        attempt.writes.addAll(mutations(attempt));
        try {
            var result = datastore.commit(CommitRequest.of(attempt.writes.toArray(Mutation[]::new)), soon());
            history.done(attempt, OptionalLong.of(result.version()));
        } catch (DatastoreException refusal) {
            history.refused(attempt, refusal);
        }
    }

    private List<Mutation> mutations(Attempt attempt) {
        Map<Key, Mutation> writes = new LinkedHashMap<>();
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            var entity = marked(made.entity(), attempt.number);
            var write = switch (random.nextInt(8)) {
                case 0, 1 -> Mutation.delete(entity.requireKey());
                case 2 -> Mutation.write(Mutation.WriteRule.INSERT, entity);
                case 3 -> Mutation.write(Mutation.WriteRule.UPDATE, entity);
                default -> Mutation.upsert(entity);
            };
            writes.put(entity.requireKey(), write);
        }
        return List.copyOf(writes.values());
    }

    private static Entity marked(Entity entity, int writer) {
        var properties = new ArrayList<>(entity.properties());
        properties.add(Property.of(Checker.WRITER, new PropertyValue(new Value.Int(writer), false, 0)));
        return new Entity(entity.key(), properties);
    }

    private void read() {
        var attempt = history.begin();
        try {
            ReadFrom from = ReadFrom.Latest.LATEST;
            if (random.nextInt(6) == 0 && attempt.floor > 0) {
                attempt.past = true;
                from = new ReadFrom.Time(attempt.floor - random.nextInt(2_000));
            }
            attempt.reads.add(read(from));
            history.done(attempt, OptionalLong.empty());
        } catch (DatastoreException refusal) {
            history.refused(attempt, refusal);
        }
    }

    /** A query that the rules refuse is followed by another. */
    private Read read(ReadFrom from) {
        if (random.nextInt(2) == 0) {
            return lookup(from);
        }
        while (true) {
            Query query = made.query();
            try {
                return random.nextInt(6) == 0 ? count(query, from) : page(query, from);
            } catch (DatastoreException refusal) {
                if (!refusal.problem().toString().matches("Invalid.*|ProjectionOnEquality.*")) {
                    throw refusal;
                }
            }
        }
    }

    private Read lookup(ReadFrom from) {
        var keys = new ArrayList<Key>();
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            keys.add(made.key());
        }
        // As the wire does it: first what needs no waiting.
        var now = keys.size() == 1 ? datastore.lookupNow(keys.getFirst(), from) : Optional.<LookupResult>empty();
        var result = now.orElseGet(() -> datastore.lookup(keys, from, soon()));
        return new Read.Lookup(keys, result.entities(), result.version());
    }

    private Read page(Query query, ReadFrom from) {
        var page = datastore.run(
                query, from, random.nextInt(4) == 0 ? new PageLimit(3, 1 << 20) : PageLimit.DEFAULT, soon());
        return new Read.Page(query, page, page.version());
    }

    private Read count(Query query, ReadFrom from) {
        var count = new Aggregation.Count("n", OptionalLong.empty());
        var result = datastore.aggregate(query, List.of(count), from, soon());
        return new Read.Count(query, ((Value.Int) result.values().get("n")).value(), result.version());
    }

    private void allocate() {
        var incomplete = new Key("shop", "", "", List.of(PathElement.incomplete(RandomQueries.KIND)));
        var policy = random.nextBoolean() ? IdPolicy.SCATTERED : IdPolicy.SEQUENTIAL;
        try {
            for (Key key : datastore.allocateIds(List.of(incomplete, incomplete), policy, soon())) {
                history.given(((Identifier.Numeric) key.path().getLast().id()).id());
            }
        } catch (DatastoreException refusal) {
            // Ids that nobody was told of are nobody's.
        }
    }

    private void declare() {
        try {
            datastore.declareIndexes(made.indexes(), soon());
        } catch (DatastoreException refusal) {
            // They are declared or not; queries answer the same.
        }
    }

    /** Every key that clients use, and what is served for it. */
    static Map<Key, Optional<Entity>> all(Datastore datastore) {
        var served = new LinkedHashMap<Key, Optional<Entity>>();
        for (Key key : RandomQueries.keys()) {
            var found = datastore.lookup(List.of(key), ReadFrom.Latest.LATEST, soon());
            served.put(key, found.entities().getFirst().map(stored -> stored.entity()));
        }
        return served;
    }
}
