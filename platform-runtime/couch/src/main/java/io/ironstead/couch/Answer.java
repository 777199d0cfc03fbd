package io.ironstead.couch;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A status and a body, read to the end. */
record Answer(int status, byte[] body) {
    static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    boolean isSuccess() {
        return status >= 200 && status < 300;
    }

    /** Whether a server gave up rather than decided: what it was asked to write may be written or not. */
    boolean isServerFailure() {
        // 501 is a decision: there is no such endpoint.
        return status >= 500 && status != 501;
    }

    JsonNode json() {
        try {
            return JSON.readTree(body);
        } catch (JacksonException e) {
            throw new CouchUnavailableException("CouchDB answered something that is no JSON");
        }
    }

    CouchRefusedException refusal() {
        JsonNode json = json();
        return new CouchRefusedException(
                status, json.path("error").asString(""), json.path("reason").asString(""));
    }
}
