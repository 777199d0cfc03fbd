package io.ironstead.datastore.differential;

import static io.ironstead.datastore.differential.Case.both;
import static io.ironstead.datastore.differential.Case.firestore;
import static io.ironstead.datastore.differential.Case.legacy;
import static io.ironstead.datastore.differential.Case.neither;
import static io.ironstead.datastore.differential.Messages.*;
import static io.ironstead.datastore.differential.Queries.*;

import com.google.datastore.v1.Key;
import com.google.datastore.v1.KindExpression;
import com.google.datastore.v1.PropertyFilter.Operator;
import com.google.datastore.v1.PropertyOrder.Direction;
import com.google.datastore.v1.PropertyReference;
import com.google.datastore.v1.Query;
import com.google.protobuf.ByteString;
import java.util.List;
import java.util.function.Consumer;

/** Queries on one small set of entities: what is found, in which order, and what is refused. */
final class QueryCases {
    private static final Key ROOT = key("Root", "r");

    /** Without NULL: an empty list is not indexed. */
    private static final String TYPES_OF_A_LIST =
            "name: \"t\" } } properties { key: \"property_representation\" value { array_value { values {"
                    + " string_value: \"STRING\" } }";

    private QueryCases() {}

    /** Ten things with mixed values, some below a root, one list. */
    static void fill(Session session) {
        session.commit(
                upsert(key("Thing", "a"), "v", 1, "w", "x", "t", list("red", "blue")),
                upsert(key("Thing", "b"), "v", 2, "w", "y", "t", list("red")),
                upsert(key("Thing", "c"), "v", 2, "w", "x", "t", list()),
                upsert(key("Thing", "d"), "v", 3.5, "w", "x", "t", "blue"),
                upsert(key("Thing", "e"), "v", "text", "w", "z"),
                upsert(key("Thing", "f"), "v", Values.NULL, "w", "z", "t", list("green", "blue", "red")),
                upsert(key("Thing", "g"), "v", unindexed(1), "w", "x"),
                upsert(key("Root", "r", "Thing", "h"), "v", 1, "w", "x"),
                upsert(key("Root", "r", "Thing", 9), "v", list(1, 2, 3), "w", "y"),
                upsert(key("Root", "r"), "v", true));
    }

    private static Case ask(String name, Query.Builder query) {
        return on(name, s -> s.query(query.build()));
    }

    private static Case askFirestore(String name, Query.Builder query) {
        return onFirestore(name, s -> s.query(query.build()));
    }

    private static Case askLegacy(String name, Query.Builder query) {
        return onLegacy(name, s -> s.query(query.build()));
    }

    private static Case askNeither(String name, String our, Query.Builder query) {
        return neither(name, our, filled(s -> s.query(query.build())));
    }

    private static Case on(String name, Consumer<Session> asks) {
        return both(name, filled(asks));
    }

    private static Case onFirestore(String name, Consumer<Session> asks) {
        return firestore(name, filled(asks));
    }

    private static Case onLegacy(String name, Consumer<Session> asks) {
        return legacy(name, filled(asks));
    }

    private static Consumer<Session> filled(Consumer<Session> asks) {
        return session -> {
            fill(session);
            asks.accept(session);
        };
    }

    private static Query.Builder things() {
        return kind("Thing");
    }

    static List<Case> answered() {
        return List.of(
                ask("a kind", things()),
                ask("a kind that is not there", kind("Nothing")),
                ask("everything", Query.newBuilder()),
                ask("equal", things().setFilter(equal("v", 1))),
                ask("equal to null", things().setFilter(equal("v", Values.NULL))),
                ask("equal to an element", things().setFilter(equal("t", "blue"))),
                ask("equal to two elements", things().setFilter(and(equal("t", "blue"), equal("t", "red")))),
                ask("two equalities", things().setFilter(and(equal("v", 2), equal("w", "x")))),
                ask("less", things().setFilter(where("v", Operator.LESS_THAN, 2))),
                askLegacy("less or equal", things().setFilter(where("v", Operator.LESS_THAN_OR_EQUAL, 2))),
                askLegacy("greater, of any type", things().setFilter(where("v", Operator.GREATER_THAN, 1))),
                ask(
                        "a range",
                        things().setFilter(and(
                                where("v", Operator.GREATER_THAN_OR_EQUAL, 2), where("v", Operator.LESS_THAN, 3)))),
                ask(
                        "two inequalities met by different elements",
                        things().setFilter(
                                        and(where("v", Operator.GREATER_THAN, 2), where("v", Operator.LESS_THAN, 2)))),
                askNeither(
                        "inequalities on two properties",
                        found("c r/9 b d"),
                        things().setFilter(and(
                                where("v", Operator.GREATER_THAN, 1), where("w", Operator.LESS_THAN, "z")))),
                askNeither(
                        "not equal", found("f r/9 r/h a e d"), things().setFilter(where("v", Operator.NOT_EQUAL, 2))),
                askNeither(
                        "not equal to null",
                        found("r/9 r/h a b c e d"),
                        things().setFilter(where("v", Operator.NOT_EQUAL, Values.NULL))),
                askFirestore("in", things().setFilter(where("v", Operator.IN, list(1, 3.5, "text", 1)))),
                ask("in one", things().setFilter(where("w", Operator.IN, list("x")))),
                askFirestore("not in", things().setFilter(where("v", Operator.NOT_IN, list(1, 2)))),
                askFirestore("or", things().setFilter(or(equal("v", 1), equal("w", "z")))),
                askFirestore(
                        "or of ands",
                        things().setFilter(or(
                                and(equal("v", 2), equal("w", "x")),
                                and(equal("v", 1), equal("w", "x")),
                                equal("t", "blue")))),
                askFirestore(
                        "or with an order",
                        order(things().setFilter(or(equal("v", 1), equal("w", "z"))), "w", Direction.DESCENDING)),
                ask("below an ancestor", things().setFilter(ancestor(ROOT))),
                ask("below an ancestor without kind", Query.newBuilder().setFilter(ancestor(ROOT))),
                ask("below an ancestor and equal", things().setFilter(and(ancestor(ROOT), equal("v", 1)))),
                askLegacy(
                        "below an ancestor and ordered",
                        order(things().setFilter(ancestor(ROOT)), "v", Direction.DESCENDING)),
                ask("by key", things().setFilter(equal("__key__", key("Thing", "c")))),
                ask("after a key", things().setFilter(where("__key__", Operator.GREATER_THAN, key("Thing", "c")))),
                ask(
                        "after a key without kind",
                        Query.newBuilder().setFilter(where("__key__", Operator.GREATER_THAN, key("Thing", "c")))),
                ask(
                        "between keys",
                        things().setFilter(and(
                                where("__key__", Operator.GREATER_THAN_OR_EQUAL, key("Thing", "b")),
                                where("__key__", Operator.LESS_THAN_OR_EQUAL, key("Thing", "d"))))),
                askFirestore(
                        "one of keys",
                        things().setFilter(where("__key__", Operator.IN, list(key("Thing", "d"), key("Thing", "a"))))),
                askFirestore(
                        "one of keys, projected",
                        project(
                                things().setFilter(where(
                                        "__key__", Operator.IN, list(key("Thing", "b"), key("Thing", "a")))),
                                "w")),
                askFirestore(
                        "one of keys, projected, backwards in values",
                        project(
                                things().setFilter(where(
                                        "__key__",
                                        Operator.IN,
                                        list(key("Thing", "e"), key("Thing", "d"), key("Thing", "b")))),
                                "v")),
                ask("keys only", project(things(), "__key__")),
                ask("a projection", project(things(), "v")),
                askFirestore("a projection of a list", project(things(), "t")),
                ask("a projection of two", project(things(), "v", "w")),
                ask("a projection and an equality", project(things().setFilter(equal("w", "x")), "v")),
                ask(
                        "a projection with a range",
                        project(things().setFilter(where("v", Operator.GREATER_THAN, 1)), "v", "w")),
                ask("distinct", project(things(), "w").addDistinctOn(reference("w"))),
                onFirestore("distinct values that are not numbers", QueryCases::distinctNaN),
                askFirestore(
                        "a projection beside two elements that meet",
                        project(
                                order(
                                        things().setFilter(and(equal("v", 2), where("v", Operator.GREATER_THAN, 1))),
                                        "v",
                                        Direction.ASCENDING),
                                "w")),
                neither(
                        "pages in order of keys, with a range of another property",
                        "rows: d e;",
                        filled(s -> pages(
                                s,
                                order(
                                        things().setFilter(and(
                                                where("__key__", Operator.GREATER_THAN, key("Thing", "a")),
                                                where("v", Operator.GREATER_THAN, 1))),
                                        "__key__",
                                        Direction.ASCENDING),
                                2))),
                onLegacy("pages of a projection with distinct on its first", s -> {
                    s.commit(
                            upsert(key("Pair", "p"), "a", 1, "b", 2),
                            upsert(key("Pair", "q"), "a", 1, "b", 1),
                            upsert(key("Pair", "r"), "a", 2, "b", 3),
                            upsert(key("Pair", "s"), "a", 2, "b", 4),
                            upsert(key("Pair", "t"), "a", 3, "b", 0));
                    pages(s, project(kind("Pair"), "a", "b").addDistinctOn(reference("a")), 1);
                }),
                ask(
                        "distinct on, ordered",
                        order(
                                order(things().addDistinctOn(reference("w")), "w", Direction.ASCENDING),
                                "v",
                                Direction.DESCENDING)),
                askLegacy("ordered", order(things(), "v", Direction.ASCENDING)),
                askNeither(
                        "ordered backwards", found("d e r/9 c b a r/h f"), order(things(), "v", Direction.DESCENDING)),
                askNeither("ordered by a list", found("a d f b"), order(things(), "t", Direction.ASCENDING)),
                askNeither("ordered backwards by a list", found("f b a d"), order(things(), "t", Direction.DESCENDING)),
                askLegacy(
                        "ordered by two", order(order(things(), "w", Direction.DESCENDING), "v", Direction.ASCENDING)),
                ask("ordered by key backwards", order(things(), "__key__", Direction.DESCENDING)),
                askNeither(
                        "ordered by another than the range",
                        found("c d r/9 b e"),
                        order(things().setFilter(where("v", Operator.GREATER_THAN, 1)), "w", Direction.ASCENDING)),
                ask("limit", things().setLimit(limit(3))),
                ask("limit 0", things().setLimit(limit(0))),
                ask("limit as many as there are", kind("Root").setLimit(limit(1))),
                ask("offset", things().setOffset(4).setLimit(limit(2))),
                ask("offset beyond the end", things().setOffset(400)),
                onLegacy("pages by cursor", s -> pages(s, order(things(), "v", Direction.ASCENDING), 2)),
                onFirestore("pages by cursor backwards", s -> pages(s, order(things(), "w", Direction.DESCENDING), 3)),
                onFirestore("pages of a projection", s -> pages(s, project(things(), "t"), 2)),
                onFirestore("pages of an or", s -> pages(s, things().setFilter(or(equal("v", 1), equal("w", "x"))), 2)),
                on("from a cursor to a cursor", QueryCases::between),
                on("another namespace", s -> {
                    s.commit(upsert(inNamespace("other", key("Thing", "q")), "v", 1));
                    s.query(things().build(), "other");
                }),
                askLegacy("kinds", kind("__kind__")),
                askLegacy(
                        "kinds from one on",
                        kind("__kind__").setFilter(where("__key__", Operator.GREATER_THAN, key("__kind__", "Root")))),
                askLegacy("namespaces", kind("__namespace__")),
                askLegacy("properties", project(kind("__property__"), "__key__")),
                askNeither(
                        "properties with their types",
                        TYPES_OF_A_LIST,
                        kind("__property__").setFilter(ancestor(key("__kind__", "Thing")))),
                ask("statistics", kind("__Stat_Total__")));
    }

    private static String found(String rows) {
        return "rows: " + rows + ";";
    }

    private static PropertyReference reference(String property) {
        return PropertyReference.newBuilder().setName(property).build();
    }

    private static void pages(Session session, Query.Builder query, int size) {
        var cursor = ByteString.EMPTY;
        for (int page = 0; page < 8; page++) {
            var answer = session.query(
                    query.setLimit(limit(size)).setStartCursor(cursor).build());
            if (answer.isEmpty() || answer.get().getBatch().getEntityResultsCount() == 0) {
                return;
            }
            cursor = answer.get().getBatch().getEndCursor();
        }
    }

    private static void between(Session session) {
        var query = order(things(), "w", Direction.ASCENDING);
        var results = session.query(query.build()).orElseThrow().getBatch().getEntityResultsList();
        session.query(query.setStartCursor(results.get(1).getCursor())
                .setEndCursor(results.get(4).getCursor())
                .build());
        session.query(query.setOffset(2).setLimit(limit(10)).build());
    }

    static List<Case> refused() {
        return List.of(
                ask("a negative limit", things().setLimit(limit(-1))),
                ask("a negative offset", things().setOffset(-1)),
                ask("two kinds", things().addKind(KindExpression.newBuilder().setName("Other"))),
                ask("an empty kind", kind("")),
                ask("garbage as a cursor", things().setStartCursor(ByteString.copyFromUtf8("garbage"))),
                ask("garbage as the end", things().setEndCursor(ByteString.copyFromUtf8("garbage"))),
                onLegacy("a cursor of another query", s -> {
                    var answer = s.query(order(things(), "v", Direction.ASCENDING)
                            .setLimit(limit(1))
                            .build());
                    s.query(order(things(), "w", Direction.ASCENDING)
                            .setStartCursor(answer.orElseThrow().getBatch().getEndCursor())
                            .build());
                }),
                ask("no property", things().setFilter(where("", Operator.EQUAL, 1))),
                ask("no operator", things().setFilter(where("v", Operator.OPERATOR_UNSPECIFIED, 1))),
                ask("no parts", things().setFilter(and())),
                ask(
                        "no value",
                        things().setFilter(where(
                                "v", Operator.EQUAL, com.google.datastore.v1.Value.getDefaultInstance()))),
                ask("a list as a value", things().setFilter(equal("v", list(1)))),
                ask("an entity as a value", things().setFilter(equal("v", Values.embedded("x", 1)))),
                askFirestore("in without a list", things().setFilter(where("v", Operator.IN, 1))),
                askFirestore("in nothing", things().setFilter(where("v", Operator.IN, list()))),
                askFirestore("not in nothing", things().setFilter(where("v", Operator.NOT_IN, list()))),
                askFirestore(
                        "not in eleven",
                        things().setFilter(where("v", Operator.NOT_IN, list(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)))),
                askNeither(
                        "not in twice",
                        found("f r/9 b e"),
                        things().setFilter(and(
                                where("v", Operator.NOT_IN, list(1)), where("w", Operator.NOT_IN, list("x"))))),
                askNeither(
                        "not in and not equal",
                        found("f r/9 b e"),
                        things().setFilter(and(
                                where("v", Operator.NOT_IN, list(1)), where("w", Operator.NOT_EQUAL, "x")))),
                askNeither(
                        "not equal twice",
                        found("f r/9 b e"),
                        things().setFilter(
                                        and(where("v", Operator.NOT_EQUAL, 1), where("w", Operator.NOT_EQUAL, "x")))),
                askFirestore(
                        "too many alternatives",
                        things().setFilter(and(
                                where("v", Operator.IN, list(1, 2, 3, 4, 5, 6)),
                                where("w", Operator.IN, list("a", "b", "c", "d", "e", "f"))))),
                ask("a key compared with a text", things().setFilter(equal("__key__", "a"))),
                ask("a key compared with an incomplete key", things().setFilter(equal("__key__", key("Thing")))),
                ask("an ancestor that is no key", things().setFilter(where("__key__", Operator.HAS_ANCESTOR, 1))),
                ask("an ancestor of a property", things().setFilter(where("v", Operator.HAS_ANCESTOR, ROOT))),
                askNeither(
                        "two ancestors",
                        found(""),
                        things().setFilter(and(ancestor(ROOT), ancestor(key("Root", "s"))))),
                ask("an incomplete ancestor", things().setFilter(ancestor(key("Root")))),
                askFirestore("a filter without kind", Query.newBuilder().setFilter(equal("v", 1))),
                ask("an order without kind", order(Query.newBuilder(), "v", Direction.ASCENDING)),
                ask("backwards without kind", order(Query.newBuilder(), "__key__", Direction.DESCENDING)),
                askNeither(
                        "a projection without kind",
                        "kind is required for filter: v",
                        project(Query.newBuilder(), "v")),
                askFirestore("a projection of an equality", project(things().setFilter(equal("v", 1)), "v")),
                askFirestore("a projection twice", project(things(), "v", "v")),
                ask("a projection of nothing", project(things(), "")),
                ask("a projection of a key and more", project(things(), "__key__", "v")),
                askFirestore("a projection of the reserved", project(things(), "__x__")),
                askLegacy(
                        "distinct on what is not ordered first",
                        order(things().addDistinctOn(reference("w")), "v", Direction.ASCENDING)),
                askLegacy("distinct on a key", things().addDistinctOn(reference("__key__"))),
                askLegacy(
                        "ordered twice by the same",
                        order(order(things(), "v", Direction.ASCENDING), "v", Direction.DESCENDING)),
                ask("ordered by nothing", order(things(), "", Direction.ASCENDING)),
                ask("a reserved property", things().setFilter(equal("__x__", 1))),
                askLegacy("a key of another project", things().setFilter(equal("__key__", foreign()))),
                askLegacy(
                        "an ancestor of another namespace", things().setFilter(ancestor(inNamespace("other", ROOT)))));
    }

    private static void distinctNaN(Session session) {
        session.commit(
                upsert(key("Ratio", "p"), "v", Double.NaN),
                upsert(key("Ratio", "q"), "v", Double.NaN),
                upsert(key("Ratio", "r"), "v", 1));
        session.query(project(kind("Ratio"), "v").addDistinctOn(reference("v")).build());
    }

    private static Key foreign() {
        var foreign = key("Thing", "a").toBuilder();
        foreign.getPartitionIdBuilder().setProjectId("somebody-else");
        return foreign.build();
    }
}
