package io.ironstead.instances.scaling;

import java.time.Duration;
import java.util.Optional;

/**
 * How one version scales, whatever its descriptor calls it.
 *
 * @param instancesMin run always
 * @param instancesMax run at most
 * @param spare idle instances kept beyond what the load needs
 * @param concurrency requests at once at one instance
 * @param target requests at one instance above which another one is worth starting; at most {@code concurrency}
 * @param pendingMin how long a request waits before it may start another instance
 * @param pendingMax how long a request waits before several may start at the same time
 * @param idleGrace how long an instance that nobody needs stays; empty: for ever
 * @param waitingMax requests that may wait
 * @param healthyAfter an instance that was ready for this long is no crash loop
 * @param pauseMax the longest pause after a crash
 * @param drainGrace how long requests may go on at an instance that is to end
 * @param processorTarget busy processors of one instance, on average, above which another one is worth starting
 * @param processorInstancesMax so many may run because of that: more than there are processors would share them
 */
public record Rules(
        int instancesMin,
        int instancesMax,
        int spare,
        int concurrency,
        int target,
        Duration pendingMin,
        Duration pendingMax,
        Optional<Duration> idleGrace,
        int waitingMax,
        Duration healthyAfter,
        Duration pauseMax,
        Duration drainGrace,
        double processorTarget,
        int processorInstancesMax) {

    /** Of a version that scales by its requests alone. */
    public Rules(
            int instancesMin,
            int instancesMax,
            int spare,
            int concurrency,
            int target,
            Duration pendingMin,
            Duration pendingMax,
            Optional<Duration> idleGrace,
            int waitingMax,
            Duration healthyAfter,
            Duration pauseMax,
            Duration drainGrace) {
        this(
                instancesMin,
                instancesMax,
                spare,
                concurrency,
                target,
                pendingMin,
                pendingMax,
                idleGrace,
                waitingMax,
                healthyAfter,
                pauseMax,
                drainGrace,
                Double.MAX_VALUE,
                1);
    }

    public Rules {
        if (instancesMin < 0 || instancesMin > instancesMax) {
            throw new IllegalArgumentException("Instances must satisfy 0 <= min <= max");
        }
        if (target < 1 || target > concurrency) {
            throw new IllegalArgumentException("The target must be 1 to the concurrency");
        }
        if (!(processorTarget > 0) || processorInstancesMax < 1) {
            throw new IllegalArgumentException("The target of processors and the instances for it must be positive");
        }
    }

    /** The same, but nothing runs unless it is asked for. */
    public Rules onDemandOnly() {
        return new Rules(
                0,
                instancesMax,
                0,
                concurrency,
                target,
                pendingMin,
                pendingMax,
                idleGrace,
                waitingMax,
                healthyAfter,
                pauseMax,
                drainGrace,
                processorTarget,
                processorInstancesMax);
    }

    /** The same for a node that runs only its share of them. */
    Rules within(Share share) {
        return new Rules(
                share.wanted(),
                Math.min(share.most(), Math.max(instancesMax, share.wanted())),
                0,
                concurrency,
                target,
                pendingMin,
                pendingMax,
                idleGrace,
                waitingMax,
                healthyAfter,
                pauseMax,
                drainGrace,
                processorTarget,
                processorInstancesMax);
    }

    /** The same for a program that should use {@code target} of a processor per instance, on {@code processors}. */
    public Rules withProcessors(double target, int processors) {
        return new Rules(
                instancesMin,
                instancesMax,
                spare,
                concurrency,
                this.target,
                pendingMin,
                pendingMax,
                idleGrace,
                waitingMax,
                healthyAfter,
                pauseMax,
                drainGrace,
                target,
                processors);
    }
}
