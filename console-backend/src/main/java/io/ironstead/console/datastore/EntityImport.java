package io.ironstead.console.datastore;

import io.ironstead.model.SiteName;
import java.io.IOException;
import java.nio.file.Path;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Writes the entities of a file into a site, some hundred with each commit. */
final class EntityImport {
    private static final int COMMIT_ENTITIES_MAX = 200;
    private static final int COMMIT_CHARS_MAX = 2_000_000;
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final DatastoreCalls calls;
    private final SiteName site;
    private ArrayNode mutations = JSON.arrayNode();
    private long chars;
    private long written;

    EntityImport(DatastoreCalls calls, SiteName site) {
        this.calls = calls;
        this.site = site;
    }

    long write(Path file, EntityFile.Summary summary, EntityTransfer.Progress progress) throws IOException {
        EntityFile.read(file, entity -> {
            if (add(adopted(entity, summary.site()))) {
                progress.at(written, summary.entities());
            }
        });
        commit();
        return written;
    }

    /** True when something was written. */
    private boolean add(JsonNode entity) {
        mutations.addObject().set("upsert", entity);
        chars += entity.toString().length();
        if (mutations.size() >= COMMIT_ENTITIES_MAX || chars >= COMMIT_CHARS_MAX) {
            commit();
            return true;
        }
        return false;
    }

    private void commit() {
        if (mutations.isEmpty()) {
            return;
        }
        var request = JSON.objectNode().put("mode", "NON_TRANSACTIONAL");
        request.set("mutations", mutations);
        calls.call(DatastoreMethod.COMMIT, request);
        written += mutations.size();
        mutations = JSON.arrayNode();
        chars = 0;
    }

    /** The entity with every key of the site it came from, its own and those in its values, turned into this site's. */
    private JsonNode adopted(JsonNode node, String from) {
        if (node instanceof ObjectNode object) {
            if (object.path("projectId").asString("").equals(from)) {
                object.put("projectId", site.value());
            }
            object.forEach(child -> adopted(child, from));
        } else if (node instanceof ArrayNode array) {
            array.forEach(child -> adopted(child, from));
        }
        return node;
    }
}
