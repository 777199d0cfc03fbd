package io.ironstead.difference;

import static io.ironstead.difference.Case.ours;
import static io.ironstead.difference.Case.same;
import static io.ironstead.difference.Messages.entity;

import com.google.appengine.repackaged.com.google.storage.onestore.v3_bytes.proto2api.OnestoreEntity.Property.Meaning;
import com.google.apphosting.datastore_bytes.proto2api.DatastoreV3Pb.AllocateIdsRequest;
import java.util.List;

/** Put, Get, Delete and AllocateIds. */
final class EntityCases {
    private EntityCases() {}

    static List<Case> all() {
        return List.of(
                same("what was put is got, what was deleted is not", session -> {
                    var key = session.messages().key("Thing", 1);
                    session.get(key);
                    session.put(entity(key, "a", 1));
                    session.get(key);
                    session.put(entity(key, "b", 2));
                    session.get(key);
                    session.delete(key);
                    session.get(key);
                    session.delete(key);
                }),
                same("nothing to do", session -> {
                    session.put();
                    session.get();
                    session.delete();
                }),
                same("every kind of value and meaning comes back", session -> {
                    var m = session.messages();
                    session.put(entity(
                            m.key("Thing", "all"),
                            "null",
                            Messages.NULL,
                            "int",
                            Long.MIN_VALUE,
                            "bool",
                            true,
                            "double",
                            -0.0,
                            "nan",
                            Double.NaN,
                            "text",
                            "ü\u0000",
                            "key",
                            m.key("Root", 1, "Leaf", "x"),
                            "user",
                            Messages.user("who@example.org"),
                            "point",
                            Messages.point(1.5, -2),
                            "time",
                            Messages.time(1_234_567),
                            "long",
                            Messages.text(Meaning.TEXT, "raw"),
                            "blob",
                            Messages.bytes(Meaning.BLOB, 0, 255),
                            "bytes",
                            Messages.bytes(Meaning.BYTESTRING, 0, 255)));
                    session.get(m.key("Thing", "all"));
                }),
                same("meanings that are texts", session -> {
                    var m = session.messages();
                    session.put(entity(
                            m.key("Thing", 1),
                            "link",
                            Messages.text(Meaning.ATOM_LINK, "l"),
                            "category",
                            Messages.text(Meaning.ATOM_CATEGORY, "c"),
                            "email",
                            Messages.text(Meaning.GD_EMAIL, "e"),
                            "im",
                            Messages.text(Meaning.GD_IM, "i"),
                            "phone",
                            Messages.text(Meaning.GD_PHONENUMBER, "p"),
                            "address",
                            Messages.text(Meaning.GD_POSTALADDRESS, "a"),
                            "blobkey",
                            Messages.text(Meaning.BLOBKEY, "b")));
                    session.get(m.key("Thing", 1));
                }),
                same("lists, in their order", session -> {
                    var m = session.messages();
                    session.put(entity(m.key("Thing", 1), "a", List.of(3, "x", 1, 3), "b", List.of(1)));
                    session.get(m.key("Thing", 1));
                }),
                same("lists of raw values", session -> {
                    var m = session.messages();
                    var raw = Messages.text(Meaning.TEXT, "t");
                    session.put(entity(m.key("Thing", 1), "a", List.of(raw, raw)));
                    session.get(m.key("Thing", 1));
                }),
                same("one key twice in a Put, a Get and a Delete", session -> {
                    var key = session.messages().key("Thing", 1);
                    session.put(entity(key, "a", 1), entity(key, "a", 2));
                    session.get(key, key);
                    session.delete(key, key);
                    session.get(key);
                }),
                same("ids are given to incomplete keys, below parents too", session -> {
                    var m = session.messages();
                    var keys = session.put(entity(m.key("Thing"), "a", 1), entity(m.key("Root", 1, "Thing"), "a", 2));
                    keys.forEach(session::get);
                }),
                same("namespaces hold different entities", session -> {
                    var m = session.messages();
                    var other = Messages.inNamespace("n", m.key("Thing", 1));
                    session.put(entity(m.key("Thing", 1), "a", 1), entity(other, "a", 2));
                    session.get(m.key("Thing", 1), other);
                    session.query(m.kind("Thing"));
                    session.query(m.kind("Thing").setNameSpace("n"));
                    session.query(m.kind("Thing").setNameSpace("none"));
                    session.delete(other);
                    session.get(m.key("Thing", 1), other);
                }),
                same("negative ids", session -> {
                    var m = session.messages();
                    session.put(entity(m.key("Thing", -3)), entity(m.key("Thing", 7)));
                    session.query(m.kind("Thing"));
                }),
                ours(
                        "an incomplete key is not got",
                        "missing key id/name",
                        session -> session.get(session.messages().key("Thing"))),
                ours(
                        "an incomplete key is not deleted",
                        "missing key id/name",
                        session -> session.delete(session.messages().key("Thing"))),
                ours(
                        "a reserved kind",
                        "The kind \"__x__\" is reserved.",
                        session -> session.put(entity(session.messages().key("__x__", 1)))),
                ours(
                        "a reserved property",
                        "The property.name \"__x__\" is reserved.",
                        session -> session.put(entity(session.messages().key("Thing", 1), "__x__", 1))),
                ours(
                        "a reserved property, unindexed",
                        "The property.name \"__x__\" is reserved.",
                        session -> session.put(
                                entity(session.messages().key("Thing", 1), "__x__", Messages.text(Meaning.TEXT, "t")))),
                same(
                        "a text of 1500 bytes",
                        session -> session.put(entity(session.messages().key("Thing", 1), "a", "x".repeat(1500)))),
                ours(
                        "a text of 1501 bytes",
                        "1: The value of property \"a\" is longer than 1500 bytes.",
                        session -> session.put(entity(session.messages().key("Thing", 1), "a", "x".repeat(1501)))),
                same("a link of 2083 bytes", session -> {
                    var m = session.messages();
                    var link = Messages.text(Meaning.ATOM_LINK, "x".repeat(2083));
                    session.put(entity(m.key("Thing", 1), "a", link));
                    session.query(Messages.equal(m.kind("Thing"), "a", link));
                }),
                ours(
                        "a link of 2084 bytes",
                        "1: The value of property \"a\" is longer than 2083 bytes.",
                        session -> session.put(entity(
                                session.messages().key("Thing", 1),
                                "a",
                                Messages.text(Meaning.ATOM_LINK, "x".repeat(2084))))),
                ours(
                        "a raw text that is too long",
                        "1: The value of property \"a\" is longer than 1048487 bytes.",
                        session -> session.put(entity(
                                session.messages().key("Thing", 1),
                                "a",
                                Messages.text(Meaning.TEXT, "x".repeat(1_048_488))))),
                same(
                        "a name of 1501 bytes",
                        session -> session.put(entity(session.messages().key("Thing", "x".repeat(1501))))),
                same(
                        "ids by number",
                        session -> session.allocate(AllocateIdsRequest.newBuilder()
                                .setModelKey(session.messages().key("Thing"))
                                .setSize(7))),
                same(
                        "too many ids",
                        session -> session.allocate(AllocateIdsRequest.newBuilder()
                                .setModelKey(session.messages().key("Thing"))
                                .setSize(1_000_000_001))));
    }
}
