package io.ironstead.agent.link;

import io.ironstead.model.control.ToConsole;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What waits to be sent. Bounded in every kind: of reports only the newest are worth anything, log lines are counted
 * when they are left out, and events, which nobody repeats, go first and are kept while the console is away. Not for
 * several threads.
 */
final class Outbox {
    static final int EVENTS_MAX = 1_000;
    static final int ANSWERS_MAX = 100;
    static final int REPORTS_MAX = 5;
    static final int LINES_MAX = 200;

    private final ArrayDeque<ToConsole> events = new ArrayDeque<>();
    private final ArrayDeque<ToConsole> answers = new ArrayDeque<>();
    private final ArrayDeque<ToConsole> reports = new ArrayDeque<>();
    private final ArrayDeque<ToConsole.Lines> lines = new ArrayDeque<>();
    private final Map<Long, Long> skippedByTail = new HashMap<>();

    void add(ToConsole message) {
        switch (message) {
            case ToConsole.Happened event -> addBounded(events, event, EVENTS_MAX);
            case ToConsole.Report report -> addBounded(reports, report, REPORTS_MAX);
            case ToConsole.Lines tail -> addLines(tail);
            case ToConsole.BuildLog answer -> addBounded(answers, answer, ANSWERS_MAX);
            case ToConsole.DatastoreAnswer answer -> addBounded(answers, answer, ANSWERS_MAX);
            case ToConsole.Refused answer -> addBounded(answers, answer, ANSWERS_MAX);
            case ToConsole.Hello _ -> throw new IllegalArgumentException("A Hello is sent first, it does not wait");
        }
    }

    private static void addBounded(ArrayDeque<ToConsole> queue, ToConsole message, int max) {
        if (queue.size() == max) {
            queue.removeFirst();
        }
        queue.addLast(message);
    }

    private void addLines(ToConsole.Lines tail) {
        if (lines.size() == LINES_MAX) {
            var left = lines.removeFirst();
            skippedByTail.merge(left.tailId(), left.skipped() + left.lines().size(), Long::sum);
        }
        lines.addLast(tail);
    }

    /** The next message to send, or null when there is none. */
    @Nullable
    ToConsole poll() {
        for (var queue : List.of(events, answers, reports)) {
            var message = queue.pollFirst();
            if (message != null) {
                return message;
            }
        }
        var tail = lines.pollFirst();
        if (tail == null) {
            return null;
        }
        var skipped = skippedByTail.remove(tail.tailId());
        return skipped == null ? tail : new ToConsole.Lines(tail.tailId(), tail.lines(), tail.skipped() + skipped);
    }

    /** Nobody listens any more: what belongs to this conversation is worthless in the next one. */
    void conversationEnded() {
        answers.clear();
        reports.clear();
        lines.clear();
        skippedByTail.clear();
    }
}
