package io.ironstead.datastore.differential;

import static io.ironstead.datastore.differential.Case.both;
import static io.ironstead.datastore.differential.Case.firestore;
import static io.ironstead.datastore.differential.Case.legacy;
import static io.ironstead.datastore.differential.Messages.*;
import static io.ironstead.datastore.differential.Queries.ancestor;
import static io.ironstead.datastore.differential.Queries.equal;

import com.google.datastore.v1.CommitRequest;
import com.google.datastore.v1.CommitRequest.Mode;
import com.google.datastore.v1.Key;
import com.google.datastore.v1.Mutation;
import com.google.datastore.v1.ReadOptions;
import com.google.datastore.v1.TransactionOptions;
import com.google.datastore.v1.TransactionOptions.ReadOnly;
import com.google.datastore.v1.TransactionOptions.ReadWrite;
import com.google.protobuf.ByteString;
import java.util.List;

/** Transactions, alone and against each other; the Firestore emulator locks, so only one at a time is open there. */
final class TransactionCases {
    private static final Key A = key("Account", "a");
    private static final Key B = key("Account", "b");
    private static final TransactionOptions READ_ONLY = TransactionOptions.newBuilder()
            .setReadOnly(ReadOnly.getDefaultInstance())
            .build();

    private TransactionCases() {}

    static List<Case> all() {
        return List.of(
                both("read and write", s -> {
                    s.commit(upsert(A, "n", 1));
                    var transaction = s.begin();
                    s.lookup(transaction, A, B);
                    s.commit(transaction, upsert(A, "n", 2), insert(B, "n", 3));
                    s.lookup(A, B);
                }),
                both("nothing written", s -> {
                    var transaction = s.begin();
                    s.lookup(transaction, A);
                    s.commit(transaction);
                }),
                both("rolled back", s -> {
                    var transaction = s.begin();
                    s.lookup(transaction, A);
                    s.rollback(transaction);
                    s.lookup(A);
                }),
                firestore("used after its rollback", s -> {
                    var transaction = s.begin();
                    s.rollback(transaction);
                    s.commit(transaction, upsert(A));
                }),
                firestore("a read after its commit", s -> {
                    var transaction = s.begin();
                    s.commit(transaction, upsert(A));
                    s.lookup(transaction, A);
                }),
                firestore("committed twice", s -> {
                    var transaction = s.begin();
                    s.commit(transaction, upsert(A));
                    s.commit(transaction, upsert(A));
                }),
                firestore("rolled back twice", s -> {
                    var transaction = s.begin();
                    s.rollback(transaction);
                    s.rollback(transaction);
                }),
                firestore("rolled back after its commit", s -> {
                    var transaction = s.begin();
                    s.commit(transaction, upsert(A));
                    s.rollback(transaction);
                }),
                firestore("a handle that never was", s -> {
                    var garbage = ByteString.copyFromUtf8("zzz");
                    s.lookup(garbage, A);
                    s.commit(garbage, upsert(A));
                    s.rollback(garbage);
                    s.query(
                            ReadOptions.newBuilder().setTransaction(garbage).build(),
                            kind("Account").build());
                }),
                both("an empty handle", s -> {
                    s.lookup(ByteString.EMPTY, A);
                    s.commit(ByteString.EMPTY, upsert(A));
                    s.rollback(ByteString.EMPTY);
                }),
                both("own writes are not seen before the commit", s -> {
                    var transaction = s.begin();
                    s.lookup(transaction, A);
                    s.lookup(A);
                    s.commit(transaction, upsert(A, "n", 1));
                    s.lookup(A);
                }),
                both("an insert of what is there", s -> {
                    s.commit(upsert(A));
                    var transaction = s.begin();
                    s.commit(transaction, upsert(B), insert(A));
                    s.lookup(A, B);
                }),
                both("an update of what is missing", s -> {
                    var transaction = s.begin();
                    s.commit(transaction, upsert(B), update(A));
                    s.lookup(A, B);
                }),
                both("twice the same entity", s -> several(s, upsert(A, "n", 1), upsert(A, "n", 2))),
                both("written and deleted", s -> several(s, upsert(A, "n", 1), delete(A))),
                both("deleted and written", s -> several(s, delete(A), insert(A, "n", 1))),
                firestore("inserted twice", s -> several(s, insert(A), insert(A))),
                firestore("written and inserted", s -> several(s, upsert(A), insert(A))),
                firestore("deleted and updated", s -> several(s, delete(A), update(A))),
                firestore("updated and inserted", s -> {
                    s.commit(upsert(A));
                    several(s, update(A), insert(A));
                }),
                both("inserted and updated", s -> several(s, insert(A, "n", 1), update(A, "n", 2))),
                both("deleted twice", s -> several(s, delete(A), delete(A))),
                legacy("read only", s -> {
                    s.commit(upsert(A, "n", 1));
                    var transaction = s.begin(READ_ONLY);
                    s.lookup(transaction, A);
                    s.commit(upsert(A, "n", 2));
                    s.lookup(transaction, A);
                    s.commit(transaction);
                }),
                both("a write of one that is read only", s -> {
                    var transaction = s.begin(READ_ONLY);
                    s.commit(transaction, upsert(A));
                }),
                both("queries below an ancestor", s -> {
                    s.commit(
                            upsert(key("Account", "a", "Entry", 1), "n", 1),
                            upsert(key("Account", "a", "Entry", 2), "n", 2));
                    var transaction = s.begin();
                    var within =
                            ReadOptions.newBuilder().setTransaction(transaction).build();
                    s.query(within, kind("Entry").setFilter(ancestor(A)).build());
                    s.query(
                            within,
                            kind("Entry")
                                    .setFilter(and(ancestor(A), equal("n", 2)))
                                    .build());
                    s.commit(transaction, delete(key("Account", "a", "Entry", 1)));
                    s.query(kind("Entry").build());
                }),
                firestore("a query without ancestor", s -> {
                    s.commit(upsert(A, "n", 1));
                    var within = ReadOptions.newBuilder()
                            .setTransaction(s.begin(READ_ONLY))
                            .build();
                    s.query(within, kind("Account").build());
                }),
                firestore("thirty groups", s -> {
                    var transaction = s.begin();
                    var mutations = new Mutation[30];
                    for (int i = 0; i < mutations.length; i++) {
                        mutations[i] = upsert(key("Account", i + 1));
                    }
                    s.commit(transaction, mutations);
                }),
                legacy("begun by a read", s -> {
                    s.commit(upsert(A, "n", 1));
                    var begin = ReadOptions.newBuilder()
                            .setNewTransaction(TransactionOptions.getDefaultInstance())
                            .build();
                    var found = s.lookup(begin, A).orElseThrow();
                    s.commit(found.getTransaction(), upsert(A, "n", 2));
                    s.lookup(A);
                }),
                both("begun by a query", s -> {
                    s.commit(upsert(A, "n", 1));
                    var begin = ReadOptions.newBuilder()
                            .setNewTransaction(TransactionOptions.getDefaultInstance())
                            .build();
                    var found = s.query(
                                    begin,
                                    kind("Account").setFilter(ancestor(A)).build())
                            .orElseThrow();
                    s.commit(found.getTransaction(), upsert(A, "n", 2));
                    s.lookup(A);
                }),
                both("begun and ended by a commit", s -> {
                    s.commit(
                            CommitRequest.newBuilder()
                                    .setMode(Mode.TRANSACTIONAL)
                                    .setSingleUseTransaction(TransactionOptions.newBuilder()
                                            .setReadWrite(ReadWrite.getDefaultInstance())),
                            upsert(A, "n", 1));
                    s.lookup(A);
                }),
                both(
                        "begun and ended by a commit, read only",
                        s -> s.commit(
                                CommitRequest.newBuilder()
                                        .setMode(Mode.TRANSACTIONAL)
                                        .setSingleUseTransaction(READ_ONLY),
                                upsert(A))),
                both("tried again", s -> {
                    var first = s.begin();
                    s.rollback(first);
                    var again = s.begin(TransactionOptions.newBuilder()
                            .setReadWrite(ReadWrite.newBuilder().setPreviousTransaction(first))
                            .build());
                    s.commit(again, upsert(A, "n", 1));
                }),
                both("ids are allocated at the commit", s -> {
                    var transaction = s.begin();
                    s.commit(transaction, insert(key("Account"), "n", 1), insert(key("Account"), "n", 2));
                }),
                legacy("a write in between", s -> {
                    s.commit(upsert(A, "n", 1));
                    var transaction = s.begin();
                    s.lookup(transaction, A);
                    s.commitBriefly(upsert(A, "n", 2));
                    s.commit(transaction, upsert(B, "n", 3));
                    s.lookup(A, B);
                }),
                firestore("a write in between of an entity beside", s -> {
                    var transaction = s.begin();
                    s.lookup(transaction, key("Account", "a", "Entry", 1));
                    s.commitBriefly(upsert(key("Account", "a", "Entry", 2), "n", 2));
                    boolean passed = s.commit(transaction, upsert(key("Account", "a", "Entry", 1), "n", 1))
                            .isPresent();
                    s.commit(upsert(B, "n", passed ? "both" : "one"));
                    s.lookup(B);
                }),
                legacy("the first of two that read the same wins", s -> {
                    s.commit(upsert(A, "n", 1));
                    var first = s.begin();
                    var second = s.begin();
                    s.lookup(first, A);
                    s.lookup(second, A);
                    s.commitBriefly(first, upsert(A, "n", 2));
                    s.commit(second, upsert(A, "n", 3));
                    s.lookup(A);
                }),
                legacy("an entity that appears where one was missing", s -> {
                    var transaction = s.begin();
                    s.lookup(transaction, A);
                    s.commitBriefly(insert(A, "n", 1));
                    s.commit(transaction, upsert(A, "n", 2));
                    s.lookup(A);
                }),
                legacy("an entity that appears in what was asked", s -> {
                    var transaction = s.begin();
                    s.query(
                            ReadOptions.newBuilder().setTransaction(transaction).build(),
                            kind("Entry").setFilter(ancestor(A)).build());
                    s.commitBriefly(insert(key("Account", "a", "Entry", 1), "n", 1));
                    s.commit(transaction, upsert(A, "n", 2));
                    s.lookup(A);
                }));
    }

    private static void several(Session session, Mutation... mutations) {
        session.commit(session.begin(), mutations);
        session.lookup(A);
    }
}
