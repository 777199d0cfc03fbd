package io.ironstead.couch;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A CouchDB spoken to in plain HTTP, so that a contract is checked without any client library of ours. */
public final class RawCouch implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();
    private static final AtomicLong NUMBER = new AtomicLong();
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** What came back. */
    public record Reply(int status, String text, java.net.http.HttpHeaders headers) {
        public JsonNode json() {
            return JSON.readTree(text);
        }

        public String error() {
            return status + " " + json().path("error").asString("") + " "
                    + json().path("reason").asString("");
        }

        public String rev() {
            return json().path("rev").asString("");
        }

        public Optional<String> header(String name) {
            return headers.firstValue(name);
        }
    }

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .build();
    private final URI address;
    private final String user;
    private final String password;

    public RawCouch(URI address, String user, String password) {
        this.address = address;
        this.user = user;
        this.password = password;
    }

    public URI address() {
        return address;
    }

    public String user() {
        return user;
    }

    public String password() {
        return password;
    }

    /** Makes an empty database with a name nobody used before; of one part, so that its changes have one order. */
    public String database() {
        String name = "contract_" + Long.toString(ProcessHandle.current().pid(), 36) + "_"
                + Long.toString(System.nanoTime(), 36) + "_" + NUMBER.incrementAndGet();
        Reply made = put("/" + name + "?q=1", "");
        if (made.status() != 201) {
            throw new IllegalStateException("The test database could not be made: " + made.text());
        }
        return "/" + name;
    }

    public Reply get(String path, String... headers) {
        return send("GET", path, null, headers);
    }

    public Reply put(String path, String body, String... headers) {
        return send("PUT", path, body, headers);
    }

    public Reply post(String path, String body) {
        return send("POST", path, body, "Content-Type", "application/json");
    }

    public Reply delete(String path) {
        return send("DELETE", path, null);
    }

    public Reply send(String method, String path, String body, String... headers) {
        HttpRequest.Builder request = request(path).method(method, publisher(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return send(request.build());
    }

    public Reply anonymously(String path, String... headers) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(address + path)).timeout(PATIENCE);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return send(request.build());
    }

    /** Opens an answer that does not end by itself. */
    public InputStream stream(String path) {
        try {
            return http.send(request(path).build(), HttpResponse.BodyHandlers.ofInputStream())
                    .body();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private HttpRequest.Builder request(String path) {
        String credentials =
                Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
        return HttpRequest.newBuilder(URI.create(address + path))
                .timeout(PATIENCE)
                .header("Authorization", "Basic " + credentials);
    }

    private static HttpRequest.BodyPublisher publisher(String body) {
        return body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body);
    }

    private Reply send(HttpRequest request) {
        try {
            HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
            return new Reply(response.statusCode(), response.body(), response.headers());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    public static String encode(String segment) {
        return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
    }

    @Override
    public void close() {
        http.shutdownNow();
    }

    /**
     * Asserts what a cluster has only promised for later: a delete is refused by copies that lack the revision still, and ranges
     * and changes are answered by one copy, which may lag. One server answers so at once.
     */
    static void eventually(ThrowingRunnable assertions) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .pollDelay(Duration.ZERO)
                .untilAsserted(assertions);
    }
}
