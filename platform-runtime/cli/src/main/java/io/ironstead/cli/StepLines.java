package io.ironstead.cli;

import java.io.PrintWriter;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/** Shows a deploy as lines: one per finished step, and on a terminal one that moves while bytes go out. */
class StepLines implements Deployment.Listener {
    private static final long MIB = 1024 * 1024;

    private final PrintWriter err;
    private final boolean terminal;
    private final String whose;
    private long shown = -1;

    StepLines(PrintWriter err, boolean terminal) {
        this(err, terminal, "");
    }

    /** @param whose stands before each line, when several deploys run at once */
    StepLines(PrintWriter err, boolean terminal, String whose) {
        this.err = err;
        this.terminal = terminal;
        this.whose = whose;
    }

    @Override
    public void uploaded(long bytes, long total) {
        var now = bytes / MIB;
        if (!terminal || now == shown) {
            return;
        }
        shown = now;
        var share = total > 0 ? String.format(Locale.ROOT, " of %.1f MiB", total / (double) MIB) : "";
        err.print(String.format(Locale.ROOT, "\r\033[K  uploading %.1f MiB%s", bytes / (double) MIB, share));
        err.flush();
    }

    @Override
    public void finished(JsonNode step) {
        if (terminal && shown >= 0) {
            err.print("\r\033[K");
            shown = -1;
        }
        var mark = switch (step.path("state").asString("")) {
            case "DONE" -> "done   ";
            case "SKIPPED" -> "skipped";
            default -> "FAILED ";
        };
        var seconds = step.path("millis").asLong(0) / 1000.0;
        var detail = step.path("detail").asString("");
        err.println(String.format(
                        Locale.ROOT,
                        "%s  %s %-8s %6.1f s  %s",
                        whose,
                        mark,
                        step.path("name").asString(""),
                        seconds,
                        detail)
                .stripTrailing());
        err.flush();
    }
}
