package io.ironstead.journeys;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A console and a node that {@code ./ironstead up} has started, used through the command line, the API and HTTP. */
public final class Ironstead implements AutoCloseable {
    static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration CALL_LIMIT = Duration.ofMinutes(2);
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final Path data;
    private final int consolePort;
    private final int httpPort;
    private JsonNode up = JSON.createObjectNode();

    private Ironstead(Path data, int consolePort, int httpPort) {
        this.data = data;
        this.consolePort = consolePort;
        this.httpPort = httpPort;
    }

    /** A folder and two free ports, and nothing started yet. */
    public static Ironstead inNewFolder(String name) {
        try {
            var data = Files.createTempDirectory(work(), name + "-");
            return new Ironstead(data, freePort(), freePort());
        } catch (IOException refused) {
            throw new UncheckedIOException(refused);
        }
    }

    /** Starts what is not running; the answer's one line of JSON is kept. */
    public Ironstead up(String... more) {
        return start(Stream.concat(Stream.of("--no-samples"), Stream.of(more)));
    }

    /** As {@link #up}, and lets it deploy every sample in the background, as somebody who sees Ironstead first gets it. */
    public Ironstead upWithSamples() {
        return start(Stream.of());
    }

    private Ironstead start(Stream<String> more) {
        var words = new ArrayList<>(List.of("up", "--detach", "--json", "--no-training", "--data", data.toString()));
        words.addAll(List.of(
                "--console-port",
                Integer.toString(consolePort),
                "--http-port",
                Integer.toString(httpPort),
                "--datastore-port",
                "0"));
        words.addAll(more.toList());
        up = JSON.readTree(CommandLine.run(words).mustSucceed().out());
        return this;
    }

    public CommandLine.Result run(String command, String... words) {
        var all = new ArrayList<>(List.of(command));
        all.addAll(List.of(words));
        all.addAll(List.of("--data", data.toString()));
        return CommandLine.run(all);
    }

    public Path data() {
        return data;
    }

    public int consolePort() {
        return consolePort;
    }

    public int httpPort() {
        return httpPort;
    }

    public String console() {
        return up.path("console").asString();
    }

    public String signInLink() {
        return up.path("signIn").asString();
    }

    public String token() {
        return up.path("token").asString();
    }

    public JsonNode node() {
        return up.path("nodes").path(0);
    }

    public long consolePid() {
        return readJson(data.resolve("console/console.json")).path("pid").asLong();
    }

    /** The address of a site's host as a browser would write it. */
    public String addressOf(String host) {
        return "http://" + host + ".localhost:" + httpPort;
    }

    public JsonNode api(String method, String path, String body) {
        var answer = send(HttpRequest.newBuilder(URI.create(console() + "/api/v1/" + path))
                .header("Authorization", "Bearer " + token())
                .header("Content-Type", "application/json")
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body)));
        if (answer.statusCode() / 100 != 2) {
            throw new AssertionError(
                    method + " " + path + " was answered " + answer.statusCode() + " " + answer.body());
        }
        return answer.body().isBlank() ? JSON.createObjectNode() : JSON.readTree(answer.body());
    }

    /** One visit to a site, as if its name led to this machine. */
    public HttpResponse<String> visit(String host, String path) {
        return visitPort(httpPort, host, path);
    }

    /** A form that is sent to a site by somebody without its cookies. */
    public HttpResponse<String> post(String host, String path, String form) {
        return send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + httpPort + path))
                .header("Host", host + ".localhost:" + httpPort)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form)));
    }

    public HttpResponse<String> visitPort(int port, String host, String path) {
        return send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Host", host + ".localhost:" + port));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return HTTP.send(request.timeout(CALL_LIMIT).build(), BodyHandlers.ofString());
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new AssertionError("Interrupted", stopped);
        }
    }

    /** Processes that have to do with this folder: by their words, their environment or where they are. */
    public List<String> processes() {
        try (Stream<Path> all = Files.list(Path.of("/proc"))) {
            return all.filter(path -> path.getFileName().toString().matches("\\d+"))
                    .filter(this::concernsUs)
                    .map(path -> path.getFileName() + ": " + text(path.resolve("cmdline")))
                    .filter(line -> !line.endsWith(": "))
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private boolean concernsUs(Path process) {
        var folder = data.toString();
        return Stream.of(
                        text(process.resolve("cmdline")),
                        text(process.resolve("environ")),
                        link(process.resolve("cwd")))
                .anyMatch(text -> text.contains(folder));
    }

    private static String text(Path file) {
        try {
            return Files.readString(file, java.nio.charset.StandardCharsets.ISO_8859_1)
                    .replace('\0', ' ');
        } catch (IOException gone) {
            return "";
        }
    }

    private static String link(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException gone) {
            return "";
        }
    }

    static JsonNode readJson(Path file) {
        try {
            return JSON.readTree(Files.readAllBytes(file));
        } catch (IOException absent) {
            throw new UncheckedIOException(absent);
        }
    }

    static Path root() {
        return Path.of(System.getProperty("ironstead.root")).toAbsolutePath().normalize();
    }

    static Path work() {
        return Path.of(System.getProperty("ironstead.work"));
    }

    public static Path sample(String folder) {
        return root().resolve("samples").resolve(folder);
    }

    public static int freePort() throws IOException {
        try (var probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        }
    }

    /** Stops everything and insists that nothing is left; what it wrote stays for whoever looks into a failure. */
    @Override
    public void close() {
        run("down").mustSucceed();
        var left = processes();
        if (!left.isEmpty()) {
            throw new AssertionError("Left behind after down: " + left);
        }
    }

    @Override
    public String toString() {
        return "Ironstead[" + data + ", " + Arrays.asList(consolePort, httpPort) + "]";
    }
}
