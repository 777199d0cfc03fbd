package io.ironstead.difference;

import static io.ironstead.difference.Case.ours;
import static io.ironstead.difference.Case.same;
import static io.ironstead.difference.Messages.entity;
import static io.ironstead.difference.Messages.equal;
import static io.ironstead.difference.Messages.order;
import static io.ironstead.difference.Messages.project;
import static io.ironstead.difference.Messages.where;

import com.google.apphosting.datastore_bytes.proto2api.DatastoreV3Pb.Cursor;
import com.google.apphosting.datastore_bytes.proto2api.DatastoreV3Pb.NextRequest;
import com.google.apphosting.datastore_bytes.proto2api.DatastoreV3Pb.Query.Filter.Operator;
import java.util.List;
import java.util.function.BiConsumer;

/** Queries over a dozen things. */
final class QueryCases {
    private QueryCases() {}

    /** A case whose data is there. */
    private static Case asked(String name, BiConsumer<Session, Messages> program) {
        return same(name, session -> {
            fill(session);
            program.accept(session, session.messages());
        });
    }

    private static void fill(Session session) {
        var m = session.messages();
        for (int i = 1; i <= 12; i++) {
            session.put(entity(
                    m.key("Root", 1 + i % 2, "Thing", i), "a", i % 5, "b", "t" + i % 3, "l", List.of(i, i % 4, "x")));
        }
        session.put(entity(m.key("Root", 1), "a", 0), entity(m.key("Thing", "named"), "a", 9.5, "b", Messages.NULL));
    }

    static List<Case> all() {
        return List.of(
                asked("all of a kind, and none", (session, m) -> {
                    session.query(m.kind("Thing"));
                    session.query(m.kind("None"));
                }),
                asked("kindless", (session, m) -> {
                    session.query(m.kindless());
                    session.query(m.kindless().setAncestor(m.key("Root", 1)));
                    session.query(where(m.kindless(), "__key__", Operator.GREATER_THAN, m.key("Root", 2)));
                    session.query(order(m.kindless(), "__key__").setKeysOnly(true));
                }),
                asked("filters", (session, m) -> {
                    session.query(equal(m.kind("Thing"), "a", 2));
                    session.query(equal(equal(m.kind("Thing"), "a", 2), "b", "t1"));
                    session.query(where(m.kind("Thing"), "a", Operator.LESS_THAN, 2));
                    session.query(where(m.kind("Thing"), "a", Operator.GREATER_THAN_OR_EQUAL, 3));
                    session.query(equal(m.kind("Thing"), "a", 2.0));
                    session.query(equal(m.kind("Thing"), "none", 2));
                    session.query(equal(m.kind("Thing"), "b", Messages.NULL));
                }),
                asked("ancestors", (session, m) -> {
                    session.query(m.kind("Thing").setAncestor(m.key("Root", 2)));
                    session.query(m.kind("Root").setAncestor(m.key("Root", 1)));
                    session.query(equal(m.kind("Thing").setAncestor(m.key("Root", 2)), "a", 3));
                    session.query(order(m.kind("Thing").setAncestor(m.key("Root", 2)), "-a", "__key__"));
                    session.query(m.kind("Thing").setAncestor(m.key("Root", 99)));
                }),
                asked("orders", (session, m) -> {
                    session.query(order(m.kind("Thing"), "a"));
                    session.query(order(m.kind("Thing"), "-a", "b", "__key__"));
                    session.query(order(m.kind("Thing"), "b", "a"));
                    session.query(order(m.kind("Thing"), "-__key__"));
                    session.query(order(m.kind("Thing"), "none"));
                    session.query(order(m.kind("Thing"), "l"));
                    session.query(order(m.kind("Thing"), "-l", "__key__"));
                }),
                asked("lists", (session, m) -> {
                    session.query(equal(equal(m.kind("Thing"), "l", 3), "l", 7));
                    session.query(
                            where(where(m.kind("Thing"), "l", Operator.GREATER_THAN, 3), "l", Operator.LESS_THAN, 5));
                    session.query(where(m.kind("Thing"), "l", Operator.GREATER_THAN, "w"));
                }),
                asked("keys only and projections", (session, m) -> {
                    session.query(m.kind("Thing").setKeysOnly(true));
                    session.query(project(m.kind("Thing"), "a"));
                    session.query(project(m.kind("Thing"), "a", "b"));
                    session.query(project(m.kind("Thing"), "b", "none"));
                    session.query(project(m.kind("Thing"), "l"));
                    session.query(project(equal(m.kind("Thing"), "a", 2), "b"));
                    session.query(project(where(m.kind("Thing"), "a", Operator.LESS_THAN, 2), "a"));
                }),
                asked("each group once", (session, m) -> {
                    session.query(project(m.kind("Thing"), "b").addGroupByPropertyName("b"));
                    session.query(
                            project(order(m.kind("Thing"), "b", "a"), "b", "a").addGroupByPropertyName("b"));
                    session.query(project(m.kind("Thing"), "a", "b")
                            .addGroupByPropertyName("a")
                            .addGroupByPropertyName("b"));
                }),
                asked("offsets and limits", (session, m) -> {
                    session.query(m.kind("Thing").setOffset(3));
                    session.query(m.kind("Thing").setOffset(3).setLimit(2));
                    session.query(m.kind("Thing").setLimit(0));
                    session.query(m.kind("Thing").setOffset(99));
                    session.query(m.kind("Thing").setOffset(99).setLimit(1));
                    session.query(m.kind("Thing").setCount(1).setOffset(2).setLimit(5));
                }),
                asked("pages", (session, m) -> {
                    var first = session.first(m.kind("Thing").setCount(5));
                    var handle = first.orElseThrow().getCursor();
                    session.next(NextRequest.newBuilder().setCursor(handle).setCount(3));
                    session.next(NextRequest.newBuilder().setCursor(handle));
                    session.next(NextRequest.newBuilder().setCursor(handle));
                }),
                asked("pages do not see what is written after the first", (session, m) -> {
                    var first = session.first(m.kind("Thing").setCount(2));
                    session.put(entity(m.key("Root", 2, "Thing", 0x7000)));
                    session.delete(m.key("Root", 2, "Thing", 5));
                    session.next(NextRequest.newBuilder()
                            .setCursor(first.orElseThrow().getCursor())
                            .setCount(30));
                }),
                asked(
                        "a batch of none",
                        (session, m) -> session.first(m.kind("Thing").setCount(0))),
                asked("cursors", (session, m) -> {
                    var query = order(m.kind("Thing"), "a").setCompile(true);
                    var cursors = session.query(query.clone());
                    session.query(query.clone().setCompiledCursor(cursors.get(4)));
                    session.query(query.clone().setEndCompiledCursor(cursors.get(4)));
                    session.query(
                            query.clone().setCompiledCursor(cursors.get(2)).setEndCompiledCursor(cursors.get(4)));
                    session.query(
                            query.clone().setCompiledCursor(cursors.get(4)).setEndCompiledCursor(cursors.get(2)));
                    session.query(query.clone()
                            .setCompiledCursor(cursors.get(2))
                            .setOffset(2)
                            .setLimit(2));
                    session.delete(m.key("Root", 2, "Thing", 5));
                    session.put(entity(m.key("Root", 2, "Thing", 1), "a", 4));
                    session.query(query.clone().setCompiledCursor(cursors.get(2)));
                    session.query(query.clone().setCompiledCursor(cursors.getLast()));
                }),
                asked("a cursor of another query", (session, m) -> {
                    var cursors = session.query(order(m.kind("Thing"), "a").setCompile(true));
                    session.query(order(m.kind("Thing"), "b").setCompiledCursor(cursors.get(3)));
                    session.query(m.kind("Thing").setCompiledCursor(cursors.get(3)));
                }),
                asked("kinds, namespaces and properties", (session, m) -> {
                    session.query(m.kind("__kind__").setKeysOnly(true));
                    session.query(m.kind("__namespace__").setKeysOnly(true));
                    session.query(m.kind("__property__").setKeysOnly(true));
                    session.query(m.kind("__property__").setKeysOnly(true).setAncestor(m.key("__kind__", "Thing")));
                    session.query(m.kind("__property__").setAncestor(m.key("__kind__", "Root")));
                }),
                asked("refused: shapes", (session, m) -> {
                    session.query(project(m.kind("Thing"), "a").setKeysOnly(true));
                    session.query(project(equal(m.kind("Thing"), "a", 1), "a"));
                    session.query(m.kind("Thing").addGroupByPropertyName("b"));
                }),
                asked("refused: kindless", (session, m) -> {
                    session.query(equal(m.kindless(), "a", 1));
                    session.query(order(m.kindless(), "a"));
                    session.query(order(m.kindless(), "-__key__"));
                }),
                asked("refused: keys", (session, m) -> {
                    session.query(equal(m.kind("Thing"), "__key__", 5));
                    session.query(m.kind("Thing").setNameSpace("n").setAncestor(m.key("Root", 1)));
                }),
                asked(
                        "refused: a handle nobody gave",
                        (session, m) -> session.next(NextRequest.newBuilder()
                                .setCursor(Cursor.newBuilder().setApp(m.app()).setCursor(12_345)))),
                ours(
                        "a property projected twice",
                        "1: Cannot project a property multiple times.",
                        session -> session.query(project(session.messages().kind("Thing"), "a", "a"))),
                ours(
                        "a projected key",
                        "rows: ;",
                        session -> session.query(project(session.messages().kind("Thing"), "__key__"))),
                ours("incomplete keys in queries", "1: Key path element must not be incomplete: [Thing: ]", session -> {
                    var m = session.messages();
                    session.query(where(m.kind("Thing"), "__key__", Operator.GREATER_THAN, m.key("Thing")));
                    session.query(m.kind("Thing").setAncestor(m.key("Thing")));
                }),
                ours("several inequalities", "rows: Root1/Thing4", session -> {
                    fill(session);
                    var m = session.messages();
                    session.query(where(
                            where(m.kind("Thing"), "a", Operator.GREATER_THAN, 3), "b", Operator.GREATER_THAN, "t0"));
                }),
                ours("an inequality that is not sorted first", "skipped 0", session -> {
                    var m = session.messages();
                    session.query(order(where(m.kind("Thing"), "a", Operator.GREATER_THAN, 3), "b"));
                }));
    }
}
