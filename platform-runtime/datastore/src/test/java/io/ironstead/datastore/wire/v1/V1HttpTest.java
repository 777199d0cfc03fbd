package io.ironstead.datastore.wire.v1;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.datastore.v1.LookupRequest;
import com.google.datastore.v1.LookupResponse;
import com.google.rpc.Status;
import io.ironstead.datastore.wire.v1.net.NetLimits;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The same port by HTTP/1.1, with JSON and with protobuf. */
class V1HttpTest {
    private static final V1Limits LIMITS =
            new V1Limits(new NetLimits(50, 100, 1 << 20, 4 << 20, Duration.ofSeconds(20)), 1, 40);

    private final FakeDatastore data = new FakeDatastore();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private V1Server server;
    private InetSocketAddress address;

    @BeforeEach
    void start() throws Exception {
        server = new V1Server(LIMITS);
        address = server.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), this::find)
                .address();
    }

    private Optional<io.ironstead.datastore.Datastore> find(String project, String database) {
        return project.equals("shop") ? Optional.of(data) : Optional.empty();
    }

    @AfterEach
    void stop() {
        http.close();
        server.close();
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + address.getPort() + path);
    }

    private HttpResponse<String> post(String path, String body) throws Exception {
        var request = HttpRequest.newBuilder(uri(path))
                .header("Content-Type", "application/json; charset=utf-8")
                .POST(BodyPublishers.ofString(body))
                .build();
        return http.send(request, BodyHandlers.ofString());
    }

    @Test
    void jsonIsUnderstoodAndAnswered() throws Exception {
        var commit = post("/v1/projects/shop:commit", """
                {"mode": "NON_TRANSACTIONAL", "mutations": [{"insert": {
                  "key": {"path": [{"kind": "Guest", "name": "a"}]},
                  "properties": {"age": {"integerValue": "7"}}}}]}""");
        assertThat(commit.statusCode()).as(commit.body()).isEqualTo(200);
        assertThat(commit.headers().firstValue("Content-Type")).hasValue("application/json");
        assertThat(commit.body()).contains("\"mutationResults\":[{").contains("\"commitTime\":\"20");

        var lookup = post("/v1/projects/shop:lookup", """
                {"keys": [{"path": [{"kind": "Guest", "name": "a"}]}]}""");
        assertThat(lookup.body()).contains("\"age\":{\"integerValue\":\"7\"}");
    }

    @Test
    void refusalsAreGooglesJson() throws Exception {
        var refused = post("/v1/projects/shop:commit", "{}");
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body())
                .contains("\"code\":400")
                .contains("\"message\":\"transactional commit requires a transaction\"")
                .contains("\"status\":\"INVALID_ARGUMENT\"");

        var foreign = post("/v1/projects/bank:lookup", "{}");
        assertThat(foreign.statusCode()).isEqualTo(403);
        assertThat(foreign.body()).contains("PERMISSION_DENIED").contains("bank");

        var hidden = post("/v1/projects/shop:lookup", "{\"projectId\": \"bank\"}");
        assertThat(hidden.statusCode()).isEqualTo(400);

        var malformed = post("/v1/projects/shop:lookup", "{\"keys\": 5");
        assertThat(malformed.body()).contains("Payload isn't valid for request.");
    }

    @Test
    void protobufIsUnderstoodAndAnswered() throws Exception {
        var key = com.google.datastore.v1.Key.newBuilder();
        key.addPathBuilder().setKind("Guest").setName("nobody");
        var lookup = LookupRequest.newBuilder().addKeys(key).build();
        var answer = http.send(protobuf("/v1/projects/shop:lookup", lookup.toByteArray()), BodyHandlers.ofByteArray());
        assertThat(LookupResponse.parseFrom(answer.body()).getMissingCount()).isEqualTo(1);

        var refused = http.send(protobuf("/v1/projects/shop:commit", new byte[0]), BodyHandlers.ofByteArray());
        assertThat(refused.statusCode()).isEqualTo(400);
        var status = Status.parseFrom(refused.body());
        assertThat(status.getCode()).isEqualTo(3);
        assertThat(status.getMessage()).isEqualTo("transactional commit requires a transaction");
    }

    private HttpRequest protobuf(String path, byte[] body) {
        return HttpRequest.newBuilder(uri(path))
                .header("Content-Type", "application/x-protobuf")
                .POST(BodyPublishers.ofByteArray(body))
                .build();
    }

    @Test
    void healthIsTold() throws Exception {
        var health = http.send(HttpRequest.newBuilder(uri("/")).build(), BodyHandlers.ofString());
        assertThat(health.body()).isEqualTo("Ok\n");
    }

    @Test
    void onlyTestModeForgetsEverything() throws Exception {
        assertThat(post("/reset", "").statusCode()).isEqualTo(404);
        assertThat(post("/shutdown", "").statusCode()).isEqualTo(404);

        var resets = new int[1];
        address = server.listenForTests(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), this::find, new TestMode() {
                            @Override
                            public void reset() {
                                resets[0]++;
                            }

                            @Override
                            public void shutdown() {}
                        })
                .address();
        assertThat(post("/reset", "").statusCode()).isEqualTo(200);
        assertThat(resets[0]).isEqualTo(1);
    }

    @Test
    void pipelinedRequestsAreAnsweredInOrder() throws Exception {
        String missing = "GET /missing HTTP/1.1\r\nHost: a\r\n\r\n";
        String health = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
        String last = "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
        assertThat(exchange(missing + health + missing + last).split("HTTP/1.1 "))
                .hasSize(5)
                .satisfies(parts -> {
                    assertThat(parts[1]).startsWith("404");
                    assertThat(parts[2]).startsWith("200");
                    assertThat(parts[3]).startsWith("404");
                    assertThat(parts[4]).startsWith("200");
                });
    }

    @Test
    void bodiesBeyondTheLimitAreRefusedWhetherTheySayTheirLengthOrNot() throws Exception {
        String head = "POST /v1/projects/shop:lookup HTTP/1.1\r\nHost: a\r\n";
        assertThat(exchange(head + "Content-Length: 99999999\r\n\r\n")).startsWith("HTTP/1.1 413");
        String chunk = "80000\r\n" + "x".repeat(0x80000) + "\r\n";
        assertThat(exchange(head + "Transfer-Encoding: chunked\r\n\r\n" + chunk + chunk + "1\r\nx\r\n"))
                .startsWith("HTTP/1.1 413");
        assertThat(exchange("nonsense\r\n\r\n")).startsWith("HTTP/1.1 400");
    }

    /** Everything that comes back until the server closes. */
    private String exchange(String sent) throws IOException {
        try (var socket = new Socket(address.getAddress(), address.getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(sent.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
