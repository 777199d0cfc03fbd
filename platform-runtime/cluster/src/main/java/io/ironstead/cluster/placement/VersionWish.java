package io.ironstead.cluster.placement;

import io.ironstead.model.VersionKey;
import java.time.Duration;

/**
 * How one version scales over the whole pool, whatever its descriptor calls it.
 *
 * @param min run always, somewhere
 * @param max run at most, on all nodes together
 * @param spare idle instances kept beyond what the load needs
 * @param target requests at one instance above which another one is worth starting
 * @param processorTarget busy processors of one instance above which another one is worth starting
 * @param memoryBytes the limit of one instance
 * @param weight its part of a full node's processors, against that of others
 * @param idleGrace how long the last instance stays although nobody asks
 */
public record VersionWish(
        VersionKey version,
        int min,
        int max,
        int spare,
        double target,
        double processorTarget,
        long memoryBytes,
        int weight,
        Duration idleGrace) {

    public VersionWish {
        if (min < 0 || max < Math.max(1, min) || spare < 0) {
            throw new IllegalArgumentException("A version runs at least 0 and at most max instances");
        }
        if (!(target > 0) || !(processorTarget > 0) || memoryBytes <= 0 || weight <= 0) {
            throw new IllegalArgumentException("Targets, memory and weight of a version are positive");
        }
    }
}
