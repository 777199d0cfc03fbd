package io.ironstead.cli.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * One process for as long as the machine runs: a process id comes back after a while, but never with the same start.
 *
 * @param startTicks field 22 of {@code /proc/PID/stat}
 */
public record ProcessId(long pid, long startTicks) {

    /** The process that has this id now, unless there is none, or only a dead one that nobody has collected. */
    public static Optional<ProcessId> of(long pid) {
        try {
            var stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"), StandardCharsets.ISO_8859_1);
            // The name before it is in parentheses, and may itself hold spaces and parentheses.
            var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            return fields[0].equals("Z")
                    ? Optional.empty()
                    : Optional.of(new ProcessId(pid, Long.parseLong(fields[19])));
        } catch (IOException gone) {
            return Optional.empty();
        }
    }

    public boolean isAlive() {
        return of(pid).filter(this::equals).isPresent();
    }
}
