package io.ironstead.instances.log;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The last lines a program wrote, for the sentence that tells why it failed. */
public final class LastLines {
    private static final int LINES_MAX = 60;

    private final Deque<String> lines = new ArrayDeque<>();

    public synchronized void add(List<String> more) {
        for (var line : more) {
            if (lines.size() == LINES_MAX) {
                lines.removeFirst();
            }
            lines.addLast(line);
        }
    }

    public synchronized List<String> get() {
        return List.copyOf(lines);
    }
}
