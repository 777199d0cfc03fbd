package io.ironstead.javahost;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A WAR with its own copy of Google's SDK, in several versions, runs in a real host and calls a real API server. */
class ApiProxyIT {
    private static final Path JARS = Path.of(System.getProperty("api.jars"));

    @TempDir
    Path temporary;

    private final HttpClient http = HttpClient.newHttpClient();
    private HostProcesses hosts;
    private StubApiServer server;
    private int port;

    @BeforeEach
    void prepare() throws IOException {
        hosts = new HostProcesses(temporary);
        server = new StubApiServer();
    }

    @AfterEach
    void stop() {
        hosts.close();
        server.close();
    }

    @ParameterizedTest
    @CsvSource({"javax,2.0.39", "javax,4.0.2", "javax,newest", "jakarta,2.0.39", "jakarta,4.0.2", "jakarta,newest"})
    void aProgramWithItsOwnCopyOfTheSdkCallsThePlatform(String api, String version) throws Exception {
        start(api, version);
        assertThat(get("/calls/environment")).isEqualTo("""
                200 start secretkey
                ticket t-1
                app s~shop api v3.77
                user ann@example.org 42 true example.org
                namespace north apps
                attributes shop.example.org log-1
                left true
                property Production s~shop v3.77 i-9
                hidden [X-AppEngine-Country, X-AppEngine-Current-Namespace, X-AppEngine-Default-Namespace]""");
        assertThat(get("/calls/memcache")).isEqualTo("200 hello null");
        assertThat(get("/calls/future")).isEqualTo("200 one true RequestTooLargeException");
        assertThat(get("/calls/async")).isEqualTo("200 async t-1");
        assertThat(get("/calls/threads")).isEqualTo("200 own null, request t-1, background secretkey, counted true");
        assertThat(get("/_ah/warmup")).startsWith("200");
        assertThat(get("/_ah/start")).startsWith("404");
        rollsBackWhatARequestLeftOpen();
        runsDeferredTasksOfTheQueueOnly();
    }

    private void rollsBackWhatARequestLeftOpen() throws Exception {
        assertThat(get("/calls/open")).isEqualTo("200 transaction 17 s~shop");
        assertThat(server.seen().stream().map(StubApiServer.Seen::call))
                .contains("datastore_v3.BeginTransaction", "datastore_v3.Rollback");
    }

    private void runsDeferredTasksOfTheQueueOnly() throws Exception {
        var task = Base64.getDecoder().decode(get("/calls/task?bytes=1").substring(4));
        var path = ApiServlets.DEFERRED_PATH;
        var type = "application/x-binary-app-engine-java-runnable-task";
        assertThat(get(path)).startsWith("403");
        assertThat(send(request(path).header("Content-Type", type).POST(HttpRequest.BodyPublishers.ofByteArray(task))))
                .startsWith("403");
        assertThat(send(request(path)
                        .header("X-AppEngine-QueueName", "default")
                        .header("Content-Type", "text/plain")
                        .POST(HttpRequest.BodyPublishers.ofByteArray(task))))
                .startsWith("415");
        assertThat(get("/calls/task")).isEqualTo("200 not run");
        assertThat(send(request(path)
                        .header("X-AppEngine-QueueName", "default")
                        .header("Content-Type", type)
                        .POST(HttpRequest.BodyPublishers.ofByteArray(task))))
                .startsWith("200");
        assertThat(get("/calls/task")).isEqualTo("200 deferred t-1");
    }

    @Test
    void everyErrorIsTheExceptionThatGooglesRuntimeThrows() throws Exception {
        start("jakarta", "newest");
        var expected = Map.ofEntries(
                Map.entry("0", "UnknownException"),
                Map.entry("1", "CallNotFoundException"),
                Map.entry("2", "ArgumentException"),
                Map.entry("3", "UnknownException"),
                Map.entry("4", "OverQuotaException"),
                Map.entry("5", "RequestTooLargeException"),
                Map.entry("6", "CapabilityDisabledException"),
                Map.entry("7", "FeatureNotEnabledException"),
                Map.entry("8", "ArgumentException"),
                Map.entry("9", "ResponseTooLargeException"),
                Map.entry("10", "CancelledException"),
                Map.entry("11", "UnknownException"),
                Map.entry("12", "ApiDeadlineExceededException"),
                Map.entry("99", "UnknownException"));
        for (var one : expected.entrySet()) {
            assertThat(error("RpcError", one.getKey())).as(one.getKey()).startsWith("200 " + one.getValue() + " ");
        }
        for (var code : new String[] {"0", "3", "6", "7"}) {
            assertThat(error("RpcError", code))
                    .as("what the server says of %s", code)
                    .contains("100% broken");
        }
        assertThat(error("ApplicationError", "")).isEqualTo("200 ApplicationException 9 100% refused");
        assertThat(error("memcache.Stats", "")).startsWith("200 CapabilityDisabledException");
        assertThat(error("NoSuchMethod", ""))
                .startsWith("200 CallNotFoundException")
                .contains("NoSuchMethod");
        assertThat(error("Status", "")).startsWith("200 UnknownException").contains("HTTP 503");
        assertThat(error("Garbage", "")).startsWith("200 UnknownException").contains("longer than its message");
        assertThat(error("Large", "")).startsWith("200 ResponseTooLargeException");
        assertThat(get("/calls/large")).startsWith("200 RequestTooLargeException");
        assertThat(get("/calls/memcache")).isEqualTo("200 hello null");
    }

    @Test
    void aCallEndsAtItsDeadlineAndSaysItToTheServer() throws Exception {
        start("javax", "newest");
        assertThat(get("/calls/deadline"))
                .startsWith("200 ApiDeadlineExceededException")
                .endsWith(" true");
        assertThat(server.seen().getLast().deadline()).isEqualTo("0.250");
        assertThat(get("/calls/open")).startsWith("200");
        assertThat(server.seen())
                .filteredOn(seen -> seen.call().startsWith("datastore"))
                .allSatisfy(seen -> assertThat(seen.deadline()).isEqualTo("60.000"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"javax", "jakarta"})
    void anAnswerEndsAfterTheThreadsOfItsRequest(String api) throws Exception {
        start(api, "newest");
        int before = server.seen().size();
        assertThat(get("/calls/outlived")).isEqualTo("200 answered");
        assertThat(server.seen()).hasSize(before + 1);
    }

    @Test
    void connectionsAreKept() throws Exception {
        start("jakarta", "newest");
        for (int i = 0; i < 20; i++) {
            assertThat(get("/calls/memcache")).startsWith("200");
        }
        assertThat(server.seen().stream()
                        .map(StubApiServer.Seen::port)
                        .distinct()
                        .count())
                .isLessThanOrEqualTo(3);
    }

    private void start(String api, String version) throws IOException {
        String source;
        try (var resource = Objects.requireNonNull(getClass().getResourceAsStream("Calls.java.txt"))) {
            source = new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        }
        var war = hosts.war(api, "Calls", source, JARS.resolve(version + ".jar"));
        port = hosts.start(
                api,
                war,
                Map.of(
                        "API_HOST", "127.0.0.1",
                        "API_PORT", Integer.toString(server.port()),
                        "GAE_APPLICATION", "s~shop",
                        "GAE_SERVICE", "api",
                        "GAE_VERSION", "v3",
                        "GAE_DEPLOYMENT_ID", "77",
                        "GAE_INSTANCE", "i-9"));
    }

    private String error(String method, String argument) throws Exception {
        return get("/calls/error?method=" + method + "&argument=" + argument);
    }

    private String get(String path) throws Exception {
        return send(request(path).GET());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(30))
                .header("X-AppEngine-Api-Ticket", "t-1")
                .header("X-AppEngine-User-Email", "ann@example.org")
                .header("X-AppEngine-User-Id", "42")
                .header("X-AppEngine-User-Is-Admin", "1")
                .header("X-AppEngine-Auth-Domain", "example.org")
                .header("X-AppEngine-Default-Version-Hostname", "shop.example.org")
                .header("X-AppEngine-Request-Log-Id", "log-1")
                .header("X-AppEngine-Timeout-Ms", "30000")
                .header("X-AppEngine-Country", "NL")
                .header("X-AppEngine-Default-Namespace", "apps")
                .header("X-AppEngine-Current-Namespace", "north");
    }

    private String send(HttpRequest.Builder request) throws Exception {
        var answer = http.send(request.build(), BodyHandlers.ofString());
        return answer.statusCode() + " " + answer.body();
    }
}
