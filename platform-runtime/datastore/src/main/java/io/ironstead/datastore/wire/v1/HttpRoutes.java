package io.ironstead.datastore.wire.v1;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import io.ironstead.datastore.wire.v1.net.HttpCall;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** HTTP's addresses: {@code POST /v1/projects/{project}:{method}}, {@code GET /}, and in test mode two more. */
final class HttpRoutes {
    private static final String PROJECTS = "/v1/projects/";
    private static final JsonFormat.Parser PARSER = JsonFormat.parser();

    private final Optional<TestMode> testMode;

    HttpRoutes(Optional<TestMode> testMode) {
        this.testMode = testMode;
    }

    void answer(HttpCall call, Function<Supplier<Message>, V1Reply> work) {
        var answer = answerFor(call, work);
        call.answer(answer.status(), answer.type(), answer.content());
    }

    private HttpAnswer answerFor(HttpCall call, Function<Supplier<Message>, V1Reply> work) {
        String path = call.path();
        if (path.equals("/")) {
            return HttpAnswer.text(200, "Ok\n");
        }
        if (path.startsWith(PROJECTS)) {
            return method(call, path.substring(PROJECTS.length()), work);
        }
        if (testMode.isPresent() && call.method().equals("POST")) {
            if (path.equals("/reset")) {
                testMode.get().reset();
                return HttpAnswer.text(200, "Resetting...\n");
            }
            if (path.equals("/shutdown")) {
                testMode.get().shutdown();
                return HttpAnswer.text(200, "Shutting down...\n");
            }
        }
        return HttpAnswer.text(404, "Not Found\n");
    }

    private static HttpAnswer method(HttpCall call, String address, Function<Supplier<Message>, V1Reply> work) {
        int colon = address.lastIndexOf(':');
        var method = colon < 0 ? Optional.<V1Method>empty() : V1Method.ofWord(address.substring(colon + 1));
        if (method.isEmpty()) {
            return HttpAnswer.text(404, "Not Found\n");
        }
        if (!call.method().equals("POST")) {
            return HttpAnswer.text(405, "Method Not Allowed\n");
        }
        String project = address.substring(0, colon);
        boolean binary = call.contentType().equals(HttpAnswer.PROTOBUF);
        return switch (work.apply(() -> request(method.get(), project, call.body(), binary))) {
            case V1Reply.Done(Message message) -> binary ? HttpAnswer.protobuf(message) : HttpAnswer.json(message);
            case V1Reply.Refused(Refusal refusal) -> binary ? HttpAnswer.protobuf(refusal) : HttpAnswer.json(refusal);
        };
    }

    static Message request(V1Method method, String project, byte[] body, boolean binary) {
        var request = method.request().newBuilderForType();
        try {
            if (binary) {
                request.mergeFrom(body);
            } else if (body.length > 0) {
                PARSER.merge(new String(body, StandardCharsets.UTF_8), request);
            }
        } catch (InvalidProtocolBufferException malformed) {
            throw RefusedException.invalid("Payload isn't valid for request.");
        }
        FieldDescriptor named = request.getDescriptorForType().findFieldByName("project_id");
        if (request.getField(named).equals("")) {
            request.setField(named, project);
        } else if (!request.getField(named).equals(project)) {
            throw RefusedException.invalid("The address and the request name different projects.");
        }
        return request.build();
    }
}
