package io.ironstead.console.datastore;

import io.ironstead.console.Json;
import io.ironstead.console.security.Caller;
import io.ironstead.console.security.RefusedException;
import io.ironstead.model.SiteName;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Calls to one site's datastore, where a refusal ends the whole undertaking. */
@FunctionalInterface
interface DatastoreCalls {

    /** @throws RefusedException unless it was answered */
    JsonNode call(DatastoreMethod method, ObjectNode request);

    /** What {@code caller} may do in {@code site}. */
    static DatastoreCalls of(DatastoreService datastore, Caller caller, SiteName site) {
        return (method, request) -> answer(datastore.call(caller, site, method, Json.text(request)));
    }

    private static JsonNode answer(DatastoreResult result) {
        return switch (result) {
            case DatastoreResult.Answered(String json) -> DatastoreService.json(json);
            case DatastoreResult.Refused(int _, String message) ->
                throw new RefusedException(
                        message, "The words are those of Cloud Datastore; correct that and try again.");
            case DatastoreResult.Away() ->
                throw new RefusedException(DatastoreResult.Away.SENTENCE, "Nothing is lost by trying again.");
        };
    }
}
