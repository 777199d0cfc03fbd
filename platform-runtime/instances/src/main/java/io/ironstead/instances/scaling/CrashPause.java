package io.ironstead.instances.scaling;

import java.time.Duration;
import java.time.Instant;

/** How long a version that crashes waits before its next start: not at all the first time, then twice as long each time. */
final class CrashPause {
    /** From the third crash in a row on, requests are refused instead of held. */
    private static final int HOPELESS = 3;

    private static final int DOUBLINGS_MAX = 20;

    private int crashes;
    private Instant over = Instant.MIN;
    private String lastWhy = "";

    void crashed(String why, boolean wasHealthy, Duration pauseMax, Instant now) {
        crashes = wasHealthy ? 1 : crashes + 1;
        lastWhy = why;
        over = now.plus(pause(pauseMax));
    }

    private Duration pause(Duration pauseMax) {
        if (crashes <= 1) {
            return Duration.ZERO;
        }
        var pause = Duration.ofSeconds(1L << Math.min(crashes - 2, DOUBLINGS_MAX));
        return pause.compareTo(pauseMax) < 0 ? pause : pauseMax;
    }

    void healthy() {
        crashes = 0;
        over = Instant.MIN;
    }

    boolean isOver(Instant now) {
        return !now.isBefore(over);
    }

    boolean isHopeless() {
        return crashes >= HOPELESS;
    }

    boolean hasCrashed() {
        return crashes > 0;
    }

    String sentence(Instant now) {
        return "The program ended " + crashes + " times in a row (" + lastWhy + "); next start in "
                + Math.max(1, Duration.between(now, over).toSeconds()) + " s";
    }

    String lastWhy() {
        return lastWhy;
    }
}
