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

/** Makes the console's AOT cache: a second console on an empty folder loads everything once, writes it down and ends. */
public class ConsoleTraining {
    private static final Duration LIMIT = Duration.ofMinutes(5);

    private final Programs programs;
    private final DataFolder data;

    public ConsoleTraining(Programs programs, DataFolder data) {
        this.programs = programs;
        this.data = data;
    }

    /** Leaves the cache beside the console's program, or nothing when the training did not end well. */
    public void train() throws IOException, InterruptedException {
        if (Files.exists(programs.consoleCache())) {
            return;
        }
        var scratch = Files.createTempDirectory(data.root(), "training-");
        // Beside its place, so that it appears there as a whole.
        var fresh = programs.consoleCache()
                .resolveSibling("console.aot-" + ProcessHandle.current().pid());
        try {
            var process = new JavaProcess(data.log("training"), words(scratch, fresh), Map.of()).start(true);
            var ended = process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS);
            if (!ended) {
                process.destroyForcibly();
            } else if (process.exitValue() == 0 && Files.exists(fresh)) {
                Files.move(fresh, programs.consoleCache(), StandardCopyOption.ATOMIC_MOVE);
            }
        } finally {
            Files.deleteIfExists(fresh);
            removeAll(scratch);
        }
    }

    private List<String> words(Path scratch, Path cache) {
        var words = new ArrayList<String>(List.of("-Xmx256m", "-XX:AOTCacheOutput=" + cache));
        words.addAll(Programs.jvmFlags());
        words.addAll(List.of(
                "-Dspring.context.exit=onRefresh",
                "-jar",
                programs.consoleJar().toString(),
                "--server.address=127.0.0.1",
                "--server.port=0",
                "--console.data-dir=" + scratch.resolve("data"),
                "--console.agent-address=127.0.0.1",
                "--console.agent-port=0"));
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
