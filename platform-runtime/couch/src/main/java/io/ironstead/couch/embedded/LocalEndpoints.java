package io.ironstead.couch.embedded;

import io.ironstead.couch.Revision;
import java.util.Optional;

/** The documents that are not replicated: replicators keep their checkpoints in them. The last write wins. */
final class LocalEndpoints {
    private final Committer committer;
    private final DocumentReader reader;

    LocalEndpoints(Committer committer, DocumentReader reader) {
        this.committer = committer;
        this.reader = reader;
    }

    void serve(Exchange exchange, Database database, String name, int pathLength) {
        if (name.isEmpty()) {
            throw CouchError.badRequest("Invalid _local document id.");
        }
        if (pathLength > 2) {
            throw CouchError.badRequest("_local documents do not accept attachments.");
        }
        String id = DocumentIds.LOCAL + name;
        switch (exchange.method()) {
            case "GET" ->
                exchange.answer(200, new JsonBuffer().raw(database.local(id).orElseThrow(CouchError::missing)));
            case "PUT" -> put(exchange, database, id);
            case "DELETE" -> delete(exchange, database, id);
            default -> throw CouchError.methodNotAllowed("DELETE,GET,HEAD,PUT");
        }
    }

    private void put(Exchange exchange, Database database, String id) {
        IncomingDocument document = reader.document(exchange.body());
        if (document.attachments()) {
            throw CouchError.badRequest("_local documents do not accept attachments.");
        }
        Optional<Revision> named = exchange.query().text("rev").map(DocumentReader::revision);
        IncomingDocument based = named.map(document::withBase).orElse(document).withId(id);
        Revision revision = committer.commit(based.members().length, batch -> write(batch, database, based));
        answer(exchange, 201, id, revision);
    }

    /** Stores a local document in a batch; its revision only counts how often it was written by who knew the last. */
    static Revision write(Batch batch, Database database, IncomingDocument document) {
        String id = document.idText();
        if (document.deleted()) {
            batch.deleteLocal(database, id);
            return new Revision(0, "0");
        }
        var revision = new Revision(0, Long.toString(next(document)));
        var json =
                new JsonBuffer().raw("{\"_id\":").string(id).raw(",\"_rev\":").revision(revision);
        if (document.members().length > 0) {
            json.raw(",").raw(document.members());
        }
        batch.putLocal(database, id, json.raw("}").toByteArray());
        return revision;
    }

    private static long next(IncomingDocument document) {
        if (document.path().isEmpty()) {
            return 1;
        }
        Revision named = document.path().getFirst();
        try {
            if (named.generation() == 0) {
                return Long.parseLong(named.hash()) + 1;
            }
        } catch (NumberFormatException e) {
            throw CouchError.badRequest("Invalid rev format");
        }
        throw CouchError.badRequest("Invalid rev format");
    }

    private void delete(Exchange exchange, Database database, String id) {
        database.local(id).orElseThrow(CouchError::missing);
        committer.commit(0, batch -> {
            batch.deleteLocal(database, id);
            return true;
        });
        answer(exchange, 200, id, new Revision(0, "0"));
    }

    private static void answer(Exchange exchange, int status, String id, Revision revision) {
        exchange.answer(
                status,
                new JsonBuffer()
                        .raw("{\"ok\":true,\"id\":")
                        .string(id)
                        .raw(",\"rev\":")
                        .revision(revision)
                        .raw("}"));
    }
}
