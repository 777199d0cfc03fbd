package io.ironstead.model.schedule;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;

/**
 * At regular times of each day's window.
 *
 * @param from the first time of each day
 * @param to the last one may be then; before {@code from}: on the next day
 */
record Windowed(Duration every, LocalTime from, LocalTime to) implements Schedule {

    @Override
    public Instant next(Instant last, ZoneId zone) {
        LocalDate day = last.atZone(zone).toLocalDate().minusDays(1);
        while (true) {
            Instant start = day.atTime(from).atZone(zone).toInstant();
            Instant end = day.plusDays(to.isBefore(from) ? 1 : 0)
                    .atTime(to)
                    .atZone(zone)
                    .toInstant();
            Instant candidate = start;
            if (!candidate.isAfter(last)) {
                long steps = Duration.between(start, last).dividedBy(every) + 1;
                candidate = start.plus(every.multipliedBy(steps));
            }
            if (!candidate.isAfter(end)) {
                return candidate;
            }
            day = day.plusDays(1);
        }
    }

    @Override
    public boolean countsFromEnd() {
        return false;
    }
}
