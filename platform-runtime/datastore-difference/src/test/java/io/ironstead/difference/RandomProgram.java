package io.ironstead.difference;

import com.google.appengine.repackaged.com.google.storage.onestore.v3_bytes.proto2api.OnestoreEntity.EntityProto;
import com.google.appengine.repackaged.com.google.storage.onestore.v3_bytes.proto2api.OnestoreEntity.Reference;
import com.google.apphosting.datastore_bytes.proto2api.DatastoreV3Pb.Query;
import com.google.apphosting.datastore_bytes.proto2api.DatastoreV3Pb.Transaction;
import java.util.Random;
import java.util.stream.Stream;

/** The same calls for the same seed, whatever is answered; two servers that mean the same answer the same. */
final class RandomProgram {
    private static final int STEPS = 40;

    private final Random random;
    private final RandomData data;
    private final RandomAsking asking;
    private final Session session;
    private final boolean lists;

    RandomProgram(long seed, Session session) {
        this.random = new Random(seed);
        this.lists = seed % 2 == 0;
        this.data = new RandomData(random, session.messages(), lists);
        this.asking = new RandomAsking(random, data, session.messages());
        this.session = session;
    }

    void run() {
        for (int i = 0; i < 8; i++) {
            session.put(entities(4));
        }
        for (int i = 0; i < STEPS; i++) {
            step();
        }
    }

    private EntityProto[] entities(int count) {
        return Stream.generate(data::entity).limit(count).toArray(EntityProto[]::new);
    }

    private void step() {
        switch (random.nextInt(12)) {
            case 0, 1 -> session.put(entities(1 + random.nextInt(3)));
            case 2 -> session.delete(data.keys(1 + random.nextInt(2)));
            case 3 -> session.get(data.keys(3));
            case 4 -> transaction();
            case 5 -> conflict();
            case 6 -> pages(asking.query());
            case 7 -> allocated();
            default -> session.query(asking.query());
        }
    }

    /** Of several groups or of one; whoever leaves the one is refused. */
    private void transaction() {
        boolean severalGroups = random.nextInt(3) > 0;
        var transaction = severalGroups ? session.beginAcrossGroups() : session.begin();
        session.get(transaction, data.keys(2));
        if (random.nextInt(2) == 0) {
            session.query(asking.ancestor().setTransaction(transaction));
        }
        // Of a Put that is refused for its second group Google's class keeps the first entity.
        session.put(transaction, entities(severalGroups ? 1 + random.nextInt(3) : 1));
        if (random.nextInt(2) == 0) {
            session.delete(transaction, data.key());
        }
        session.get(transaction, data.key());
        end(transaction);
    }

    private void end(Transaction transaction) {
        if (random.nextInt(5) == 0) {
            session.rollback(transaction);
        } else {
            session.commit(transaction);
        }
        if (random.nextInt(5) == 0) {
            session.get(transaction, data.key());
        }
    }

    /** What was read is changed by somebody else, or not. */
    private void conflict() {
        Reference key = session.messages().key("Thing", 1 + random.nextInt(3));
        var transaction = session.begin();
        session.get(transaction, key);
        if (random.nextBoolean()) {
            session.put(Messages.entity(key, data.properties()));
        }
        session.get(transaction, key);
        session.put(transaction, Messages.entity(key, data.properties()));
        session.commit(transaction);
        session.get(key);
    }

    private void allocated() {
        Reference incomplete = random.nextBoolean()
                ? session.messages().key("New")
                : session.messages().key("Root", 1, "New");
        var keys = session.put(Messages.entity(incomplete, data.properties()));
        session.get(keys.toArray(Reference[]::new));
        session.delete(keys.toArray(Reference[]::new));
    }

    /** Stops behind a row, and goes on from its cursor; Google's class loses its place among the values of a list. */
    private void pages(Query.Builder query) {
        if (lists) {
            return;
        }
        int size = 1 + random.nextInt(4);
        query.setLimit(size);
        for (int page = 0; page < 6; page++) {
            var cursors = session.query(query);
            if (cursors.isEmpty()) {
                return;
            }
            query.setCompiledCursor(cursors.getLast()).clearOffset();
        }
    }
}
