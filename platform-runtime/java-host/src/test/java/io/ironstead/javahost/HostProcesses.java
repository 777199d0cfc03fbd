package io.ironstead.javahost;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.tools.ToolProvider;

/** Built hosts as real processes, and the WARs they run, compiled on the spot. Closing it ends them all. */
final class HostProcesses implements AutoCloseable {
    private static final Path HOST = Path.of(System.getProperty("java.host"));
    private static final Pattern PORT = Pattern.compile("listening on port (\\d+)");

    private final Path folder;
    private final HttpClient http = HttpClient.newHttpClient();
    private final List<Process> started = new ArrayList<>();
    private final Queue<String> log = new ConcurrentLinkedQueue<>();
    private List<String> jvmFlags = List.of();
    private boolean jsp;

    HostProcesses(Path folder) {
        this.folder = folder;
    }

    /** Those started from now on have the JSP engine. */
    HostProcesses withJsp() {
        jsp = true;
        return this;
    }

    /** Those started from now on have these options of the JVM. */
    void jvmFlags(String... flags) {
        jvmFlags = List.of(flags);
    }

    /**
     * An unpacked WAR with the classes of one source file.
     *
     * @param servletApi {@code javax} or {@code jakarta}; stands for each {@code %1$s} of the source
     * @param libraries copied into {@code WEB-INF/lib}
     */
    Path war(String servletApi, String className, String source, Path... libraries) throws IOException {
        var war = folder.resolve("war-" + servletApi);
        var classes = Files.createDirectories(war.resolve("WEB-INF/classes"));
        var lib = Files.createDirectories(war.resolve("WEB-INF/lib"));
        Files.writeString(war.resolve("page.txt"), "static");
        for (var library : libraries) {
            Files.copy(library, lib.resolve(library.getFileName()));
        }
        var file = Files.writeString(folder.resolve(className + ".java"), source.replace("%1$s", servletApi));
        var classPath = new ArrayList<>(jars(servletApi));
        classPath.addAll(List.of(libraries));
        int failed = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        null,
                        "-nowarn",
                        "-cp",
                        classPath.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)),
                        "-d",
                        classes.toString(),
                        file.toString());
        assertThat(failed).isZero();
        return war;
    }

    private static List<Path> jars(String folder) throws IOException {
        try (var jars = Files.list(HOST.resolve(folder))) {
            return jars.sorted().toList();
        }
    }

    /** In the order in which an agent puts them there. */
    private String classPath(String servletApi) throws IOException {
        var all = new ArrayList<>(jars(servletApi));
        if (jsp) {
            all.addAll(jars("jsp-" + servletApi));
        }
        return all.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    }

    Process launch(String servletApi, Path war, Map<String, String> environment, String... more) throws IOException {
        var words = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1"));
        words.addAll(jvmFlags);
        words.addAll(List.of(
                "-cp",
                classPath(servletApi),
                "io.ironstead.javahost.Main",
                "--war",
                war.toString(),
                "--port",
                "0",
                "--servlet-api",
                servletApi,
                "--work",
                folder.toString()));
        words.addAll(List.of(more));
        var builder = new ProcessBuilder(words).redirectErrorStream(true);
        builder.environment().putAll(environment);
        var process = builder.start();
        started.add(process);
        return process;
    }

    /** @return the port it listens on */
    int start(String servletApi, Path war, Map<String, String> environment, String... more) throws IOException {
        return port(launch(servletApi, war, environment, more), new StringBuilder());
    }

    /** Reads what the process prints, into {@code seen}, until it listens. */
    int port(Process process, StringBuilder seen) throws IOException {
        var output = process.inputReader();
        for (var line = output.readLine(); line != null; line = output.readLine()) {
            seen.append(line).append('\n');
            var port = PORT.matcher(line);
            if (port.find()) {
                // What it writes from now on is read, or a talkative program would wait for room in the pipe.
                Thread.ofVirtual().start(() -> output.lines().forEach(log::add));
                return Integer.parseInt(port.group(1));
            }
        }
        throw new AssertionError("The host ended: " + seen);
    }

    /** Status and body in one line, of a request as the broker gives it on. */
    String get(int port, String path, String... headers) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder().GET();
        if (headers.length > 0) {
            request.headers(headers);
        }
        return send(port, path, request);
    }

    String send(int port, String path, HttpRequest.Builder request) throws IOException, InterruptedException {
        var answer = answer(port, path, request);
        return answer.statusCode() + " " + answer.body();
    }

    HttpResponse<String> answer(int port, String path, HttpRequest.Builder request)
            throws IOException, InterruptedException {
        var whole = request.uri(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(30))
                .header("X-AppEngine-Https", "on")
                .header("X-AppEngine-Api-Ticket", "secret")
                .header("X-AppEngine-Country", "NL");
        if (whole.build().headers().firstValue("X-AppEngine-User-IP").isEmpty()) {
            whole.header("X-AppEngine-User-IP", "203.0.113.9");
        }
        return http.send(whole.build(), HttpResponse.BodyHandlers.ofString());
    }

    Process newest() {
        return started.getLast();
    }

    /** What the hosts have written since they listen. */
    Queue<String> log() {
        return log;
    }

    @Override
    public void close() {
        started.forEach(Process::destroyForcibly);
        http.close();
    }
}
