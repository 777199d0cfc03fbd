package io.ironstead.clients.checks;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** Named checks; running them gives a line for each: {@code ok NAME}, or {@code not ok NAME} and why. */
public final class Checks {
    private static final int WHY_MAX = 600;

    /** May throw whatever the client under test throws. */
    @FunctionalInterface
    public interface Check {
        void run() throws Exception;
    }

    private final Map<String, Check> checks = new LinkedHashMap<>();

    public Checks add(String name, Check check) {
        if (checks.put(name, check) != null) {
            throw new IllegalArgumentException("Two checks are named " + name);
        }
        return this;
    }

    /** @return every line, in the order the checks were added */
    public String run() {
        var lines = new StringBuilder();
        checks.forEach((name, check) -> lines.append(line(name, check)).append('\n'));
        return lines.toString();
    }

    private static String line(String name, Check check) {
        try {
            check.run();
            return "ok " + name;
        } catch (Exception | AssertionError broken) {
            var text = (broken + " at " + place(broken)).replace('\n', ' ');
            return "not ok " + name + " " + text.substring(0, Math.min(WHY_MAX, text.length()));
        }
    }

    private static String place(Throwable broken) {
        for (var frame : broken.getStackTrace()) {
            if (frame.getClassName().startsWith("io.ironstead.clients.")
                    && !frame.getClassName().contains(".checks.")) {
                return frame.toString();
            }
        }
        return "an unknown place";
    }

    public static void same(Object found, Object expected) {
        if (!Objects.equals(found, expected)) {
            throw new AssertionError("found " + found + ", expected " + expected);
        }
    }

    public static void yes(boolean holds, Object found) {
        if (!holds) {
            throw new AssertionError("found " + found);
        }
    }

    /** @return what the call threw, which must be of this kind */
    public static <T extends Throwable> T refused(Class<T> kind, Check call) throws Exception {
        try {
            call.run();
        } catch (Throwable refusal) {
            if (kind.isInstance(refusal)) {
                return kind.cast(refusal);
            }
            throw refusal;
        }
        throw new AssertionError("not refused");
    }
}
