package io.ironstead.cli.local;

import io.ironstead.cli.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A JVM to start in a session of its own, so that a Ctrl-C meant for {@code up} does not reach it first.
 *
 * @param log takes standard output and error, appended
 * @param environment added to ours; secrets go here, where a process list does not show them
 */
public record JavaProcess(Path log, List<String> words, Map<String, String> environment) {

    /** A log beyond this is put aside at the next start, and the one before it goes. */
    private static final long LOG_BYTES_MAX = 10L * 1024 * 1024;

    /**
     * Starts it.
     *
     * @param bound whether it is told to stop when this process dies in whatever way. The kernel watches the calling
     *     thread for that, so a bound process is started by the thread that stays until the end.
     */
    public Process start(boolean bound) {
        var command = new ArrayList<String>();
        command.add("setsid");
        if (bound && Files.isExecutable(Path.of("/usr/bin/setpriv"))) {
            command.addAll(List.of("setpriv", "--pdeathsig", "TERM"));
        }
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(words);
        var builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment);
        // A JVM would add them to every process and say so in every log.
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        try {
            putOldLogAside();
            return builder.start();
        } catch (IOException notStarted) {
            throw new Failure(
                    "A process could not be started: " + notStarted.getMessage(),
                    "Check the memory and the limits of this user.");
        }
    }

    private void putOldLogAside() throws IOException {
        if (Files.exists(log) && Files.size(log) > LOG_BYTES_MAX) {
            Files.move(log, log.resolveSibling(log.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
