package io.ironstead.console.rest;

import io.ironstead.console.bundles.Deployment;
import io.ironstead.console.fleet.FleetSnapshot;
import io.ironstead.console.load.LoadPoint;
import io.ironstead.console.load.LoadRange;
import io.ironstead.console.sites.Site;
import io.ironstead.console.sites.SiteVersion;
import io.ironstead.model.control.FilesReport;
import io.ironstead.model.control.InstanceReport;
import io.ironstead.model.control.MachineLoad;
import io.ironstead.model.control.NodeFacts;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The JSON of the API: flat, with units in the names, and never more than the caller may see. */
final class Views {
    private Views() {}

    record RateView(double requestsPerSecond, double p50Millis, double p95Millis, double errorShare) {}

    record StatusView(Instant at, RateView load, List<MachineView> machines, List<SiteView> sites) {}

    record MachineView(
            String id,
            String health,
            String reason,
            @Nullable Instant heardAt,
            Instant joinedAt,
            @Nullable Long pid,
            @Nullable String http,
            @Nullable String sandbox,
            @Nullable FilesReport files,
            @Nullable NodeFacts facts,
            @Nullable MachineLoad load,
            RateView requests,
            List<InstanceView> instances) {
        static MachineView of(FleetSnapshot.MachineNow now) {
            return new MachineView(
                    now.id().value(),
                    now.health().name(),
                    now.reason(),
                    now.heardAt().orElse(null),
                    now.joinedAt(),
                    now.facts().map(NodeFacts::pid).orElse(null),
                    now.facts().map(NodeFacts::httpAddress).orElse(null),
                    now.facts().map(NodeFacts::sandbox).orElse(null),
                    now.files().orElse(null),
                    now.facts().orElse(null),
                    now.load().orElse(null),
                    rate(now.rate()),
                    now.instances().stream()
                            .map(instance -> InstanceView.of(instance, now.id().value()))
                            .toList());
        }
    }

    /** {@code machine} is missing for tenants. */
    record InstanceView(
            String id,
            String site,
            String service,
            String version,
            String state,
            Instant since,
            @Nullable String machine,
            int running,
            long served,
            long memoryBytes,
            double processor,
            String why) {
        static InstanceView of(InstanceReport instance, @Nullable String machine) {
            return new InstanceView(
                    instance.id().value(),
                    instance.version().site().value(),
                    instance.version().service().value(),
                    instance.version().version().value(),
                    instance.state().name(),
                    instance.since(),
                    machine,
                    instance.running(),
                    instance.served(),
                    instance.memoryBytes(),
                    instance.processor(),
                    instance.why());
        }
    }

    record VersionView(
            String service,
            String version,
            String runtime,
            int trafficPermille,
            boolean serving,
            String digest,
            URI address,
            Instant createdAt,
            String createdBy) {
        static VersionView of(SiteVersion version) {
            return new VersionView(
                    version.service().value(),
                    version.version().value(),
                    version.app().runtimeName(),
                    version.trafficPermille(),
                    version.serving(),
                    version.digest().hex(),
                    version.address(),
                    version.createdAt(),
                    version.createdBy());
        }
    }

    record SiteView(
            String name,
            String tenant,
            URI address,
            List<String> domains,
            boolean suspended,
            boolean strictIndexes,
            boolean asleep,
            Instant createdAt,
            RateView load,
            List<VersionView> versions,
            List<InstanceView> instances) {}

    record StepView(
            String name,
            String state,
            long millis,
            @Nullable Instant startedAt,
            String detail) {}

    record FailureView(String step, String cause, String advice, List<String> output) {}

    record DeploymentView(
            long id,
            String site,
            String fileName,
            String state,
            @Nullable String service,
            @Nullable String version,
            @Nullable String digest,
            long bytes,
            int promotePermille,
            List<StepView> steps,
            @Nullable FailureView failure,
            List<String> warnings,
            @Nullable URI url,
            Instant createdAt,
            String createdBy) {
        static DeploymentView of(Deployment d, Optional<URI> url) {
            return new DeploymentView(
                    d.id(),
                    d.site().value(),
                    d.fileName(),
                    d.state().name(),
                    d.service().map(Object::toString).orElse(null),
                    d.version().map(Object::toString).orElse(null),
                    d.digest().map(Object::toString).orElse(null),
                    d.bytes(),
                    d.promotePermille(),
                    d.steps().stream()
                            .map(step -> new StepView(
                                    word(step.name()),
                                    step.state().name(),
                                    step.took().toMillis(),
                                    step.startedAt().orElse(null),
                                    step.detail()))
                            .toList(),
                    d.failure()
                            .map(f -> new FailureView(word(f.step()), f.cause(), f.advice(), f.output()))
                            .orElse(null),
                    d.warnings(),
                    url.orElse(null),
                    d.createdAt(),
                    d.createdBy());
        }

        private static String word(Deployment.StepName step) {
            return step.name().toLowerCase(Locale.ROOT);
        }
    }

    record LoadPointView(
            Instant at,
            double requestsPerSecond,
            double p50Millis,
            double p95Millis,
            double errorShare,
            double processor,
            long memoryBytes) {}

    record LoadView(String range, long stepSeconds, List<LoadPointView> points) {
        static LoadView of(LoadRange range, List<LoadPoint> points) {
            return new LoadView(
                    range.word(),
                    range.step().toSeconds(),
                    points.stream()
                            .map(point -> new LoadPointView(
                                    point.at(),
                                    point.requestsPerSecond(),
                                    point.p50().toNanos() / 1e6,
                                    point.p95().toNanos() / 1e6,
                                    point.errorShare(),
                                    point.processor(),
                                    point.memoryBytes()))
                            .toList());
        }
    }

    static LoadRange range(String word) {
        return LoadRange.of(word)
                .orElseThrow(() -> new IllegalArgumentException("\"range\" is one of 5m, 15m, 1h, 1d and 7d."));
    }

    static RateView rate(FleetSnapshot.Rate rate) {
        return new RateView(
                rate.requestsPerSecond(), rate.p50().toNanos() / 1e6, rate.p95().toNanos() / 1e6, rate.errorShare());
    }

    static SiteView site(Site site, List<SiteVersion> versions, Optional<FleetSnapshot.SiteNow> now) {
        return new SiteView(
                site.name().value(),
                site.tenant().value(),
                site.address(),
                site.domains(),
                site.suspended(),
                site.strictIndexes(),
                now.map(FleetSnapshot.SiteNow::asleep).orElse(true),
                site.createdAt(),
                rate(now.map(FleetSnapshot.SiteNow::rate).orElse(FleetSnapshot.Rate.NONE)),
                versions.stream().map(VersionView::of).toList(),
                now.map(Views::instances).orElse(List.of()));
    }

    static List<InstanceView> instances(FleetSnapshot.SiteNow now) {
        boolean mayKnowMachines = !now.nodes().isEmpty();
        return now.instances().stream()
                .map(placed -> InstanceView.of(
                        placed.instance(), mayKnowMachines ? placed.node().value() : null))
                .toList();
    }
}
