package io.ironstead.console;

import io.ironstead.console.security.ApiTokens;
import io.ironstead.console.tenants.UserService;
import io.ironstead.link.LinkJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A whole console on free ports with its own data folder, shared by all tests; spoken to over HTTP like any client. */
@SpringBootTest(classes = TestConsole.class, webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
abstract class ConsoleTest {
    private static final Path DATA = dataFolder();
    static final JsonMapper JSON = new JsonMapper();

    @LocalServerPort
    int port;

    @Autowired
    ApiTokens tokens;

    @Autowired
    UserService users;

    String operatorToken = "";
    private final HttpClient http = HttpClient.newHttpClient();

    @DynamicPropertySource
    static void settings(DynamicPropertyRegistry registry) {
        registry.add("console.data-dir", DATA::toString);
        registry.add("console.agent-port", () -> "0");
        registry.add("console.agent-timeout", () -> "5s");
    }

    @BeforeEach
    void readToken() throws IOException {
        operatorToken = LinkJson.read(Files.readAllBytes(DATA.resolve("console.json")), JsonNode.class)
                .get("token")
                .asString();
    }

    static Path data() {
        return DATA;
    }

    record Answer(int status, String type, String body) {
        /** True for an error as all errors are to be: with its cause and what to do. */
        boolean isProblem() {
            return type.startsWith("application/problem+json")
                    && !json().get("title").asString().isBlank()
                    && !json().get("detail").asString().isBlank()
                    && !json().get("advice").asString().isBlank();
        }

        JsonNode json() {
            return JSON.readTree(body);
        }
    }

    Answer call(String token, String method, String path, String json) throws IOException, InterruptedException {
        return send(token, method, path, "application/json", HttpRequest.BodyPublishers.ofString(json));
    }

    Answer get(String token, String path) throws IOException, InterruptedException {
        return send(token, "GET", path, "application/json", HttpRequest.BodyPublishers.noBody());
    }

    Answer upload(String token, String path, byte[] archive) throws IOException, InterruptedException {
        return send(token, "POST", path, "application/octet-stream", HttpRequest.BodyPublishers.ofByteArray(archive));
    }

    String joinToken() throws IOException, InterruptedException {
        return call(operatorToken, "POST", "join-tokens", "{}")
                .json()
                .get("token")
                .asString();
    }

    private Answer send(String token, String method, String path, String type, HttpRequest.BodyPublisher body)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v1/" + path))
                .timeout(Duration.ofSeconds(30))
                .header("Content-Type", type)
                .method(method, body);
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        var answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        return new Answer(
                answer.statusCode(), answer.headers().firstValue("Content-Type").orElse(""), answer.body());
    }

    private static Path dataFolder() {
        try {
            // Goes with the build's other output: a console writes to it until the very end of the test's process.
            return Files.createTempDirectory(Files.createDirectories(Path.of("target", "console-data")), "run-")
                    .toAbsolutePath();
        } catch (IOException disk) {
            throw new UncheckedIOException(disk);
        }
    }
}
