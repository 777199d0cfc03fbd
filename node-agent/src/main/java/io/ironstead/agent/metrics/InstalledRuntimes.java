package io.ironstead.agent.metrics;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Finds out which languages' programs this machine has, for people: nothing is decided by it. */
public final class InstalledRuntimes {
    private static final int ANSWER_WAIT_SECONDS = 5;
    private static final int ANSWER_BYTES_MAX = 200;

    private InstalledRuntimes() {}

    /**
     * @param python and {@code node}: programs that answer {@code --version}
     * @param runsWars whether this node has the process that runs WARs
     * @return such as {@code python 3.11.7}
     */
    public static List<String> find(String python, String node, boolean runsWars) {
        var found = new ArrayList<String>();
        answer(python).map(text -> text.toLowerCase(Locale.ROOT)).ifPresent(found::add);
        answer(node).map(text -> "nodejs " + text.replaceFirst("^v", "")).ifPresent(found::add);
        if (runsWars) {
            found.add("java " + System.getProperty("java.version"));
        }
        return found;
    }

    private static Optional<String> answer(String program) {
        try {
            var process = new ProcessBuilder(program, "--version")
                    .redirectErrorStream(true)
                    .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                    .start();
            try {
                if (!process.waitFor(ANSWER_WAIT_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                    return Optional.empty();
                }
                var bytes = process.getInputStream().readNBytes(ANSWER_BYTES_MAX);
                return new String(bytes, StandardCharsets.UTF_8)
                        .lines()
                        .findFirst()
                        .map(String::strip);
            } finally {
                process.destroyForcibly();
            }
        } catch (IOException notInstalled) {
            return Optional.empty();
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
