package io.ironstead.datastore.wire.v1;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import com.google.rpc.Status;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** What an HTTP request is answered, in the form it came in. */
record HttpAnswer(int status, String type, byte[] content) {
    static final String JSON = "application/json";
    static final String PROTOBUF = "application/x-protobuf";

    private static final JsonMapper MAPPER = new JsonMapper();
    private static final JsonFormat.Printer PRINTER = JsonFormat.printer().omittingInsignificantWhitespace();

    static HttpAnswer text(int status, String text) {
        return new HttpAnswer(status, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
    }

    static HttpAnswer json(Message message) {
        try {
            return new HttpAnswer(
                    200, JSON, PRINTER.print(Results.whole(message)).getBytes(StandardCharsets.UTF_8));
        } catch (InvalidProtocolBufferException impossible) {
            throw new IllegalStateException("No message of this API holds an Any", impossible);
        }
    }

    static HttpAnswer json(Refusal refusal) {
        var error = Map.of(
                "error",
                Map.of(
                        "code", refusal.code().http(),
                        "message", refusal.message(),
                        "status", refusal.code().name()));
        return new HttpAnswer(refusal.code().http(), JSON, MAPPER.writeValueAsBytes(error));
    }

    static HttpAnswer protobuf(Message message) {
        return new HttpAnswer(200, PROTOBUF, message.toByteArray());
    }

    static HttpAnswer protobuf(Refusal refusal) {
        var status = Status.newBuilder()
                .setCode(refusal.code().number())
                .setMessage(refusal.message())
                .build();
        return new HttpAnswer(refusal.code().http(), PROTOBUF, status.toByteArray());
    }
}
