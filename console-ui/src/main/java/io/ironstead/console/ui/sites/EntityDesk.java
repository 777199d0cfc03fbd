package io.ironstead.console.ui.sites;

import io.ironstead.console.datastore.DatastoreMethod;
import io.ironstead.console.datastore.DatastoreResult;
import io.ironstead.console.datastore.DatastoreService;
import io.ironstead.console.security.Caller;
import io.ironstead.model.SiteName;
import java.util.List;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** One visitor's way to one site's entities. A refusal is a {@link Sentence}: what to show. */
final class EntityDesk {
    static final int PAGE = 25;

    private static final int NAMES_MAX = 300;
    private static final JsonMapper JSON = JsonMapper.shared();

    private final DatastoreService datastore;
    private final Supplier<Caller> caller;
    private final SiteName site;

    EntityDesk(DatastoreService datastore, Supplier<Caller> caller, SiteName site) {
        this.datastore = datastore;
        this.caller = caller;
        this.site = site;
    }

    /** Why something was not done, in a sentence for the visitor. */
    static final class Sentence extends RuntimeException {
        private static final long serialVersionUID = 1;

        Sentence(String text) {
            super(text, null, false, false);
        }
    }

    /**
     * Some rows of a query.
     *
     * @param next the request for the rows after these; empty when these are the last
     */
    record Page(List<JsonNode> entities, ObjectNode next, boolean more) {}

    List<String> namespaces() {
        return names("", "__namespace__");
    }

    List<String> kinds(String namespace) {
        return names(namespace, "__kind__").stream()
                .filter(kind -> !kind.startsWith("__"))
                .toList();
    }

    private List<String> names(String namespace, String metadataKind) {
        var query = JSON.createObjectNode().put("limit", NAMES_MAX);
        query.putArray("kind").addObject().put("name", metadataKind);
        var request = in(namespace);
        request.set("query", query);
        return call(DatastoreMethod.RUN_QUERY, request)
                .at("/batch/entityResults")
                .valueStream()
                .map(row -> row.at("/entity/key/path/0/name").asString(""))
                .toList();
    }

    ObjectNode browse(String namespace, String kind) {
        var query = JSON.createObjectNode().put("limit", PAGE);
        query.putArray("kind").addObject().put("name", kind);
        var request = in(namespace);
        request.set("query", query);
        return request;
    }

    ObjectNode gql(String namespace, String text) {
        var request = in(namespace);
        request.putObject("gqlQuery").put("queryString", text).put("allowLiterals", true);
        return request;
    }

    private ObjectNode in(String namespace) {
        var request = JSON.createObjectNode();
        var partition = request.putObject("partitionId").put("projectId", site.value());
        if (!namespace.isEmpty()) {
            partition.put("namespaceId", namespace);
        }
        return request;
    }

    Page run(ObjectNode request) {
        var answer = call(DatastoreMethod.RUN_QUERY, request);
        var batch = answer.path("batch");
        var entities = batch.path("entityResults")
                .valueStream()
                .map(row -> row.path("entity"))
                .toList();
        var next = request.deepCopy();
        if (answer.get("query") instanceof ObjectNode understood) {
            next.remove("gqlQuery");
            next.set("query", understood.deepCopy());
        }
        if (next.get("query") instanceof ObjectNode query) {
            query.set("startCursor", batch.path("endCursor"));
            query.put("offset", 0);
        }
        var more = batch.path("moreResults").asString("");
        boolean limited = more.equals("MORE_RESULTS_AFTER_LIMIT") && !request.has("gqlQuery");
        return new Page(entities, next, !entities.isEmpty() && (more.equals("NOT_FINISHED") || limited));
    }

    void save(JsonNode entity, boolean fresh) {
        var request = JSON.createObjectNode().put("mode", "NON_TRANSACTIONAL");
        request.putArray("mutations").addObject().set(fresh ? "insert" : "upsert", entity);
        call(DatastoreMethod.COMMIT, request);
    }

    void delete(List<JsonNode> keys) {
        var request = JSON.createObjectNode().put("mode", "NON_TRANSACTIONAL");
        var mutations = request.putArray("mutations");
        keys.forEach(key -> mutations.addObject().set("delete", key));
        call(DatastoreMethod.COMMIT, request);
    }

    /**
     * The composite indexes of the site.
     *
     * @param missing those that recent queries were sorted for want of
     */
    record Indexes(List<JsonNode> declared, List<JsonNode> missing) {}

    Indexes indexes() {
        var answer = call(DatastoreMethod.INDEXES, JSON.createObjectNode());
        return new Indexes(
                answer.path("indexes").valueStream().toList(),
                answer.path("missing").valueStream().toList());
    }

    private JsonNode call(DatastoreMethod method, ObjectNode request) {
        return switch (datastore.call(caller.get(), site, method, request.toString())) {
            case DatastoreResult.Answered(String json) -> JSON.readTree(json);
            case DatastoreResult.Refused(int _, String message) -> throw new Sentence(message);
            case DatastoreResult.Away() -> throw new Sentence(DatastoreResult.Away.SENTENCE);
        };
    }
}
