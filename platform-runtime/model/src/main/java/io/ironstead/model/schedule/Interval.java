package io.ironstead.model.schedule;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;

/** So long after the last run ended. */
record Interval(Duration every) implements Schedule {

    @Override
    public Instant next(Instant last, ZoneId zone) {
        return last.plus(every);
    }

    @Override
    public boolean countsFromEnd() {
        return true;
    }
}
