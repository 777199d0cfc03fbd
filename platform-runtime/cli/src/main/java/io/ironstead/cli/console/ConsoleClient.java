package io.ironstead.cli.console;

import io.ironstead.cli.Failure;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The REST API of one console. A refusal becomes a {@link Failure} with the console's own cause and advice. */
public class ConsoleClient {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration CALL_LIMIT = Duration.ofSeconds(30);

    /** An archive of 2 GiB over a slow line, and the console's checks afterwards. */
    private static final Duration UPLOAD_LIMIT = Duration.ofHours(2);

    private final ConsoleAddress console;
    private final HttpClient http;

    public ConsoleClient(ConsoleAddress console) {
        this.console = console;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(10))
                .build();
    }

    public JsonNode get(String path) {
        return accepted(send(request(path, CALL_LIMIT).GET()));
    }

    /** What is at a path, or nothing when the console answers 404. */
    public Optional<JsonNode> find(String path) {
        var answer = send(request(path, CALL_LIMIT).GET());
        return answer.statusCode() == 404 ? Optional.empty() : Optional.of(accepted(answer));
    }

    public JsonNode post(String path, Map<String, ?> body) {
        var json = BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body));
        return accepted(send(request(path, CALL_LIMIT)
                .header("Content-Type", "application/json")
                .POST(json)));
    }

    /** Sends an archive; the caller's body says how much of it has gone. */
    public JsonNode upload(String path, BodyPublisher archive) {
        return accepted(send(request(path, UPLOAD_LIMIT)
                .header("Content-Type", "application/octet-stream")
                .POST(archive)));
    }

    /** A name as one part of a path or query. */
    public static String quote(String word) {
        return URLEncoder.encode(word, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private HttpRequest.Builder request(String path, Duration limit) {
        var base = console.url().toString();
        return HttpRequest.newBuilder(URI.create(base.replaceAll("/+$", "") + "/api/v1/" + path))
                .timeout(limit)
                .header("Authorization", "Bearer " + console.token())
                .header("Accept", "application/json, application/problem+json");
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), BodyHandlers.ofString());
        } catch (ConnectException refused) {
            throw new Failure(
                    "No console answers at " + console.url(),
                    "Start one with ./ironstead up, or name it with --console.");
        } catch (HttpTimeoutException slow) {
            throw new Failure(
                    "The console at " + console.url() + " did not answer in time", "Look at its log, then try again.");
        } catch (IOException broken) {
            throw new Failure(
                    "The connection to " + console.url() + " broke: " + reasonOf(broken),
                    "Look at the console's log, then try again.");
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new Failure("Interrupted while waiting for the console", "");
        }
    }

    /** The client wraps what our own body threw; that one says more. */
    private static String reasonOf(IOException broken) {
        Throwable deepest = broken;
        while (deepest.getCause() != null) {
            deepest = deepest.getCause();
        }
        return deepest.getMessage() == null ? deepest.toString() : deepest.getMessage();
    }

    private JsonNode accepted(HttpResponse<String> answer) {
        if (answer.statusCode() / 100 == 2) {
            return answer.body().isBlank() ? JSON.createObjectNode() : parse(answer);
        }
        throw refusal(answer);
    }

    private JsonNode parse(HttpResponse<String> answer) {
        try {
            return JSON.readTree(answer.body());
        } catch (JacksonException notJson) {
            throw new Failure(
                    "What answers at " + console.url() + " is not an Ironstead console",
                    "Check the address given by --console.");
        }
    }

    private Failure refusal(HttpResponse<String> answer) {
        var isProblem = answer.headers().firstValue("Content-Type").orElse("").contains("json");
        var problem = isProblem ? parse(answer) : JSON.createObjectNode();
        var title = problem.path("title").asString("The console answered " + answer.statusCode());
        var detail = problem.path("detail").asString("");
        var advice =
                problem.path("advice").asString(answer.statusCode() == 401 ? "Check the token given by --token." : "");
        return new Failure(detail.isEmpty() ? title : title + ": " + detail, advice);
    }
}
