package io.ironstead.console.load;

import io.ironstead.model.Latencies;
import java.time.Duration;
import java.time.Instant;

/**
 * The load of one subject over one step of time.
 *
 * @param at the step's begin
 * @param step its length: a second or a minute
 * @param processor busy share of a machine's processors, 0 to 1; 0 for sites
 * @param memoryBytes used on a machine; 0 for sites
 */
public record LoadPoint(
        Instant at,
        Duration step,
        long requests,
        long clientErrors,
        long serverErrors,
        Latencies latencies,
        double processor,
        long memoryBytes) {

    public static LoadPoint empty(Instant at, Duration step) {
        return new LoadPoint(at, step, 0, 0, 0, Latencies.NONE, 0, 0);
    }

    public double requestsPerSecond() {
        return requests * 1_000.0 / step.toMillis();
    }

    /** Share of answers of 500 and more, 0 to 1. */
    public double errorShare() {
        return requests == 0 ? 0 : (double) serverErrors / requests;
    }

    public Duration p50() {
        return latencies.percentile(0.5);
    }

    public Duration p95() {
        return latencies.percentile(0.95);
    }

    /** Counts of both; processor and memory of whichever has the higher: a machine reports once a step. */
    LoadPoint plus(LoadPoint other) {
        return new LoadPoint(
                at,
                step,
                requests + other.requests,
                clientErrors + other.clientErrors,
                serverErrors + other.serverErrors,
                latencies.plus(other.latencies),
                Math.max(processor, other.processor),
                Math.max(memoryBytes, other.memoryBytes));
    }
}
