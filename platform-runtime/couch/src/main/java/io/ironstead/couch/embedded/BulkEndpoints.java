package io.ironstead.couch.embedded;

import io.ironstead.couch.Revision;
import io.ironstead.couch.embedded.RevisionTree.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;

/** Many documents in one request. */
final class BulkEndpoints {
    private final Committer committer;
    private final DocumentReader reader;

    BulkEndpoints(Committer committer, DocumentReader reader) {
        this.committer = committer;
        this.reader = reader;
    }

    /** What became of one document: its new revision, or why not. */
    private record Row(
            String id,
            @Nullable Revision revision,
            @Nullable CouchError refusal) {}

    private record Request(List<IncomingDocument> documents, boolean newEdits) {}

    void write(Exchange exchange, Database database) {
        Request request = DocumentReader.read(exchange.body(), this::request);
        if (!request.newEdits()
                && request.documents().stream()
                        .anyMatch(document -> document.path().isEmpty())) {
            throw CouchError.badRequest("When `new_edits: false`, the document needs `_rev` or `_revisions` specified");
        }
        long bytes = request.documents().stream()
                .mapToLong(document -> document.members().length)
                .sum();
        List<Row> rows = committer.commit(
                bytes,
                batch -> request.documents().stream()
                        .map(document -> write(batch, database, document, request.newEdits()))
                        .toList());
        var json = new JsonBuffer().raw("[");
        String separator = "";
        for (Row row : rows) {
            if (request.newEdits() || row.refusal() != null) {
                write(json.raw(separator), row);
                separator = ",";
            }
        }
        exchange.answer(201, json.raw("]"));
    }

    private Request request(JsonParser parser) {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            throw CouchError.badRequest("Request body must be a JSON object");
        }
        List<IncomingDocument> documents = null;
        boolean newEdits = true;
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            JsonToken token = parser.nextToken();
            if (name.equals("docs")) {
                documents = documents(parser, token);
            } else if (name.equals("new_edits")) {
                if (!token.isBoolean()) {
                    throw CouchError.badRequest("`new_edits` parameter must be a boolean.");
                }
                newEdits = token == JsonToken.VALUE_TRUE;
            } else {
                parser.skipChildren();
            }
        }
        if (documents == null) {
            throw CouchError.badRequest("POST body must include `docs` parameter.");
        }
        return new Request(documents, newEdits);
    }

    private List<IncomingDocument> documents(JsonParser parser, JsonToken token) {
        if (token != JsonToken.START_ARRAY) {
            throw CouchError.badRequest("`docs` parameter must be an array.");
        }
        var documents = new ArrayList<IncomingDocument>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            IncomingDocument document = reader.document(parser);
            documents.add(
                    document.id() == null
                            ? document.withId(UUID.randomUUID().toString().replace("-", ""))
                            : document);
        }
        return documents;
    }

    private static Row write(Batch batch, Database database, IncomingDocument document, boolean newEdits) {
        String id = document.idText();
        Revision named = document.path().isEmpty() ? null : document.path().getFirst();
        if (document.attachments()) {
            return new Row(id, named, CouchError.forbidden("Attachments are not kept by this server."));
        }
        try {
            if (id.startsWith(DocumentIds.LOCAL)) {
                return new Row(id, LocalEndpoints.write(batch, database, document), null);
            }
            if (newEdits) {
                return new Row(id, batch.edit(database, document), null);
            }
            batch.adopt(database, document);
            return new Row(id, named, null);
        } catch (CouchError refusal) {
            if (refusal.status() == 404) {
                // The database itself is gone: nothing of the request can be done.
                throw refusal;
            }
            return new Row(id, newEdits ? null : named, refusal);
        }
    }

    private static void write(JsonBuffer json, Row row) {
        CouchError refusal = row.refusal();
        Revision revision = row.revision();
        json.raw(refusal == null ? "{\"ok\":true,\"id\":" : "{\"id\":").string(row.id());
        if (revision != null) {
            json.raw(",\"rev\":").revision(revision);
        }
        if (refusal != null) {
            json.raw(",\"error\":").string(refusal.error()).raw(",\"reason\":").string(refusal.reason());
        }
        json.raw("}");
    }

    void read(Exchange exchange, Database database) {
        JsonNode asked = Query.body(exchange.body()).path("docs");
        if (!asked.isArray()) {
            throw CouchError.badRequest("Missing JSON list of 'docs'.");
        }
        try (var view = database.view()) {
            var writer = new DocumentWriter(database, view.options(), exchange.query());
            boolean latest = exchange.query().flag("latest");
            var chunks = exchange.stream("application/json");
            chunks.buffer().raw("{\"results\":[");
            String separator = "";
            for (JsonNode one : asked) {
                chunks.buffer().raw(separator);
                read(chunks.buffer(), database, view, writer, one, latest);
                chunks.flushIfLarge();
                separator = ",";
            }
            chunks.buffer().raw("]}\n");
            chunks.end();
        }
    }

    private static void read(
            JsonBuffer json,
            Database database,
            Store.View view,
            DocumentWriter writer,
            JsonNode asked,
            boolean latest) {
        String id = asked.path("id").asString("");
        json.raw("{\"id\":").string(id).raw(",\"docs\":[");
        String rev = asked.path("rev").asString("");
        RevisionTree tree =
                database.entry(id, view.options()).map(DocumentEntry::tree).orElse(RevisionTree.EMPTY);
        List<Node> nodes;
        try {
            nodes = wanted(tree, rev, latest);
        } catch (CouchError malformed) {
            error(json, id, rev, malformed.error(), malformed.reason());
            json.raw("]}");
            return;
        }
        String separator = "";
        for (Node node : nodes) {
            var document = writer.write(id, tree, node);
            if (document.isPresent()) {
                json.raw(separator)
                        .raw("{\"ok\":")
                        .raw(document.get().toByteArray())
                        .raw("}");
                separator = ",";
            }
        }
        if (separator.isEmpty()) {
            error(json, id, rev.isEmpty() ? "undefined" : rev, "not_found", "missing");
        }
        json.raw("]}");
    }

    private static List<Node> wanted(RevisionTree tree, String rev, boolean latest) {
        if (rev.isEmpty()) {
            return tree.isEmpty() ? List.of() : tree.leaves();
        }
        Revision revision = DocumentReader.revision(rev);
        return latest ? tree.leavesOf(revision) : tree.node(revision).stream().toList();
    }

    private static void error(JsonBuffer json, String id, String rev, String error, String reason) {
        json.raw("{\"error\":{\"id\":").string(id).raw(",\"rev\":").string(rev);
        json.raw(",\"error\":").string(error).raw(",\"reason\":").string(reason).raw("}}");
    }

    void revisionsDifference(Exchange exchange, Database database) {
        JsonNode asked = Query.body(exchange.body());
        if (!asked.isObject()) {
            throw CouchError.badRequest("Request body must be a JSON object");
        }
        var json = new JsonBuffer().raw("{");
        String separator = "";
        for (Map.Entry<String, JsonNode> one : asked.properties()) {
            List<Revision> revisions = revisions(one.getValue());
            RevisionTree tree =
                    database.entry(one.getKey()).map(DocumentEntry::tree).orElse(RevisionTree.EMPTY);
            List<Revision> missing =
                    revisions.stream().filter(revision -> !tree.knows(revision)).toList();
            if (!missing.isEmpty()) {
                json.raw(separator).string(one.getKey()).raw(":{\"missing\":").revisions(missing);
                List<Revision> ancestors = possibleAncestors(tree, missing);
                if (!ancestors.isEmpty()) {
                    json.raw(",\"possible_ancestors\":").revisions(ancestors);
                }
                json.raw("}");
                separator = ",";
            }
        }
        exchange.answer(200, json.raw("}"));
    }

    private static List<Revision> revisions(JsonNode list) {
        if (!list.isArray()) {
            throw CouchError.badRequest("Invalid list of revisions");
        }
        return list.valueStream()
                .map(one -> DocumentReader.revision(one.isString() ? one.stringValue() : ""))
                .toList();
    }

    private static List<Revision> possibleAncestors(RevisionTree tree, List<Revision> missing) {
        long newest = missing.stream().mapToLong(Revision::generation).max().orElseThrow();
        return tree.isEmpty()
                ? List.of()
                : tree.leaves().stream()
                        .map(Node::revision)
                        .filter(leaf -> leaf.generation() < newest)
                        .toList();
    }
}
