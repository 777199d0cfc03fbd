package io.ironstead.instances.scaling;

import io.ironstead.model.VersionRoom;
import java.time.Duration;
import java.time.Instant;

/**
 * What is asked of one version, averaged over some seconds: requests that last milliseconds would be missed by whoever
 * only looks now and then.
 */
final class Demand {
    private static final double AVERAGE_NANOS = Duration.ofSeconds(5).toNanos();

    private Instant requestsSince = Instant.MIN;
    private Instant processorsSince = Instant.MIN;
    private Instant lastAsked = Instant.MIN;
    private int level;
    private double requests;
    private double processors;

    /** From now on so many requests run or wait. */
    void requests(int next, Instant now) {
        requests += (level - requests) * part(requestsSince, now);
        requestsSince = now;
        if (level > 0 || next > 0) {
            lastAsked = now;
        }
        level = next;
    }

    /** So many processors have been busy with it since this was last told. */
    void processors(double busy, Instant now) {
        processors += (busy - processors) * part(processorsSince, now);
        processorsSince = now;
    }

    private static double part(Instant since, Instant now) {
        if (since.equals(Instant.MIN)) {
            return 0;
        }
        return -Math.expm1(-Math.max(0, Duration.between(since, now).toNanos()) / AVERAGE_NANOS);
    }

    VersionRoom.Load load(Instant now) {
        double average = requests + (level - requests) * part(requestsSince, now);
        return new VersionRoom.Load((float) average, (float) processors, idleSeconds(now));
    }

    private int idleSeconds(Instant now) {
        if (level > 0) {
            return 0;
        }
        if (lastAsked.equals(Instant.MIN)) {
            return Integer.MAX_VALUE;
        }
        return (int) Math.clamp(Duration.between(lastAsked, now).toSeconds(), 0L, Integer.MAX_VALUE);
    }
}
