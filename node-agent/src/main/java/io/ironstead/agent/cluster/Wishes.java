package io.ironstead.agent.cluster;

import io.ironstead.cluster.Catalogue;
import io.ironstead.cluster.placement.VersionWish;
import io.ironstead.instances.InstanceLimits;
import io.ironstead.model.VersionKey;
import io.ironstead.model.app.Runtime;
import io.ironstead.model.app.Scaling;
import io.ironstead.model.control.DesiredSite;
import io.ironstead.model.control.DesiredState;
import io.ironstead.model.control.DesiredVersion;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What the desired state wants of the pool's instances: App Engine's three kinds of scaling in the words of placement.
 *
 * @param versions those that may run, by name
 */
public record Wishes(List<VersionWish> versions, Catalogue catalogue) {
    static final Wishes NONE = new Wishes(List.of(), Catalogue.NONE);

    private static final long MIB = 1L << 20;

    /** Of a version that scales by its requests alone. */
    private static final double NO_PROCESSOR_TARGET = 1e6;

    static Wishes of(DesiredState desired, InstanceLimits limits) {
        var wishes = new ArrayList<VersionWish>();
        for (var site : desired.sites()) {
            for (var version : site.versions()) {
                if (!site.suspended() && mayRun(version)) {
                    wishes.add(wish(site, version, limits));
                }
            }
        }
        var keys = wishes.stream().map(VersionWish::version).collect(Collectors.toSet());
        return new Wishes(List.copyOf(wishes), Catalogue.of(keys));
    }

    private static boolean mayRun(DesiredVersion version) {
        return version.serving()
                && version.app().needsInstances()
                && version.app().runtime() != Runtime.STATIC;
    }

    private static VersionWish wish(DesiredSite site, DesiredVersion version, InstanceLimits limits) {
        int warm = version.warm() ? 1 : 0;
        int usual = limits.concurrencyDefault();
        return switch (version.app().scaling()) {
            case Scaling.Automatic automatic -> automatic(site, version, automatic, limits);
            case Scaling.Basic(int most, Duration idle) ->
                wish(site, version, warm, most, 0, usual, NO_PROCESSOR_TARGET, idle);
            case Scaling.Manual(int instances) ->
                wish(site, version, instances, instances, 0, usual, NO_PROCESSOR_TARGET, limits.idleGrace());
        };
    }

    private static VersionWish automatic(
            DesiredSite site, DesiredVersion version, Scaling.Automatic scaling, InstanceLimits limits) {
        boolean traffic = takesTraffic(site, version);
        int min = Math.max(version.warm() ? 1 : 0, traffic ? scaling.minInstances() : 0);
        int concurrency = scaling.maxConcurrentRequests();
        double target = Math.clamp(concurrency * scaling.targetThroughput(), 1, concurrency);
        return wish(
                site,
                version,
                Math.min(min, scaling.maxInstances()),
                scaling.maxInstances(),
                traffic ? scaling.minIdleInstances() : 0,
                target,
                scaling.targetCpu(),
                limits.idleGrace());
    }

    private static VersionWish wish(
            DesiredSite site,
            DesiredVersion version,
            int min,
            int max,
            int spare,
            double target,
            double processorTarget,
            Duration idleGrace) {
        var instanceClass = version.app().instanceClass();
        return new VersionWish(
                new VersionKey(site.name(), version.service(), version.version()),
                min,
                max,
                spare,
                target,
                processorTarget,
                instanceClass.memoryMib() * MIB,
                instanceClass.cpuMhz(),
                idleGrace);
    }

    private static boolean takesTraffic(DesiredSite site, DesiredVersion version) {
        var split = site.traffic().get(version.service());
        return split != null
                && split.shares().stream().anyMatch(share -> share.version().equals(version.version()));
    }
}
