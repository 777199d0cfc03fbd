package io.ironstead.datastore.differential;

import static io.ironstead.datastore.differential.Case.both;
import static io.ironstead.datastore.differential.Case.firestore;
import static io.ironstead.datastore.differential.Case.legacy;
import static io.ironstead.datastore.differential.Case.neither;
import static io.ironstead.datastore.differential.Messages.*;

import com.google.datastore.v1.ArrayValue;
import com.google.datastore.v1.CommitRequest;
import com.google.datastore.v1.CommitRequest.Mode;
import com.google.datastore.v1.Key;
import com.google.datastore.v1.Mutation;
import com.google.datastore.v1.PropertyMask;
import com.google.datastore.v1.PropertyTransform;
import com.google.datastore.v1.PropertyTransform.ServerValue;
import com.google.datastore.v1.Value;
import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import java.util.List;

/** Commits outside of transactions, ids, and what is refused about entities. */
final class WriteCases {
    private static final Key A = key("Thing", "a");

    private WriteCases() {}

    static List<Case> all() {
        return List.of(
                both("every type of value comes back", s -> {
                    s.commit(upsert(A, everything()));
                    s.lookup(A);
                }),
                both("unindexed values come back", s -> {
                    s.commit(upsert(A, "t", unindexed("x".repeat(2000)), "n", unindexed(3), "l", unindexedList()));
                    s.lookup(A);
                }),
                both("entities within entities", s -> {
                    s.commit(upsert(A, "e", Values.embedded("x", 1, "y", "z"), "l", list(Values.embedded("x", 2))));
                    s.lookup(A);
                }),
                both("entities within entities are found by their properties", s -> {
                    s.commit(upsert(A, "e", Values.embedded("x", 1, "y", "z")));
                    s.query(kind("Thing").setFilter(Queries.equal("e.x", 1)).build());
                }),
                both("an empty list and an empty entity", s -> {
                    s.commit(upsert(A, "l", list(), "e", Values.embedded()));
                    s.lookup(A);
                }),
                both("meanings come back", s -> {
                    s.commit(upsert(
                            A, "m", Values.meaning(value("http://x"), 2), "t", Values.meaning(unindexed("t"), 15)));
                    s.lookup(A);
                }),
                both("insert twice", s -> {
                    s.commit(insert(A, "n", 1));
                    s.commit(insert(A, "n", 2));
                    s.lookup(A);
                }),
                both("update of what is missing", s -> s.commit(update(A, "n", 1))),
                both("update", s -> {
                    s.commit(insert(A, "n", 1, "m", 2));
                    s.commit(update(A, "n", 3));
                    s.lookup(A);
                }),
                both("delete, also of what is missing", s -> {
                    s.commit(insert(A, "n", 1));
                    s.commit(delete(A));
                    s.commit(delete(A));
                    s.lookup(A);
                }),
                both(
                        "incomplete keys are completed",
                        s -> s.commit(insert(key("Thing")), upsert(key("Thing", 5, "Part")))),
                neither("a refused mutation undoes the others", "missing", s -> {
                    s.commit(insert(A, "n", 1));
                    s.commit(upsert(key("Thing", "b")), insert(A, "n", 2));
                    s.lookup(A, key("Thing", "b"));
                }),
                both("no mutations", s -> s.commit()),
                legacy("lookups of several, twice the same and missing", s -> {
                    s.commit(insert(A, "n", 1));
                    s.lookup(A, key("Thing", "zz"), A);
                }),
                both("no keys", s -> s.lookup()),
                both("one entity twice", s -> s.commit(upsert(A), upsert(A))),
                both("namespaces are apart", s -> {
                    s.commit(upsert(A, "n", 1), upsert(inNamespace("other", A), "n", 2));
                    s.lookup(A, inNamespace("other", A), inNamespace("third", A));
                }),
                both("a write that changes nothing", s -> {
                    s.commit(upsert(A, "n", 1));
                    s.commit(upsert(A, "n", 1));
                    s.lookup(A);
                }),
                both("timestamps are kept in microseconds", s -> {
                    s.commit(upsert(A, "t", time(5, 123_456_789), "b", time(-5, 1_999)));
                    s.lookup(A);
                }),
                firestore("a mask merges", s -> {
                    s.commit(upsert(A, "x", 1, "y", 2, "z", 3));
                    s.commit(masked(upsert(A, "x", 9, "w", 8), "x", "y", "absent"));
                    s.lookup(A);
                }),
                firestore("a mask of properties within properties", s -> {
                    s.commit(upsert(A, "e", Values.embedded("x", 1, "y", 2)));
                    s.commit(masked(upsert(A, "e", Values.embedded("x", 9)), "e.x"));
                    s.lookup(A);
                }),
                firestore("an empty mask", s -> {
                    s.commit(upsert(A, "x", 1));
                    s.commit(masked(upsert(A, "x", 9, "w", 8)));
                    s.lookup(A);
                }),
                firestore("transforms", s -> {
                    s.commit(upsert(A, "x", 1, "l", list(1, 2)));
                    s.commit(transformed(masked(upsert(A), "none"), increment("x", value(5)), append("l", 2, 3)));
                    s.commit(transformed(masked(upsert(A), "none"), increment("x", value(0.5)), remove("l", 1, 7)));
                    s.commit(transformed(masked(upsert(A), "none"), maximum("x", value(100)), minimum("y", value(4))));
                    s.commit(transformed(masked(upsert(A), "none"), increment("l", value(4)), append("x", 4)));
                    s.lookup(A);
                }),
                firestore("transforms of a whole entity", s -> {
                    s.commit(transformed(upsert(A, "x", 1), increment("x", value(5)), increment("new", value(2))));
                    s.lookup(A);
                }),
                firestore(
                        "the time as a transform",
                        s -> s.commit(transformed(
                                upsert(A),
                                PropertyTransform.newBuilder()
                                        .setProperty("t")
                                        .setSetToServerValue(ServerValue.REQUEST_TIME)
                                        .build()))),
                firestore("an increment beyond the greatest number", s -> {
                    s.commit(upsert(A, "x", Values.number(Long.MAX_VALUE)));
                    s.commit(transformed(masked(upsert(A), "none"), increment("x", value(5))));
                    s.lookup(A);
                }),
                firestore(
                        "an increment by a text", s -> s.commit(transformed(upsert(A), increment("x", value("one"))))),
                legacy("a stale base version", s -> {
                    s.commit(upsert(A, "x", 1));
                    s.commit(upsert(A, "x", 2).toBuilder().setBaseVersion(1).build());
                    s.lookup(A);
                }),
                both("allocated ids", s -> s.allocate(key("Thing"), key("Thing", "a", "Part"))),
                both("ids for a complete key", s -> s.allocate(A)),
                both("ids for no key", s -> s.allocate()),
                both("reserved ids", s -> s.reserve(key("Thing", 77), key("Thing", "name"))),
                both("ids reserved for an incomplete key", s -> s.reserve(key("Thing"))),
                both("a mutation without operation", s -> s.commit(Mutation.getDefaultInstance())),
                both("no mode", s -> s.commit(CommitRequest.newBuilder(), upsert(A))),
                both(
                        "a transactional commit without a transaction",
                        s -> s.commit(CommitRequest.newBuilder().setMode(Mode.TRANSACTIONAL), upsert(A))),
                both(
                        "a plain commit with a transaction",
                        s -> s.commit(
                                CommitRequest.newBuilder()
                                        .setMode(Mode.NON_TRANSACTIONAL)
                                        .setTransaction(ByteString.copyFromUtf8("zzz")),
                                upsert(A))));
    }

    private static Object[] everything() {
        return new Object[] {
            "int",
            Values.number(Long.MIN_VALUE),
            "double",
            -0.0,
            "nan",
            Double.NaN,
            "bool",
            true,
            "text",
            "ü\uD83D\uDE00",
            "null",
            Values.NULL,
            "time",
            time(1_700_000_000, 5_000),
            "blob",
            Values.blob(0, 255, 7),
            "geo",
            Values.geo(1.5, -2.5),
            "key",
            key("Other", 7),
            "list",
            list(1, "x", 2.5, false, Values.NULL),
            "",
            4
        };
    }

    private static Value unindexedList() {
        return Value.newBuilder()
                .setArrayValue(ArrayValue.newBuilder().addValues(unindexed(1)).addValues(unindexed("x")))
                .build();
    }

    static Value time(long seconds, int nanos) {
        return Value.newBuilder()
                .setTimestampValue(Timestamp.newBuilder().setSeconds(seconds).setNanos(nanos))
                .build();
    }

    static Mutation masked(Mutation mutation, String... paths) {
        return mutation.toBuilder()
                .setPropertyMask(PropertyMask.newBuilder().addAllPaths(List.of(paths)))
                .build();
    }

    static Mutation transformed(Mutation mutation, PropertyTransform... transforms) {
        return mutation.toBuilder()
                .addAllPropertyTransforms(List.of(transforms))
                .build();
    }

    static PropertyTransform increment(String property, Value by) {
        return PropertyTransform.newBuilder()
                .setProperty(property)
                .setIncrement(by)
                .build();
    }

    static PropertyTransform maximum(String property, Value by) {
        return PropertyTransform.newBuilder()
                .setProperty(property)
                .setMaximum(by)
                .build();
    }

    static PropertyTransform minimum(String property, Value by) {
        return PropertyTransform.newBuilder()
                .setProperty(property)
                .setMinimum(by)
                .build();
    }

    static PropertyTransform append(String property, Object... values) {
        return PropertyTransform.newBuilder()
                .setProperty(property)
                .setAppendMissingElements(list(values).getArrayValue())
                .build();
    }

    static PropertyTransform remove(String property, Object... values) {
        return PropertyTransform.newBuilder()
                .setProperty(property)
                .setRemoveAllFromArray(list(values).getArrayValue())
                .build();
    }
}
