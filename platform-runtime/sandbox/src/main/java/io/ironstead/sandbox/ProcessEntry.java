package io.ironstead.sandbox;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * One process as {@code /proc/PID/stat} tells it. A process id comes back after a while, but never with the same start:
 * together they name a process for as long as the machine runs.
 *
 * @param startTicks since the machine started, field 22
 * @param processorTicks used so far, in 1/100 s
 */
record ProcessEntry(long pid, long parent, long session, boolean dead, long startTicks, long processorTicks) {

    private static final int PARENT = 1;
    private static final int SESSION = 3;
    private static final int USER_TICKS = 11;
    private static final int SYSTEM_TICKS = 12;
    private static final int START = 19;

    /** The process that has this id now; one that died but was not collected yet counts as {@link #dead}. */
    static Optional<ProcessEntry> of(long pid) {
        try {
            return Optional.of(parse(pid, Files.readString(file(pid, "stat"), StandardCharsets.ISO_8859_1)));
        } catch (IOException gone) {
            return Optional.empty();
        }
    }

    /** A process that ended before anybody could look at it. */
    static ProcessEntry gone(long pid) {
        return new ProcessEntry(pid, 0, pid, true, -1, 0);
    }

    static ProcessEntry parse(long pid, String stat) {
        // The name before it is in parentheses, and may itself hold spaces and parentheses.
        var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return new ProcessEntry(
                pid,
                Long.parseLong(fields[PARENT]),
                Long.parseLong(fields[SESSION]),
                fields[0].equals("Z") || fields[0].equals("X"),
                Long.parseLong(fields[START]),
                Long.parseLong(fields[USER_TICKS]) + Long.parseLong(fields[SYSTEM_TICKS]));
    }

    static Path file(long pid, String name) {
        return Path.of("/proc", Long.toString(pid), name);
    }

    /** True when {@code other} is the same process, seen at another time. */
    boolean is(ProcessEntry other) {
        return pid == other.pid && startTicks == other.startTicks;
    }

    /** Sends SIGTERM, or SIGKILL when {@code forcibly}, unless another process has the id by now. */
    void signal(boolean forcibly) {
        // A handle remembers the start of its process and signals no other.
        ProcessHandle.of(pid)
                .filter(handle -> of(pid).filter(this::is).isPresent())
                .ifPresent(handle -> {
                    if (forcibly) {
                        handle.destroyForcibly();
                    } else {
                        handle.destroy();
                    }
                });
    }
}
