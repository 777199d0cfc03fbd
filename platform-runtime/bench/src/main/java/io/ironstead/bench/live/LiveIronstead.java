package io.ironstead.bench.live;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A console and a node of their own on free ports, started by {@code ./ironstead up} and gone when closed. */
public class LiveIronstead implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration CALL_LIMIT = Duration.ofSeconds(60);
    private static final int SLEEP_ATTEMPTS = 300;
    private static final int SLEEP_LOOK_MILLIS = 100;
    private static final int EVENT_SECONDS = 180;
    private static final int GONE_BY_ITSELF = 404;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Path data;
    private final List<String> ports;
    private JsonNode up;

    private LiveIronstead(Path data, List<String> ports) throws IOException, InterruptedException {
        this.data = data;
        this.ports = ports;
        this.up = bringUp();
    }

    public static LiveIronstead start() throws IOException, InterruptedException {
        return new LiveIronstead(Files.createTempDirectory("ironstead-bench-"), freePorts());
    }

    private JsonNode bringUp() throws IOException, InterruptedException {
        return JSON.readTree(launcher(
                "up",
                "--detach",
                "--json",
                "--no-samples",
                "--no-training",
                "--data",
                data.toString(),
                "--console-port",
                ports.get(0),
                "--datastore-port",
                ports.get(2),
                "--http-port",
                ports.get(1)));
    }

    /** Kills the node, which is told nothing; returns when it is gone. */
    public void crashNode(Duration restMax) throws IOException, InterruptedException {
        ProcessHandle.of(agentPid()).ifPresent(ProcessHandle::destroyForcibly);
        for (long left = restMax.toMillis();
                left > 0 && ProcessHandle.of(agentPid()).isPresent();
                left -= 10) {
            TimeUnit.MILLISECONDS.sleep(10);
        }
    }

    /** Starts what is not running. */
    public void startAgain() throws IOException, InterruptedException {
        up = bringUp();
    }

    /** What the node keeps on its disk. */
    public Path nodeFolder() {
        return data.resolve("node");
    }

    /** Where Cloud Datastore's clients find it. */
    public int datastorePort() {
        return Integer.parseInt(ports.get(2));
    }

    Path samples() {
        return Path.of(System.getProperty("ironstead.root"), "samples");
    }

    public long agentPid() {
        return up.path("nodes").path(0).path("pid").asLong();
    }

    long consolePid() throws IOException {
        return JSON.readTree(Files.readAllBytes(data.resolve("console/console.json")))
                .path("pid")
                .asLong();
    }

    /** Deploys as a tenant would, and returns when the version answers. */
    void deploy(Path bundle, String site, String version) throws IOException, InterruptedException {
        launcher("deploy", bundle.toString(), "--site", site, "--version", version, "--data", data.toString());
    }

    JsonNode api(String method, String path, String body) throws IOException, InterruptedException {
        var answer = call(method, path, body);
        if (answer.statusCode() / 100 != 2) {
            throw refused(method, path, answer);
        }
        return answer.body().isBlank() ? JSON.createObjectNode() : JSON.readTree(answer.body());
    }

    private HttpResponse<String> call(String method, String path, String body)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(up.path("console").asString() + "/api/v1/" + path))
                .timeout(CALL_LIMIT)
                .header("Authorization", "Bearer " + up.path("token").asString())
                .header("Content-Type", "application/json")
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .build();
        return http.send(request, BodyHandlers.ofString());
    }

    private static IOException refused(String method, String path, HttpResponse<String> answer) {
        return new IOException(method + " " + path + " was answered " + answer.statusCode() + " " + answer.body());
    }

    /** One visit to a site's front page. */
    HttpResponse<byte[]> visit(String site) throws IOException, InterruptedException {
        var node = up.path("nodes").path(0).path("http").asString();
        var request = HttpRequest.newBuilder(URI.create("http://" + node + "/"))
                .timeout(CALL_LIMIT)
                .header("Host", site + ".localhost")
                .build();
        return http.send(request, BodyHandlers.ofByteArray());
    }

    /** Waits until a node has told about something that happened to a site. */
    void awaitEvent(String site, String beginning) throws IOException, InterruptedException {
        for (int second = 0; second < EVENT_SECONDS; second++) {
            for (var event : api("GET", "sites/" + site + "/events", "")) {
                if (event.path("sentence").asString().startsWith(beginning)) {
                    return;
                }
            }
            TimeUnit.SECONDS.sleep(1);
        }
        throw new IOException(site + " had no event \"" + beginning + "\" within " + EVENT_SECONDS + " s");
    }

    /**
     * Stops every instance of sites that were visited since they last slept, and returns once the console has first seen
     * instances of each, and then none. The first half matters: the console hears from its nodes once a second, so
     * shortly after a visit it shows no instance although one runs.
     */
    void putToSleep(List<String> sites) throws IOException, InterruptedException {
        var asleep = new HashSet<String>();
        var retired = new HashMap<String, Set<String>>();
        for (int attempt = 0; attempt < SLEEP_ATTEMPTS; attempt++) {
            for (var site : sites) {
                if (!asleep.contains(site) && isAsleep(site, retired.computeIfAbsent(site, _ -> new HashSet<>()))) {
                    asleep.add(site);
                }
            }
            if (asleep.size() == sites.size()) {
                return;
            }
            TimeUnit.MILLISECONDS.sleep(SLEEP_LOOK_MILLIS);
        }
        throw new IOException("Of " + sites + " only " + asleep + " slept within "
                + SLEEP_ATTEMPTS * SLEEP_LOOK_MILLIS / 1000 + " s; instances seen and told to stop: " + retired);
    }

    /** Looks once, and tells instances to stop that it has not told yet. */
    private boolean isAsleep(String site, Set<String> retired) throws IOException, InterruptedException {
        var instances = api("GET", "sites/" + site + "/instances", "");
        for (var instance : instances) {
            var id = instance.path("id").asString();
            if (retired.add(id)) {
                retire(site, id);
            }
        }
        return instances.isEmpty() && !retired.isEmpty();
    }

    private void retire(String site, String instance) throws IOException, InterruptedException {
        var answer = call("DELETE", "sites/" + site + "/instances/" + instance, "");
        if (answer.statusCode() / 100 != 2 && answer.statusCode() != GONE_BY_ITSELF) {
            throw refused("DELETE", instance, answer);
        }
    }

    private static List<String> freePorts() throws IOException {
        var loopback = InetAddress.getLoopbackAddress();
        try (var one = new ServerSocket(0, 1, loopback);
                var other = new ServerSocket(0, 1, loopback);
                var third = new ServerSocket(0, 1, loopback)) {
            return Stream.of(one, other, third)
                    .map(socket -> Integer.toString(socket.getLocalPort()))
                    .toList();
        }
    }

    private static String launcher(String... words) throws IOException, InterruptedException {
        var command = new ArrayList<String>(List.of(System.getProperty("ironstead.launcher")));
        command.addAll(List.of(words));
        var errors = Files.createTempFile("ironstead-bench-", ".err");
        try {
            var builder = new ProcessBuilder(command).redirectError(errors.toFile());
            builder.environment().put("IRONSTEAD_BUILD", "never");
            builder.environment().put("IRONSTEAD_JAVA_HOME", System.getProperty("java.home"));
            var process = builder.start();
            var out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IOException("./ironstead " + words[0] + " failed: " + Files.readString(errors));
            }
            return out.strip();
        } finally {
            Files.delete(errors);
        }
    }

    @Override
    public void close() {
        try {
            launcher("down", "--data", data.toString());
            try (var files = Files.walk(data)) {
                for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException left) {
            System.err.println("Left behind: " + data + " (" + left.getMessage() + ")");
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
