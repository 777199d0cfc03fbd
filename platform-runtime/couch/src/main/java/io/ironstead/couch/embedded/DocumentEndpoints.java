package io.ironstead.couch.embedded;

import io.ironstead.couch.Revision;
import io.ironstead.couch.embedded.RevisionTree.Node;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/** Reads and writes single documents. */
final class DocumentEndpoints {
    private static final String ATTACHMENTS = "Attachments are not kept by this server.";

    private final Committer committer;
    private final DocumentReader reader;

    DocumentEndpoints(Committer committer, DocumentReader reader) {
        this.committer = committer;
        this.reader = reader;
    }

    void serve(Exchange exchange, Database database, String id) {
        switch (exchange.method()) {
            case "GET" -> {
                if (exchange.query().text("open_revs").isPresent()) {
                    openRevisions(exchange, database, id);
                } else {
                    get(exchange, database, id);
                }
            }
            case "PUT" -> put(exchange, database, id);
            case "DELETE" -> delete(exchange, database, id);
            default -> throw CouchError.methodNotAllowed("DELETE,GET,HEAD,PUT");
        }
    }

    /** An asked revision: its document, or the words that it is missing. */
    private record Found(JsonBuffer json, boolean document) {
        byte[] listed() {
            return document
                    ? new JsonBuffer()
                            .raw("{\"ok\":")
                            .raw(json.toByteArray())
                            .raw("}")
                            .toByteArray()
                    : json.toByteArray();
        }
    }

    private static void get(Exchange exchange, Database database, String id) {
        Query query = exchange.query();
        Optional<Revision> asked = query.text("rev").map(DocumentReader::revision);
        JsonBuffer json;
        String etag;
        try (var view = database.view()) {
            RevisionTree tree = database.entry(id, view.options())
                    .orElseThrow(CouchError::missing)
                    .tree();
            Node node = node(tree, asked, query.flag("latest"));
            etag = "\"" + node.revision() + "\"";
            var writer = new DocumentWriter(database, view.options(), query);
            if (!writer.showsMore() && exchange.header("If-None-Match").stream().anyMatch(etag::equals)) {
                exchange.notModified(etag);
                return;
            }
            json = writer.write(id, tree, node).orElseThrow(CouchError::missing);
        }
        exchange.answer(200, json, Map.of("ETag", etag));
    }

    private static Node node(RevisionTree tree, Optional<Revision> asked, boolean latest) {
        if (asked.isEmpty()) {
            Node winner = tree.winner();
            if (winner.deleted()) {
                throw CouchError.deleted();
            }
            return winner;
        }
        if (latest) {
            return tree.leavesOf(asked.get()).stream().findFirst().orElseThrow(CouchError::missing);
        }
        return tree.node(asked.get()).orElseThrow(CouchError::missing);
    }

    private static void openRevisions(Exchange exchange, Database database, String id) {
        Query query = exchange.query();
        List<Found> found;
        try (var view = database.view()) {
            var tree =
                    database.entry(id, view.options()).map(DocumentEntry::tree).orElse(RevisionTree.EMPTY);
            var writer = new DocumentWriter(database, view.options(), query);
            if (query.text("open_revs").stream().anyMatch("all"::equals)) {
                if (tree.isEmpty()) {
                    throw CouchError.missing();
                }
                found = tree.leaves().stream()
                        .flatMap(leaf -> writer.write(id, tree, leaf).stream())
                        .map(json -> new Found(json, true))
                        .toList();
            } else {
                found = new ArrayList<>();
                for (Revision revision : revisions(query)) {
                    found.addAll(find(id, tree, revision, query.flag("latest"), writer));
                }
            }
        }
        if (exchange.accepts("multipart/mixed")) {
            multipart(exchange, found);
        } else {
            var json = new JsonBuffer().raw("[");
            String separator = "";
            for (Found one : found) {
                json.raw(separator).raw(one.listed());
                separator = ",";
            }
            exchange.answer(200, json.raw("]"));
        }
    }

    private static List<Revision> revisions(Query query) {
        JsonNode list = query.json("open_revs").orElseThrow();
        if (!list.isArray()) {
            throw CouchError.badRequest("Invalid list of revisions");
        }
        return list.valueStream()
                .map(one -> DocumentReader.revision(one.isString() ? one.stringValue() : ""))
                .toList();
    }

    /** One revision, or with {@code latest} the leaves it grew into, each as {@code ok} or {@code missing}. */
    private static List<Found> find(
            String id, RevisionTree tree, Revision revision, boolean latest, DocumentWriter writer) {
        List<Node> nodes =
                latest ? tree.leavesOf(revision) : tree.node(revision).stream().toList();
        List<JsonBuffer> documents = nodes.stream()
                .flatMap(node -> writer.write(id, tree, node).stream())
                .toList();
        if (documents.isEmpty()) {
            var missing =
                    new JsonBuffer().raw("{\"missing\":").revision(revision).raw("}");
            return List.of(new Found(missing, false));
        }
        return documents.stream().map(json -> new Found(json, true)).toList();
    }

    private static void multipart(Exchange exchange, List<Found> found) {
        String boundary = UUID.randomUUID().toString().replace("-", "");
        var chunks = exchange.stream("multipart/mixed; boundary=\"" + boundary + "\"");
        chunks.buffer().raw("--" + boundary);
        for (Found one : found) {
            chunks.buffer()
                    .raw("\r\nContent-Type: application/json" + (one.document ? "" : "; error=\"true\"") + "\r\n\r\n")
                    .raw(one.json.toByteArray())
                    .raw("\r\n--" + boundary);
            chunks.flushIfLarge();
        }
        chunks.buffer().raw("--");
        chunks.end();
    }

    private void put(Exchange exchange, Database database, String id) {
        DocumentIds.check(id);
        boolean newEdits = exchange.query().flag("new_edits", true);
        IncomingDocument sent = reader.document(exchange.body()).withId(id);
        if (sent.attachments()) {
            throw CouchError.forbidden(ATTACHMENTS);
        }
        Optional<Revision> named = namedRevision(exchange);
        if (named.isPresent()
                && !sent.path().isEmpty()
                && !sent.path().getFirst().equals(named.get())) {
            throw CouchError.badRequest("Document rev from request body and query string have different values");
        }
        IncomingDocument document = sent.path().isEmpty() && named.isPresent() ? sent.withBase(named.get()) : sent;
        if (!newEdits && document.path().isEmpty()) {
            throw CouchError.badRequest("When `new_edits: false`, the document needs `_rev` or `_revisions` specified");
        }
        Revision stored = committer.commit(document.members().length, batch -> {
            if (newEdits) {
                return batch.edit(database, document);
            }
            batch.adopt(database, document);
            return document.path().getFirst();
        });
        stored(exchange, 201, database, id, stored);
    }

    /** A document without a name in the address; it may carry one itself. */
    void post(Exchange exchange, Database database) {
        exchange.requireJson();
        IncomingDocument sent = reader.document(exchange.body());
        if (sent.attachments()) {
            throw CouchError.forbidden(ATTACHMENTS);
        }
        String given = sent.id();
        String id = given == null ? UUID.randomUUID().toString().replace("-", "") : given;
        Revision stored = committer.commit(sent.members().length, batch -> batch.edit(database, sent.withId(id)));
        stored(exchange, 201, database, id, stored);
    }

    private void delete(Exchange exchange, Database database, String id) {
        Node winner = database.entry(id).orElseThrow(CouchError::missing).tree().winner();
        Optional<Revision> named = namedRevision(exchange);
        if (named.isEmpty() && winner.deleted()) {
            throw CouchError.deleted();
        }
        var tombstone = new IncomingDocument(id, named.stream().toList(), true, false, new byte[0]);
        Revision stored = committer.commit(0, batch -> batch.edit(database, tombstone));
        stored(exchange, 200, database, id, stored);
    }

    private static Optional<Revision> namedRevision(Exchange exchange) {
        Optional<Revision> inQuery = exchange.query().text("rev").map(DocumentReader::revision);
        Optional<Revision> inHeader = exchange.header("If-Match")
                .map(tag -> DocumentReader.revision(tag.strip().replace("\"", "")));
        if (inQuery.isPresent() && inHeader.isPresent() && !inQuery.equals(inHeader)) {
            throw CouchError.badRequest("Document rev and etag have different values");
        }
        return inQuery.or(() -> inHeader);
    }

    private static void stored(Exchange exchange, int status, Database database, String id, Revision revision) {
        exchange.answer(
                status,
                new JsonBuffer()
                        .raw("{\"ok\":true,\"id\":")
                        .string(id)
                        .raw(",\"rev\":")
                        .revision(revision)
                        .raw("}"),
                Map.of("ETag", "\"" + revision + "\"", "Location", "/" + encode(database.name()) + "/" + encode(id)));
    }

    private static String encode(String segment) {
        return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
