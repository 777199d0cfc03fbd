package io.ironstead.couch.embedded;

import io.ironstead.couch.embedded.Database.Counters;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Makes, describes and drops databases. */
final class DatabaseEndpoints {
    private static final int REVISIONS_LIMIT_MAX = 100_000;

    private final Catalog catalog;
    private final Committer committer;

    DatabaseEndpoints(Catalog catalog, Committer committer) {
        this.catalog = catalog;
        this.committer = committer;
    }

    void serve(Exchange exchange, String name, DocumentEndpoints documents) {
        switch (exchange.method()) {
            case "GET" -> describe(exchange, catalog.get(name));
            case "PUT" -> create(exchange, name);
            case "DELETE" -> drop(exchange, name);
            case "POST" -> documents.post(exchange, catalog.get(name));
            default -> throw CouchError.methodNotAllowed("DELETE,GET,HEAD,POST,PUT");
        }
    }

    private void create(Exchange exchange, String name) {
        if (exchange.query().flag("partitioned")) {
            throw CouchError.notImplemented("partitioned databases");
        }
        catalog.create(name);
        exchange.answer(
                201,
                new JsonBuffer().raw("{\"ok\":true}"),
                Map.of("Location", "/" + URLEncoder.encode(name, StandardCharsets.UTF_8)));
    }

    private void drop(Exchange exchange, String name) {
        if (exchange.query().text("rev").isPresent()) {
            throw CouchError.badRequest("You tried to DELETE a database with a ?=rev parameter. "
                    + "Did you mean to DELETE a document instead?");
        }
        catalog.drop(name);
        exchange.answer(200, new JsonBuffer().raw("{\"ok\":true}"));
    }

    private static void describe(Exchange exchange, Database database) {
        Counters counters = database.counters();
        exchange.answer(
                200,
                new JsonBuffer()
                        .raw("{\"db_name\":")
                        .string(database.name())
                        .raw(",\"purge_seq\":\"0\",\"update_seq\":\"" + counters.sequence() + "\"")
                        .raw(",\"sizes\":{\"file\":0,\"external\":0,\"active\":0},\"props\":{}")
                        .raw(",\"doc_del_count\":" + counters.deleted() + ",\"doc_count\":" + counters.documents())
                        .raw(",\"disk_format_version\":8,\"compact_running\":false")
                        .raw(",\"cluster\":{\"q\":1,\"n\":1,\"w\":1,\"r\":1}")
                        .raw(",\"instance_start_time\":\"" + database.instanceStartTime() + "\"}"));
    }

    /** Everything answered is on disk already; the replicator asks so as to see that the database is still the same. */
    void ensureCommit(Exchange exchange, Database database) {
        exchange.answer(
                201,
                new JsonBuffer().raw("{\"ok\":true,\"instance_start_time\":\"" + database.instanceStartTime() + "\"}"));
    }

    void compact(Exchange exchange, Database database) {
        catalog.compact(database);
        exchange.answer(202, new JsonBuffer().raw("{\"ok\":true}"));
    }

    void security(Exchange exchange) {
        if (!exchange.method().equals("GET")) {
            throw CouchError.notImplemented("_security");
        }
        exchange.answer(200, new JsonBuffer().raw("{}"));
    }

    void revisionsLimit(Exchange exchange, Database database) {
        switch (exchange.method()) {
            case "GET" ->
                exchange.answer(
                        200, new JsonBuffer().raw("" + database.counters().revisionsLimit()));
            case "PUT" -> {
                JsonNode limit = Query.body(exchange.body());
                if (!limit.isInt() || limit.intValue() < 1 || limit.intValue() > REVISIONS_LIMIT_MAX) {
                    throw CouchError.badRequest("`revs_limit` must be positive integer");
                }
                committer.commit(0, batch -> {
                    batch.revisionsLimit(database, limit.intValue());
                    return true;
                });
                exchange.answer(200, new JsonBuffer().raw("{\"ok\":true}"));
            }
            default -> throw CouchError.methodNotAllowed("PUT,GET");
        }
    }
}
