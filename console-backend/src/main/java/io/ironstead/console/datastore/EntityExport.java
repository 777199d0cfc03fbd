package io.ironstead.console.datastore;

import io.ironstead.model.SiteName;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Everything in a site's datastore at one moment, to be written out within 300 seconds. */
public final class EntityExport {
    private static final int PAGE = 300;
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final DatastoreCalls calls;
    private final SiteName site;
    private final String transaction;

    private EntityExport(DatastoreCalls calls, SiteName site, String transaction) {
        this.calls = calls;
        this.site = site;
        this.transaction = transaction;
    }

    static EntityExport open(DatastoreCalls calls, SiteName site) {
        var request = JSON.objectNode();
        request.putObject("transactionOptions").putObject("readOnly");
        var begun = calls.call(DatastoreMethod.BEGIN_TRANSACTION, request);
        return new EntityExport(calls, site, begun.path("transaction").asString());
    }

    /**
     * Writes the whole file. A file without its last line was cut off: imports refuse it.
     *
     * @param progress is told after every page, on this thread
     */
    public void writeTo(OutputStream out, EntityTransfer.Progress progress) throws IOException {
        EntityFile.writeHead(out, site);
        long written = 0;
        for (String namespace : namespaces()) {
            written = write(namespace, out, written, progress);
        }
        EntityFile.writeEnd(out, written);
        out.flush();
        var request = JSON.objectNode();
        request.put("transaction", transaction);
        calls.call(DatastoreMethod.ROLLBACK, request);
    }

    private List<String> namespaces() {
        var query = JSON.objectNode();
        query.putArray("kind").addObject().put("name", "__namespace__");
        var answer = run("", query);
        return answer.path("entityResults")
                .valueStream()
                .map(row -> row.path("entity")
                        .path("key")
                        .path("path")
                        .path(0)
                        .path("name")
                        .asString(""))
                .toList();
    }

    private long write(String namespace, OutputStream out, long before, EntityTransfer.Progress progress)
            throws IOException {
        long written = before;
        String cursor = "";
        while (true) {
            var query = JSON.objectNode();
            query.put("limit", PAGE);
            if (!cursor.isEmpty()) {
                query.put("startCursor", cursor);
            }
            JsonNode batch = run(namespace, query);
            for (JsonNode row : batch.path("entityResults")) {
                EntityFile.writeEntity(out, row.path("entity"));
                written++;
            }
            progress.at(written, written);
            if (batch.path("entityResults").isEmpty()) {
                return written;
            }
            cursor = batch.path("endCursor").asString();
        }
    }

    private JsonNode run(String namespace, ObjectNode query) {
        var request = JSON.objectNode();
        var partition = request.putObject("partitionId");
        partition.put("projectId", site.value());
        if (!namespace.isEmpty()) {
            partition.put("namespaceId", namespace);
        }
        request.putObject("readOptions").put("transaction", transaction);
        request.set("query", query);
        return calls.call(DatastoreMethod.RUN_QUERY, request).path("batch");
    }
}
