package io.ironstead.difference;

import static io.ironstead.difference.Case.same;
import static io.ironstead.difference.Messages.entity;

import com.google.apphosting.datastore_bytes.proto2api.DatastoreV3Pb.BeginTransactionRequest;
import com.google.apphosting.datastore_bytes.proto2api.DatastoreV3Pb.BeginTransactionRequest.TransactionMode;
import java.util.List;
import java.util.stream.IntStream;

/** Transactions. */
final class TransactionCases {
    private TransactionCases() {}

    static List<Case> all() {
        return List.of(
                same("own writes are not seen before the commit", session -> {
                    var key = session.messages().key("Thing", 1);
                    var transaction = session.begin();
                    session.put(transaction, entity(key, "a", 1));
                    session.get(transaction, key);
                    session.get(key);
                    session.commit(transaction);
                    session.get(key);
                }),
                same("a put and a delete of one key: the last counts", session -> {
                    var key = session.messages().key("Thing", 1);
                    var first = session.begin();
                    session.put(first, entity(key, "a", 1));
                    session.delete(first, key);
                    session.commit(first);
                    session.get(key);
                    var second = session.begin();
                    session.delete(second, key);
                    session.put(second, entity(key, "a", 2));
                    session.commit(second);
                    session.get(key);
                }),
                same("rolled back", session -> {
                    var key = session.messages().key("Thing", 1);
                    var transaction = session.begin();
                    session.put(transaction, entity(key, "a", 1));
                    session.rollback(transaction);
                    session.get(key);
                }),
                same("an incomplete key is completed at once", session -> {
                    var transaction = session.begin();
                    var keys =
                            session.put(transaction, entity(session.messages().key("Root", 1, "Thing"), "a", 1));
                    session.commit(transaction);
                    keys.forEach(session::get);
                }),
                same("reads see one moment", session -> {
                    var key = session.messages().key("Thing", 1);
                    session.put(entity(key, "a", 1));
                    var transaction = session.begin();
                    session.get(transaction, key);
                    session.put(entity(key, "a", 2));
                    session.get(transaction, key);
                    session.commit(transaction);
                }),
                same("what was read and then changed ends the commit", session -> {
                    var key = session.messages().key("Thing", 1);
                    session.put(entity(key, "a", 1));
                    var transaction = session.begin();
                    session.get(transaction, key);
                    session.put(entity(key, "a", 2));
                    session.put(transaction, entity(key, "a", 3));
                    session.commit(transaction);
                    session.get(transaction, key);
                    session.put(transaction, entity(key, "a", 3));
                    session.commit(transaction);
                    session.rollback(transaction);
                    session.rollback(transaction);
                    session.get(key);
                }),
                same("two transactions: the first commit wins", session -> {
                    var key = session.messages().key("Thing", 1);
                    var one = session.begin();
                    var other = session.begin();
                    session.get(one, key);
                    session.get(other, key);
                    session.put(one, entity(key, "a", 1));
                    session.put(other, entity(key, "a", 2));
                    session.commit(other);
                    session.commit(one);
                    session.get(key);
                }),
                same("after the commit", session -> {
                    var key = session.messages().key("Thing", 1);
                    var transaction = session.begin();
                    session.put(transaction, entity(key, "a", 1));
                    session.commit(transaction);
                    session.get(transaction, key);
                    session.put(transaction, entity(key, "a", 1));
                    session.delete(transaction, key);
                    session.query(
                            session.messages().kind("Thing").setAncestor(key).setTransaction(transaction));
                    session.commit(transaction);
                    session.rollback(transaction);
                }),
                same("after the rollback", session -> {
                    var key = session.messages().key("Thing", 1);
                    var transaction = session.begin();
                    session.rollback(transaction);
                    session.get(transaction, key);
                    session.commit(transaction);
                    session.rollback(transaction);
                }),
                same("a handle nobody gave", session -> {
                    var key = session.messages().key("Thing", 1);
                    session.put(entity(key));
                    var transaction = session.unknown(77);
                    session.get(transaction, key);
                    session.put(transaction, entity(key, "a", 1));
                    session.delete(transaction, key);
                    session.commit(transaction);
                    session.rollback(transaction);
                }),
                same("several groups only when asked for", session -> {
                    var m = session.messages();
                    var transaction = session.begin();
                    session.put(transaction, entity(m.key("Root", 1, "Thing", 1), "a", 1));
                    session.get(transaction, m.key("Root", 1, "Thing", 2));
                    session.get(transaction, m.key("Root", 2));
                    session.put(transaction, entity(m.key("Root", 2), "a", 1));
                    session.delete(transaction, m.key("Root", 2));
                    session.query(m.kind("Thing").setAncestor(m.key("Root", 2)).setTransaction(transaction));
                    session.commit(transaction);
                    session.get(m.key("Root", 1, "Thing", 1));
                }),
                same("several groups", session -> {
                    var m = session.messages();
                    var transaction = session.beginAcrossGroups();
                    var keys = IntStream.range(1, 25)
                            .mapToObj(i -> m.key("Thing", i))
                            .toList();
                    keys.forEach(key -> session.put(transaction, entity(key, "a", 1)));
                    session.commit(transaction);
                    session.query(m.kind("Thing"));
                }),
                Case.ours("26 groups", "Thing26 name", session -> {
                    var m = session.messages();
                    var transaction = session.beginAcrossGroups();
                    var keys = IntStream.range(1, 27)
                            .mapToObj(i -> m.key("Thing", i))
                            .toList();
                    keys.forEach(key -> session.put(transaction, entity(key, "a", 1)));
                    session.commit(transaction);
                    session.get(keys.getFirst(), keys.getLast());
                }),
                Case.ours("another entity of the group was changed", "done\n---\nRoot1/Thing1 name: \"a\"", session -> {
                    var m = session.messages();
                    var transaction = session.begin();
                    session.get(transaction, m.key("Root", 1, "Thing", 1));
                    session.put(entity(m.key("Root", 1, "Thing", 2), "a", 2));
                    session.put(transaction, entity(m.key("Root", 1, "Thing", 1), "a", 1));
                    session.commit(transaction);
                    session.get(m.key("Root", 1, "Thing", 1));
                }),
                same("a query in a transaction sees what was when it began, and guards it", session -> {
                    var m = session.messages();
                    session.put(entity(m.key("Root", 1, "Thing", 1), "a", 1));
                    var transaction = session.begin();
                    session.query(m.kind("Thing").setAncestor(m.key("Root", 1)).setTransaction(transaction));
                    session.put(entity(m.key("Root", 1, "Thing", 2), "a", 1));
                    session.put(transaction, entity(m.key("Root", 1, "Thing", 3), "a", 1));
                    session.query(m.kind("Thing").setAncestor(m.key("Root", 1)).setTransaction(transaction));
                    session.commit(transaction);
                    session.query(m.kind("Thing"));
                }),
                same("a query without ancestor in a transaction", session -> {
                    var m = session.messages();
                    session.put(entity(m.key("Thing", 1), "a", 1));
                    session.query(m.kind("Thing").setTransaction(session.begin()));
                }),
                same("a read-only transaction writes nothing", session -> {
                    var key = session.messages().key("Thing", 1);
                    session.put(entity(key, "a", 1));
                    var transaction = session.begin(readOnly());
                    session.get(transaction, key);
                    session.put(transaction, entity(key, "a", 2));
                    session.delete(transaction, key);
                    session.commit(transaction);
                    session.get(key);
                }),
                same("begun again", session -> {
                    var key = session.messages().key("Thing", 1);
                    var first = session.begin();
                    session.get(first, key);
                    session.put(entity(key, "a", 1));
                    session.put(first, entity(key, "a", 2));
                    session.commit(first);
                    var second =
                            session.begin(BeginTransactionRequest.newBuilder().setPreviousTransaction(first));
                    session.get(second, key);
                    session.put(second, entity(key, "a", 3));
                    session.commit(second);
                    session.rollback(first);
                    session.get(key);
                }),
                same("begun again, otherwise", session -> {
                    var first = session.begin();
                    session.begin(BeginTransactionRequest.newBuilder()
                            .setPreviousTransaction(first)
                            .setAllowMultipleEg(true));
                    session.begin(readOnly().setPreviousTransaction(first));
                    var reader = session.begin(readOnly());
                    session.begin(BeginTransactionRequest.newBuilder().setPreviousTransaction(reader));
                }));
    }

    private static BeginTransactionRequest.Builder readOnly() {
        return BeginTransactionRequest.newBuilder().setMode(TransactionMode.READ_ONLY);
    }
}
