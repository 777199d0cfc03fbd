package io.ironstead.model.app;

import java.time.Duration;
import java.util.Optional;

/**
 * When a task that failed is tried again, as App Engine's {@code retry_parameters} say. Of limits that are both there, both
 * must be reached before it is given up; without any it is tried for ever.
 *
 * @param limit attempts after the first, 0 or more
 * @param ageLimit since the first attempt
 * @param minBackoff before the second attempt
 * @param maxBackoff between any two
 * @param maxDoublings how often the wait doubles before it grows by the same step each time
 */
public record RetryRules(
        Optional<Integer> limit,
        Optional<Duration> ageLimit,
        Duration minBackoff,
        Duration maxBackoff,
        int maxDoublings) {
    /** App Engine's. */
    public static final RetryRules DEFAULT =
            new RetryRules(Optional.empty(), Optional.empty(), Duration.ofMillis(100), Duration.ofHours(1), 16);

    public RetryRules {
        if (minBackoff.isNegative() || maxBackoff.compareTo(minBackoff) < 0 || maxDoublings < 0) {
            throw new IllegalArgumentException("Backoff must satisfy 0 <= min <= max, doublings 0 or more");
        }
    }

    /**
     * The wait before the next attempt.
     *
     * @param failures so far, 1 or more
     */
    public Duration backoff(int failures) {
        double wait = failures - 1 <= maxDoublings
                ? seconds(minBackoff) * Math.pow(2, failures - 1)
                : seconds(minBackoff) * Math.pow(2, maxDoublings) * (failures - maxDoublings);
        return wait >= seconds(maxBackoff) ? maxBackoff : Duration.ofNanos((long) (wait * 1e9));
    }

    /** @param failures so far, 1 or more */
    public boolean isOver(int failures, Duration sinceFirst) {
        if (limit.isEmpty() && ageLimit.isEmpty()) {
            return false;
        }
        return (limit.isEmpty() || failures > limit.get())
                && (ageLimit.isEmpty() || sinceFirst.compareTo(ageLimit.get()) >= 0);
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }
}
