package io.ironstead.cli.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Makes the AOT caches: each program runs once more on a folder of its own, loads everything, writes it down and ends. */
public class Training {
    private static final Duration LIMIT = Duration.ofMinutes(5);

    private final Programs programs;
    private final DataFolder data;

    /** @param data of a console and an agent that has joined it */
    public Training(Programs programs, DataFolder data) {
        this.programs = programs;
        this.data = data;
    }

    public static boolean isDone(Programs programs) {
        return Files.exists(programs.consoleCache()) && Files.exists(programs.agentCache());
    }

    /** Leaves the caches beside the programs; one whose training did not end well is left out. */
    public void train() throws IOException, InterruptedException {
        train(programs.consoleCache(), this::console);
        train(programs.agentCache(), this::agent);
    }

    private interface Words {
        List<String> in(Path scratch) throws IOException;
    }

    private void train(Path cache, Words words) throws IOException, InterruptedException {
        if (Files.exists(cache)) {
            return;
        }
        var scratch = Files.createTempDirectory(data.root(), "training-");
        // Beside its place, so that it appears there as a whole.
        var fresh = cache.resolveSibling(
                cache.getFileName() + "-" + ProcessHandle.current().pid());
        try {
            var all = new ArrayList<String>(List.of("-XX:AOTCacheOutput=" + fresh, "-Dspring.context.exit=onRefresh"));
            all.addAll(words.in(scratch));
            var process = new JavaProcess(data.log("training"), all, Map.of()).start(true);
            var ended = process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS);
            if (!ended) {
                process.destroyForcibly();
            } else if (process.exitValue() == 0 && Files.exists(fresh)) {
                Files.move(fresh, cache, StandardCopyOption.ATOMIC_MOVE);
            }
        } finally {
            Files.deleteIfExists(fresh);
            removeAll(scratch);
        }
    }

    private List<String> console(Path scratch) {
        var words = new ArrayList<String>(List.of("-Xmx256m"));
        words.addAll(Programs.jvmFlags());
        words.addAll(List.of(
                "-jar",
                programs.consoleJar().toString(),
                "--server.address=127.0.0.1",
                "--server.port=0",
                "--console.data-dir=" + scratch.resolve("data"),
                "--console.agent-address=127.0.0.1",
                "--console.agent-port=0"));
        return words;
    }

    /** A copy of the agent that has joined, for without a certificate none starts; it is told of a console that is nowhere. */
    private List<String> agent(Path scratch) throws IOException {
        var copy = Files.createDirectories(scratch.resolve("identity"));
        for (var file : List.of("ca.pem", "certificate.pem", "key.pem")) {
            Files.copy(
                    data.node().resolve("identity").resolve(file),
                    copy.resolve(file),
                    StandardCopyOption.COPY_ATTRIBUTES);
        }
        Files.writeString(copy.resolve("node.json"), "{\"node\":\"training\",\"consoleAddress\":\"127.0.0.1:1\"}");
        var words = new ArrayList<>(LocalNode.agentFlags());
        words.addAll(List.of(
                "-jar",
                programs.agentJar().toString(),
                "--agent.data-dir=" + scratch,
                "--agent.http-address=127.0.0.1",
                "--agent.http-port=0",
                "--agent.datastore-port=0",
                "--agent.platform-domain=localhost"));
        return words;
    }

    private static void removeAll(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
