package io.ironstead.console.datastore;

import io.ironstead.console.agentlink.DatastoreLink;
import io.ironstead.console.audit.AuditLog;
import io.ironstead.console.security.Caller;
import io.ironstead.console.sites.SiteService;
import io.ironstead.link.LinkJson;
import io.ironstead.model.SiteName;
import io.ironstead.model.control.ToConsole;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.stereotype.Service;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Reads and changes a site's entities for those who may see the site; every change is in the audit log. */
@Service
public class DatastoreService {
    private static final int KEYS_NAMED_MAX = 5;
    private static final int HTTP_OK = 200;

    private final SiteService sites;
    private final DatastoreLink link;
    private final AuditLog audit;

    DatastoreService(SiteService sites, DatastoreLink link, AuditLog audit) {
        this.sites = sites;
        this.link = link;
        this.audit = audit;
    }

    /**
     * Calls one method.
     *
     * @param json the method's request; an empty object where there is nothing to say
     * @throws io.ironstead.console.security.NotFoundException when the caller may not see the site
     * @throws io.ironstead.console.security.NotAllowedException when a token may only read, and this changes something
     */
    public DatastoreResult call(Caller caller, SiteName site, DatastoreMethod method, String json) {
        sites.get(caller, site);
        if (method.changes()) {
            caller.requireScope(Caller.Scope.DEPLOY);
        }
        var result = link.call(site, method.word(), json).map(DatastoreService::result);
        if (method == DatastoreMethod.COMMIT && !(result.orElse(null) instanceof DatastoreResult.Refused)) {
            audit.record(caller, "datastore.commit", site.value(), Optional.of(site), "", mutations(json));
        }
        return result.orElseGet(DatastoreResult.Away::new);
    }

    private static DatastoreResult result(ToConsole.DatastoreAnswer answer) {
        if (answer.status() == HTTP_OK) {
            return new DatastoreResult.Answered(answer.body());
        }
        return new DatastoreResult.Refused(answer.status(), message(answer.body()));
    }

    private static String message(String body) {
        try {
            return json(body).path("error").path("message").asString("The datastore gave no reason.");
        } catch (JacksonException malformed) {
            return "The datastore gave no reason.";
        }
    }

    /** What the audit log says of a commit: how many changes, and the first keys; never values. */
    private static String mutations(String body) {
        var mutations = json(body).path("mutations");
        var keys = mutations
                .valueStream()
                .limit(KEYS_NAMED_MAX)
                .map(DatastoreService::mutation)
                .collect(Collectors.joining(", "));
        return mutations.size()
                + (mutations.size() == 1 ? " change: " : " changes: ")
                + keys
                + (mutations.size() > KEYS_NAMED_MAX ? ", ..." : "");
    }

    private static String mutation(JsonNode mutation) {
        if (mutation.has("delete")) {
            return "delete " + path(mutation.path("delete"));
        }
        var written = mutation.properties().stream()
                .filter(field -> field.getValue().has("key"))
                .findFirst();
        return written.map(field -> field.getKey() + " " + path(field.getValue().path("key")))
                .orElse("?");
    }

    private static String path(JsonNode key) {
        return key.path("path")
                .valueStream()
                .map(element -> element.path("kind").asString("?") + " "
                        + element.path("name").asString(element.path("id").asString("(new)")))
                .collect(Collectors.joining(" / "));
    }

    static JsonNode json(String body) {
        return LinkJson.read(body.getBytes(StandardCharsets.UTF_8), JsonNode.class);
    }
}
