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
import java.util.List;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A console and a node of their own on free ports, started by {@code ./ironstead up} and gone when closed. */
class LiveIronstead implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration CALL_LIMIT = Duration.ofSeconds(60);

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Path data;
    private final JsonNode up;

    private LiveIronstead(Path data, JsonNode up) {
        this.data = data;
        this.up = up;
    }

    static LiveIronstead start() throws IOException, InterruptedException {
        var data = Files.createTempDirectory("ironstead-bench-");
        var ports = freePorts();
        var line = launcher(
                "up",
                "--detach",
                "--json",
                "--no-samples",
                "--no-training",
                "--data",
                data.toString(),
                "--console-port",
                ports.get(0),
                "--http-port",
                ports.get(1));
        return new LiveIronstead(data, JSON.readTree(line));
    }

    Path samples() {
        return Path.of(System.getProperty("ironstead.root"), "samples");
    }

    long agentPid() {
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
        var request = HttpRequest.newBuilder(URI.create(up.path("console").asString() + "/api/v1/" + path))
                .timeout(CALL_LIMIT)
                .header("Authorization", "Bearer " + up.path("token").asString())
                .header("Content-Type", "application/json")
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .build();
        var answer = http.send(request, BodyHandlers.ofString());
        if (answer.statusCode() / 100 != 2) {
            throw new IOException(method + " " + path + " was answered " + answer.statusCode() + " " + answer.body());
        }
        return answer.body().isBlank() ? JSON.createObjectNode() : JSON.readTree(answer.body());
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

    /** Stops every instance of a site, and returns once there is none. */
    void putToSleep(String site) throws IOException, InterruptedException {
        for (int attempt = 0; attempt < 300; attempt++) {
            var instances = api("GET", "sites/" + site + "/instances", "");
            if (instances.isEmpty()) {
                return;
            }
            for (var instance : instances) {
                if (attempt % 20 == 0) {
                    api(
                            "DELETE",
                            "sites/" + site + "/instances/"
                                    + instance.path("id").asString(),
                            "");
                }
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
        throw new IOException("The instances of " + site + " did not stop within 30 s");
    }

    private static List<String> freePorts() throws IOException {
        try (var one = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return List.of(Integer.toString(one.getLocalPort()), Integer.toString(other.getLocalPort()));
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
