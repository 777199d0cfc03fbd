package io.ironstead.agent.converse;

import io.ironstead.link.LinkJson;
import io.ironstead.model.SiteName;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** The sites' data, as the console's orders see it. */
@FunctionalInterface
public interface DataDesk {

    /** What a node without any data says. */
    DataDesk NONE = (site, method, json) ->
            new Said(503, error(503, "UNAVAILABLE", "This machine keeps no data; another one of the pool does."));

    /**
     * Calls a method of Cloud Datastore v1, or {@code indexes}; waits for the answer, 25 seconds at most.
     *
     * @param json the method's request
     */
    Said call(SiteName site, String method, String json);

    /** @param status of HTTP; 200 with the method's answer, else with an error's JSON */
    record Said(int status, String json) {}

    /** An error as Google's HTTP APIs write it. */
    static String error(int code, String status, String message) {
        var error = Map.of("error", Map.of("code", code, "status", status, "message", message));
        return new String(LinkJson.bytes(error), StandardCharsets.UTF_8);
    }
}
