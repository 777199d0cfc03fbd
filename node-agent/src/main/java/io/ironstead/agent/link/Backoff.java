package io.ironstead.agent.link;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before the next try: doubling from {@code first} to {@code max}, each time between half of that and
 * all of it, so that a whole pool does not come back in the same moment. Not for several threads.
 */
public final class Backoff {
    private final Duration first;
    private final Duration max;
    private final RandomGenerator random;
    private Duration ceiling;

    public Backoff(Duration first, Duration max, RandomGenerator random) {
        this.first = first;
        this.max = max;
        this.random = random;
        this.ceiling = first;
    }

    public Duration next() {
        long nanos = ceiling.toNanos();
        long wait = nanos / 2 + (long) (random.nextDouble() * (nanos - nanos / 2));
        var doubled = ceiling.multipliedBy(2);
        ceiling = doubled.compareTo(max) < 0 ? doubled : max;
        return Duration.ofNanos(wait);
    }

    /** The last try went well: the next wait is a short one again. */
    public void reset() {
        ceiling = first;
    }
}
