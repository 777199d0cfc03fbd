package io.ironstead.datastore.differential;

import static io.ironstead.datastore.differential.Case.both;
import static io.ironstead.datastore.differential.Case.neither;
import static io.ironstead.datastore.differential.Messages.*;

import com.google.datastore.v1.Entity;
import com.google.datastore.v1.Key;
import com.google.datastore.v1.Mutation;
import com.google.datastore.v1.Value;
import java.util.List;
import java.util.function.Consumer;

/** Keys and entities that are refused. */
final class RefusalCases {
    private static final Key A = key("Thing", "a");
    private static final String LONG = "n".repeat(1501);

    private RefusalCases() {}

    private static Case write(String name, Mutation mutation) {
        return both("write: " + name, s -> s.commit(mutation));
    }

    private static Case read(String name, Key key) {
        return both("read: " + name, s -> s.lookup(key));
    }

    private static Case everywhere(String name, Key key) {
        return both("keys: " + name, used(key));
    }

    private static Case neitherEverywhere(String name, String our, Key key) {
        return neither("keys: " + name, "request: " + our, used(key));
    }

    private static Consumer<Session> used(Key key) {
        return s -> {
            s.lookup(key);
            s.commit(upsert(key));
            s.commit(delete(key));
            s.allocate(key);
            s.reserve(key);
        };
    }

    static List<Case> all() {
        return List.of(
                everywhere("an empty key", Key.getDefaultInstance()),
                everywhere("an incomplete key", key("Thing")),
                everywhere("an incomplete parent", unfinishedParent()),
                everywhere("an empty kind", key("", "a")),
                everywhere("a long kind", key(LONG, "a")),
                everywhere("an empty name", key("Thing", "")),
                everywhere("a long name", key("Thing", LONG)),
                everywhere("id 0", key("Thing", 0)),
                everywhere("a reserved kind", key("__x__", "a")),
                everywhere("a reserved name", key("Thing", "__a__")),
                everywhere("a reserved parent", key("__x__", "a", "Thing", "b")),
                everywhere("a hundred and one elements", deep(101)),
                everywhere("a bad namespace", inNamespace("not good", A)),
                everywhere("a reserved namespace", inNamespace("__x__", A)),
                everywhere("a long namespace", inNamespace("n".repeat(101), A)),
                neitherEverywhere("another project", "case-", foreignProject()),
                neitherEverywhere("another database", "\"\" vs. \"elsewhere\"", foreignDatabase()),
                read("a negative id", key("Thing", -7)),
                write("a negative id", upsert(key("Thing", -7))),
                write("a hundred elements", upsert(deep(100))),
                write(
                        "no key",
                        Mutation.newBuilder()
                                .setUpsert(Entity.getDefaultInstance())
                                .build()),
                write("update of an incomplete key", update(key("Thing"))),
                write("a reserved property", upsert(A, "__p__", 1)),
                write("a long property name", upsert(A, LONG, 1)),
                write("an empty property name", upsert(A, "", 1)),
                write("a long indexed text", upsert(A, "s", LONG)),
                write("a long indexed text in a list", upsert(A, "s", list("x", LONG))),
                write("a long indexed blob", upsert(A, "s", Values.blob(new int[1501]))),
                write("a long text with characters of several bytes", upsert(A, "s", "ü".repeat(751))),
                write("a text as long as may be", upsert(A, "s", "n".repeat(1500))),
                write("a list in a list", upsert(A, "v", list(list(1)))),
                write("a value without a type", upsert(A, "v", Value.getDefaultInstance())),
                write("a list with a meaning", upsert(A, "v", Values.meaning(list(1), 15))),
                write("a list that is not indexed", upsert(A, "v", unindexed(list(1)))),
                write("meaning 18", upsert(A, "v", Values.meaning(value(1), 18))),
                write("a point that is nowhere", upsert(A, "v", Values.geo(91, 0))),
                write("a point beyond the date line", upsert(A, "v", Values.geo(0, 181))),
                write("a point that is no number", upsert(A, "v", Values.geo(Double.NaN, 0))),
                write("a time before the first", upsert(A, "v", WriteCases.time(-62_135_596_801L, 0))),
                write("a time after the last", upsert(A, "v", WriteCases.time(253_402_300_800L, 0))),
                write("a time with odd nanoseconds", upsert(A, "v", WriteCases.time(5, 1_000_000_000))),
                write("an incomplete key as a value", upsert(A, "v", key("Thing"))),
                write("a reserved key as a value", upsert(A, "v", key("__x__", "a"))),
                write("a key of another project as a value", upsert(A, "v", foreignProject())),
                write("a reserved property of a property", upsert(A, "v", Values.embedded("__x__", 1))),
                write("a long indexed text in an entity", upsert(A, "v", Values.embedded("s", LONG))),
                write(
                        "a long indexed text in an entity that is not indexed",
                        upsert(A, "v", unindexed(Values.embedded("s", LONG)))),
                write("an entity with a key within", upsert(A, "v", keyed(key("Part", 1)))),
                write("an entity with an incomplete key within", upsert(A, "v", keyed(key("Part")))));
    }

    private static Key unfinishedParent() {
        var key = Key.newBuilder();
        key.addPathBuilder().setKind("Root");
        key.addPathBuilder().setKind("Thing").setName("a");
        return key.build();
    }

    private static Key deep(int elements) {
        var key = Key.newBuilder();
        for (int i = 1; i <= elements; i++) {
            key.addPathBuilder().setKind("Thing").setId(i);
        }
        return key.build();
    }

    private static Key foreignProject() {
        var key = A.toBuilder();
        key.getPartitionIdBuilder().setProjectId("somebody-else");
        return key.build();
    }

    private static Key foreignDatabase() {
        var key = A.toBuilder();
        key.getPartitionIdBuilder().setDatabaseId("elsewhere");
        return key.build();
    }

    private static Value keyed(Key key) {
        return Value.newBuilder()
                .setEntityValue(Entity.newBuilder().setKey(key).putProperties("x", value(1)))
                .build();
    }
}
