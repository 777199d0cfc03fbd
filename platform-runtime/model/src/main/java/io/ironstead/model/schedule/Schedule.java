package io.ironstead.model.schedule;

import java.time.Instant;
import java.time.ZoneId;

/**
 * When a job runs, as {@code cron.yaml} says it: {@code every 5 minutes}, {@code every 2 hours from 09:00 to 17:00},
 * {@code every 12 hours synchronized}, {@code every day 04:30}, {@code 1st,third monday of sep,oct 17:00},
 * {@code 1,15 of month 00:00}.
 *
 * <p>Where clocks are put forward, a time that is left out is moved by what was left out; where they are put back, a time
 * that comes twice counts once, the first time.
 *
 * @see <a href="https://cloud.google.com/appengine/docs/standard/scheduling-jobs-with-cron-yaml">App Engine's words</a>
 */
public sealed interface Schedule permits Interval, Windowed, Calendar {

    /** @throws BadScheduleException with a sentence that names the word that is wrong */
    static Schedule parse(String text) throws BadScheduleException {
        return new ScheduleParser(text).parse();
    }

    /**
     * The first time after {@code last}.
     *
     * @param last when the job ended last, or, before its first run, when it was deployed
     */
    Instant next(Instant last, ZoneId zone);

    /** Whether the next time counts from the end of the last run; else it is the same however long that takes. */
    boolean countsFromEnd();
}
