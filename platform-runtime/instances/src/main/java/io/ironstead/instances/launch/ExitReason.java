package io.ironstead.instances.launch;

import io.ironstead.sandbox.Running.Exit;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Says in words how a program ended, and what its owner can do about it. */
public final class ExitReason {
    private static final Pattern PORT_TAKEN =
            Pattern.compile("address already in use|EADDRINUSE|BindException", Pattern.CASE_INSENSITIVE);
    private static final Pattern MODULE_MISSING =
            Pattern.compile("(?:ModuleNotFoundError: No module named|Cannot find module) '([^']+)'");
    private static final int NOT_FOUND = 127;
    private static final int NOT_EXECUTABLE = 126;
    private static final int SIGNALS = 128;
    private static final Map<Integer, String> SIGNAL_NAMES = Map.of(
            4, "SIGILL", 6, "SIGABRT", 7, "SIGBUS", 8, "SIGFPE", 9, "SIGKILL", 11, "SIGSEGV", 13, "SIGPIPE", 15,
            "SIGTERM");

    private ExitReason() {}

    /** As {@code killed: out of memory at 256 MiB}, {@code exit code 3}, {@code ended by SIGSEGV}. */
    public static String sentence(Exit exit) {
        if (exit.killedFor().isPresent()) {
            return "killed: " + exit.killedFor().get();
        }
        var signal = SIGNAL_NAMES.get(exit.code() - SIGNALS);
        return signal != null ? "ended by " + signal : "exit code " + exit.code();
    }

    /** True when the port was taken between the moment it was found free and the program's own try. */
    public static boolean portWasTaken(StartFailure failure) {
        return failure.output().stream()
                .anyMatch(line -> PORT_TAKEN.matcher(line).find());
    }

    static StartFailure failure(Exit exit, List<String> output) {
        if (exit.killedFor().isPresent()) {
            return new StartFailure(
                    "The program was killed while starting: " + exit.killedFor().get(),
                    "Choose a larger instance_class, or let it use less memory.",
                    output);
        }
        return new StartFailure(
                "The program ended while starting (" + sentence(exit) + ")", advice(exit, output), output);
    }

    private static String advice(Exit exit, List<String> output) {
        for (var line : output.reversed()) {
            var missing = MODULE_MISSING.matcher(line);
            if (missing.find()) {
                return "It misses the module " + missing.group(1)
                        + ". Name its package in requirements.txt or package.json, or put the file into the archive.";
            }
        }
        return switch (exit.code()) {
            case NOT_FOUND ->
                "The entrypoint's program was not found. Is its package in requirements.txt or package.json,"
                        + " and is its path right?";
            case NOT_EXECUTABLE -> "The entrypoint's program may not be executed. Is it executable in the archive?";
            case 0 -> "The entrypoint must start a web server and stay: it ended without an error.";
            default -> "Its last lines tell why. Start it the same way on your own machine to see more.";
        };
    }
}
