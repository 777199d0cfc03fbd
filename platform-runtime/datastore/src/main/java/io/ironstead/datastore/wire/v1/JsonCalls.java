package io.ironstead.datastore.wire.v1;

import io.ironstead.model.Deadline;
import java.nio.charset.StandardCharsets;

/** The methods as HTTP would have them, without HTTP: for the console, which asks through its node's link. */
public final class JsonCalls {
    private final V1Calls calls;

    JsonCalls(V1Calls calls) {
        this.calls = calls;
    }

    /** @param status of HTTP; 200 with the method's answer, else with {@code {"error": {"code", "message", "status"}}} */
    public record Answer(int status, String json) {}

    /** Works on the calling thread. */
    public Answer call(String project, V1Method method, String json, Deadline deadline) {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        var answer = switch (calls.outcome(() -> HttpRoutes.request(method, project, body, false), deadline)) {
            case V1Reply.Done(var message) -> HttpAnswer.json(message);
            case V1Reply.Refused(var refusal) -> HttpAnswer.json(refusal);
        };
        return new Answer(answer.status(), new String(answer.content(), StandardCharsets.UTF_8));
    }
}
