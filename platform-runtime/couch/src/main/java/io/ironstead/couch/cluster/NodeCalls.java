package io.ironstead.couch.cluster;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What an administrator asks one node about itself. Every call ends within three seconds; empty when nothing sensible came. */
final class NodeCalls implements AutoCloseable {
    private static final Duration CALL_MAX = Duration.ofSeconds(3);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final HttpClient http = HttpClient.newBuilder()
            .connectTimeout(CALL_MAX)
            .version(HttpClient.Version.HTTP_1_1)
            .build();
    private final URI node;
    private final String authorization;

    NodeCalls(URI node, ClusterSecrets secrets) {
        this.node = node;
        byte[] credentials = (ClusterSecrets.USER + ":" + secrets.password()).getBytes(StandardCharsets.US_ASCII);
        this.authorization = "Basic " + Base64.getEncoder().encodeToString(credentials);
    }

    record Said(int status, JsonNode json) {}

    Optional<Said> get(String path) throws InterruptedException {
        return ask("GET", path, Optional.empty());
    }

    Optional<Said> put(String path, String json) throws InterruptedException {
        return ask("PUT", path, Optional.of(json));
    }

    Optional<Said> delete(String path) throws InterruptedException {
        return ask("DELETE", path, Optional.empty());
    }

    private Optional<Said> ask(String method, String path, Optional<String> body) throws InterruptedException {
        var request = HttpRequest.newBuilder(node.resolve(path))
                .timeout(CALL_MAX)
                .header("Authorization", authorization)
                .header("Content-Type", "application/json")
                // What is set at run time is gone with the process: the files say how a node begins.
                .header("X-Couch-Persist", "false")
                .method(method, body.map(BodyPublishers::ofString).orElseGet(BodyPublishers::noBody))
                .build();
        try {
            var answer = http.send(request, BodyHandlers.ofByteArray());
            return Optional.of(new Said(answer.statusCode(), JSON.readTree(answer.body())));
        } catch (IOException | JacksonException silent) {
            return Optional.empty();
        }
    }

    /** Those of an array's texts. */
    static Stream<String> texts(JsonNode array) {
        return array.valueStream().map(text -> text.asString(""));
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
