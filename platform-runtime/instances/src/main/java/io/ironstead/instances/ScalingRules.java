package io.ironstead.instances;

import io.ironstead.instances.scaling.Rules;
import io.ironstead.model.app.Scaling;
import io.ironstead.model.app.Scaling.Automatic;
import io.ironstead.model.app.Scaling.Basic;
import io.ironstead.model.app.Scaling.Manual;
import java.time.Duration;
import java.util.Optional;

/** Turns App Engine's three kinds of scaling, within the node's limits, into the rules of one pool. */
final class ScalingRules {
    private final InstanceLimits limits;

    ScalingRules(InstanceLimits limits) {
        this.limits = limits;
    }

    /**
     * @param takesTraffic {@code min_instances} and {@code min_idle_instances} hold for versions that do
     * @param warm one instance is kept even so
     */
    Rules of(Scaling scaling, boolean takesTraffic, boolean warm) {
        int least = warm ? 1 : 0;
        return switch (scaling) {
            case Automatic automatic -> automatic(automatic, takesTraffic, least);
            case Basic(int most, Duration idle) -> onDemand(least, most, Optional.of(idle));
            case Manual(int instances) -> onDemand(instances, instances, Optional.empty());
        };
    }

    private Rules automatic(Automatic scaling, boolean takesTraffic, int least) {
        int most = within(scaling.maxInstances());
        int min = takesTraffic ? Math.max(least, scaling.minInstances()) : least;
        int concurrency = scaling.maxConcurrentRequests();
        int target = Math.clamp((long) (concurrency * scaling.targetThroughput()), 1, concurrency);
        var byRequests = rules(
                Math.min(min, most),
                most,
                takesTraffic ? scaling.minIdleInstances() : 0,
                concurrency,
                target,
                scaling.minPendingLatency(),
                scaling.maxPendingLatency(),
                Optional.of(limits.idleGrace()));
        return byRequests.withProcessors(scaling.targetCpu(), limits.processors());
    }

    private Rules onDemand(int min, int max, Optional<Duration> idleGrace) {
        int most = within(max);
        var usual = Automatic.DEFAULT;
        return rules(
                Math.min(min, most),
                most,
                0,
                limits.concurrencyDefault(),
                limits.concurrencyDefault(),
                usual.minPendingLatency(),
                usual.maxPendingLatency(),
                idleGrace);
    }

    private int within(int instances) {
        return Math.clamp(instances, 1, limits.instancesPerVersionMax());
    }

    private Rules rules(
            int min,
            int max,
            int spare,
            int concurrency,
            int target,
            Duration pendingMin,
            Duration pendingMax,
            Optional<Duration> idleGrace) {
        return new Rules(
                min,
                max,
                spare,
                concurrency,
                target,
                pendingMin,
                pendingMax,
                idleGrace,
                limits.waitingPerVersionMax(),
                limits.healthyAfter(),
                limits.pauseMax(),
                limits.drainGrace());
    }
}
