package io.ironstead.javahost;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
    private final List<Process> started = new ArrayList<>();
    private final Queue<String> log = new ConcurrentLinkedQueue<>();

    HostProcesses(Path folder) {
        this.folder = folder;
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

    private static List<Path> jars(String servletApi) throws IOException {
        try (var jars = Files.list(HOST.resolve(servletApi))) {
            return jars.toList();
        }
    }

    Process launch(String servletApi, Path war, Map<String, String> environment, String... more) throws IOException {
        var words = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                HOST.resolve(servletApi) + "/*",
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
        var output = launch(servletApi, war, environment, more).inputReader();
        var seen = new StringBuilder();
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

    /** What the hosts have written since they listen. */
    Queue<String> log() {
        return log;
    }

    @Override
    public void close() {
        started.forEach(Process::destroyForcibly);
    }
}
