package io.ironstead.journeys;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A program that runs to its end as a process of its own. */
record Program(List<String> words, Map<String, String> environment) {
    private static final long LIMIT_MINUTES = 5;

    /** What is left of it: both outputs in one text. */
    record Ended(int exitCode, String output) {}

    static Program of(String... words) {
        return new Program(List.of(words), Map.of());
    }

    Program with(List<String> more) {
        var all = new ArrayList<>(words);
        all.addAll(more);
        return new Program(all, environment);
    }

    Program in(Map<String, String> variables) {
        var all = new HashMap<>(environment);
        all.putAll(variables);
        return new Program(words, all);
    }

    Ended run() {
        try {
            Path output = Files.createTempFile(Ironstead.work(), "program-", ".txt");
            var builder = new ProcessBuilder(words).redirectErrorStream(true).redirectOutput(output.toFile());
            builder.environment().putAll(environment);
            var process = builder.start();
            if (!process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new AssertionError(words + " did not end: " + Files.readString(output));
            }
            var ended = new Ended(process.exitValue(), Files.readString(output));
            Files.delete(output);
            return ended;
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new AssertionError("Interrupted", stopped);
        }
    }

    void mustSucceed() {
        var ended = run();
        if (ended.exitCode() != 0) {
            throw new AssertionError(words + " ended with " + ended.exitCode() + ": " + ended.output());
        }
    }
}
