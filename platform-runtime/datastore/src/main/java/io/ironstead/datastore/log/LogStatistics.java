package io.ironstead.datastore.log;

import io.ironstead.model.Latencies;

/**
 * How a leader's log is doing.
 *
 * @param epoch the one it writes now
 * @param slotsInFlight offered and not acknowledged, 0 to {@link LogSettings#pipelineDepth()}
 * @param slots acknowledged in this epoch
 * @param bytes in these slots
 * @param latencies from the first offer of a slot until it was acknowledged, in this epoch
 */
public record LogStatistics(long epoch, int slotsInFlight, long slots, long bytes, Latencies latencies) {}
