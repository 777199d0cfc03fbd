package io.ironstead.model;

import java.time.Duration;

/** The moment after which nobody waits for an answer any more. */
public record Deadline(long nanoTime) {

    public static Deadline in(Duration wait) {
        return new Deadline(System.nanoTime() + wait.toNanos());
    }

    /** What is left, never less than nothing. */
    public Duration left() {
        return Duration.ofNanos(Math.max(0, nanoTime - System.nanoTime()));
    }

    public boolean isOver() {
        return nanoTime - System.nanoTime() <= 0;
    }
}
