package io.ironstead.journeys;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs {@code ./ironstead} as somebody at a terminal does. */
final class CommandLine {
    private static final long LIMIT_MINUTES = 5;

    private CommandLine() {}

    /** What a command left: its exit code and both of its outputs. */
    record Result(List<String> words, int exitCode, String out, String err) {

        Result mustSucceed() {
            if (exitCode != 0) {
                // One line, the end of what was said first: summaries of test runs show the first line only.
                throw new AssertionError(("./ironstead " + words.getFirst() + " ended with " + exitCode + ": "
                                + String.join(
                                        " | ",
                                        (out + "\n" + err).lines().toList().reversed()) + " " + words)
                        .replace('\n', ' '));
            }
            return this;
        }
    }

    static Result run(List<String> words) {
        var command =
                new ArrayList<>(List.of(Ironstead.root().resolve("ironstead").toString()));
        command.addAll(words);
        try {
            var out = Files.createTempFile(Ironstead.work(), "out-", ".txt");
            var err = Files.createTempFile(Ironstead.work(), "err-", ".txt");
            var process = new ProcessBuilder(command)
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
            if (!process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new AssertionError("./ironstead " + words + " did not end: " + Files.readString(err));
            }
            var result = new Result(words, process.exitValue(), read(out), read(err));
            Files.delete(out);
            Files.delete(err);
            return result;
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new AssertionError("Interrupted", stopped);
        }
    }

    private static String read(java.nio.file.Path file) throws IOException {
        return Files.readString(file, StandardCharsets.UTF_8).strip();
    }
}
