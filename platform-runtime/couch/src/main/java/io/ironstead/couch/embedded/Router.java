package io.ironstead.couch.embedded;

import io.ironstead.couch.embedded.Exchange.ClientGone;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which request is answered by whom; everything CouchDB has and this server has not is a 501. */
final class Router {
    /** The CouchDB whose answers are given. */
    static final String COUCHDB_VERSION = "3.5.2";

    private static final Logger log = LoggerFactory.getLogger(Router.class);

    private final ServerEndpoints server;
    private final DatabaseEndpoints database;
    private final DocumentEndpoints document;
    private final LocalEndpoints local;
    private final BulkEndpoints bulk;
    private final AllDocuments allDocuments;
    private final ChangesFeed changes;
    private final Catalog catalog;

    Router(Catalog catalog, Committer committer, int documentBytesMax) {
        this.catalog = catalog;
        var reader = new DocumentReader(documentBytesMax);
        server = new ServerEndpoints(catalog, committer);
        database = new DatabaseEndpoints(catalog, committer);
        document = new DocumentEndpoints(committer, reader);
        local = new LocalEndpoints(committer, reader);
        bulk = new BulkEndpoints(committer, reader);
        allDocuments = new AllDocuments();
        changes = new ChangesFeed();
    }

    /** Answers a request; false when the connection can serve no other one. */
    boolean serve(Reply reply, String method, String target, HttpHeaders headers, byte[] body) {
        var unread = new Exchange(reply, method, new Query(List.of(), Map.of()), headers, body);
        Exchange exchange = unread;
        try {
            exchange = new Exchange(reply, method, Query.parse(target), headers, body);
            route(exchange);
            return true;
        } catch (CouchError refusal) {
            return refuse(exchange, refusal);
        } catch (ClientGone e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (RuntimeException e) {
            log.atError().setCause(e).addKeyValue("method", method).log("A request failed");
            return refuse(exchange, new CouchError(500, "internal_server_error", "The request failed."));
        }
    }

    private static boolean refuse(Exchange exchange, CouchError refusal) {
        if (exchange.isAnswered()) {
            // Half an answer is out already; only a broken connection tells the client.
            return false;
        }
        try {
            exchange.answer(refusal.status(), json(refusal));
            return true;
        } catch (ClientGone e) {
            return false;
        }
    }

    static JsonBuffer json(CouchError refusal) {
        return new JsonBuffer()
                .raw("{\"error\":")
                .string(refusal.error())
                .raw(",\"reason\":")
                .string(refusal.reason())
                .raw("}");
    }

    private void route(Exchange exchange) throws InterruptedException {
        List<String> path = exchange.query().path();
        if (path.isEmpty()) {
            server.welcome(exchange);
        } else if (path.getFirst().startsWith("_")) {
            server.serve(exchange, String.join("/", path));
        } else if (path.size() == 1) {
            database.serve(exchange, path.getFirst(), document);
        } else {
            inside(exchange, catalog.get(path.getFirst()), path.subList(1, path.size()));
        }
    }

    private void inside(Exchange exchange, Database open, List<String> path) throws InterruptedException {
        String first = path.getFirst();
        String rest = String.join("/", path.subList(1, path.size()));
        if (first.equals("_design") && path.size() == 2) {
            document.serve(exchange, open, DocumentIds.DESIGN + rest);
        } else if (first.equals("_local")) {
            local.serve(exchange, open, rest, path.size());
        } else if (path.size() > 1) {
            throw CouchError.notImplemented(String.join("/", path));
        } else if (first.startsWith(DocumentIds.LOCAL)) {
            local.serve(exchange, open, first.substring(DocumentIds.LOCAL.length()), 2);
        } else if (first.startsWith("_") && !first.startsWith(DocumentIds.DESIGN)) {
            endpoint(exchange, open, first);
        } else {
            document.serve(exchange, open, first);
        }
    }

    private void endpoint(Exchange exchange, Database open, String name) throws InterruptedException {
        switch (name) {
            case "_all_docs" -> allDocuments.serve(exchange, open);
            case "_changes" -> changes.serve(exchange, open);
            case "_bulk_docs" -> post(exchange, () -> bulk.write(exchange, open));
            case "_bulk_get" -> post(exchange, () -> bulk.read(exchange, open));
            case "_revs_diff" -> post(exchange, () -> bulk.revisionsDifference(exchange, open));
            case "_ensure_full_commit" -> post(exchange, () -> database.ensureCommit(exchange, open));
            case "_compact" -> post(exchange, () -> database.compact(exchange, open));
            case "_security" -> database.security(exchange);
            case "_revs_limit" -> database.revisionsLimit(exchange, open);
            default -> {
                if (exchange.method().equals("PUT") && !UnservedEndpoints.isOne(name)) {
                    DocumentIds.check(name);
                }
                throw CouchError.notImplemented(name);
            }
        }
    }

    private static void post(Exchange exchange, Runnable answer) {
        if (!exchange.method().equals("POST")) {
            throw CouchError.methodNotAllowed("POST");
        }
        exchange.requireJson();
        answer.run();
    }
}
