package io.ironstead.instances.scaling;

import java.time.Duration;
import java.time.Instant;

/**
 * Whether a version's instances work harder than its {@code target_cpu_utilization}. A program that computes may be at
 * its end with few requests running, which {@link Growth} cannot see.
 *
 * @param wanted as many instances as would carry the work within the target; 0: nothing is known
 * @param since when there were first too few; {@code Instant.MAX}: there are enough
 */
record Heat(int wanted, Instant since) {
    static final Heat NONE = new Heat(0, Instant.MAX);

    /** Starting takes processor time too: what lasts no longer than a program's first requests is not worth it. */
    private static final Duration LASTS = Duration.ofSeconds(10);

    Heat observe(Rules rules, double busyProcessors, int alive, Instant now) {
        int most = Math.min(rules.processorInstancesMax(), rules.instancesMax());
        int needed = (int) Math.min(most, Math.ceil(busyProcessors / rules.processorTarget()));
        if (needed <= alive) {
            return new Heat(needed, Instant.MAX);
        }
        return new Heat(needed, since.equals(Instant.MAX) ? now : since);
    }

    boolean isTooHot(Instant now) {
        return !since.equals(Instant.MAX) && !now.isBefore(since.plus(LASTS));
    }

    /** Requests are spread over all instances while the work of all needs all. */
    boolean needsAll(int ready) {
        return ready > 1 && wanted >= ready;
    }
}
