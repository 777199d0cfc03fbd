package io.ironstead.couch.embedded;

/** What is asked of the server itself. */
final class ServerEndpoints {
    private final Catalog catalog;
    private final Committer committer;

    ServerEndpoints(Catalog catalog, Committer committer) {
        this.catalog = catalog;
        this.committer = committer;
    }

    void welcome(Exchange exchange) {
        requireGet(exchange);
        exchange.answer(
                200,
                new JsonBuffer()
                        .raw("{\"couchdb\":\"Welcome\",\"version\":\"" + Router.COUCHDB_VERSION + "\",\"features\":[],")
                        .raw("\"vendor\":{\"name\":\"Ironstead\"}}"));
    }

    void serve(Exchange exchange, String name) {
        switch (name) {
            case "_up" -> up(exchange);
            case "_all_dbs" -> allDatabases(exchange);
            // The replicator asks for a session first and falls back to basic authentication on a 404.
            case "_session" -> throw CouchError.missing();
            default -> throw CouchError.notImplemented(name);
        }
    }

    private void up(Exchange exchange) {
        requireGet(exchange);
        if (committer.isHealthy()) {
            exchange.answer(200, new JsonBuffer().raw("{\"status\":\"ok\"}"));
        } else {
            exchange.answer(404, new JsonBuffer().raw("{\"status\":\"stopping\"}"));
        }
    }

    private void allDatabases(Exchange exchange) {
        requireGet(exchange);
        var json = new JsonBuffer().raw("[");
        String separator = "";
        for (String name : catalog.names()) {
            json.raw(separator).string(name);
            separator = ",";
        }
        exchange.answer(200, json.raw("]"));
    }

    private static void requireGet(Exchange exchange) {
        if (!exchange.method().equals("GET")) {
            throw CouchError.methodNotAllowed("GET,HEAD");
        }
    }
}
