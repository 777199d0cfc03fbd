package io.ironstead.console.bundles;

import io.ironstead.console.audit.EventFeed;
import io.ironstead.console.bundles.Deployment.Failure;
import io.ironstead.console.bundles.Deployment.State;
import io.ironstead.console.bundles.Deployment.StepName;
import io.ironstead.console.bundles.Deployment.StepState;
import io.ironstead.console.fleet.LiveFleet;
import io.ironstead.console.security.Caller;
import io.ironstead.console.security.NotFoundException;
import io.ironstead.console.security.RefusedException;
import io.ironstead.console.sites.VersionService;
import io.ironstead.model.VersionId;
import io.ironstead.model.VersionKey;
import io.ironstead.model.control.NodeEvent.Level;
import io.ironstead.model.control.TrafficSplit;
import io.ironstead.model.control.TrafficSplit.Share;
import io.ironstead.model.control.VersionReport;
import io.ironstead.model.control.VersionReport.Phase;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Service;

/**
 * Follows stored deployments by what the nodes report: build, warm, then promote. The furthest node counts; a
 * deployment fails only when every node that tried has failed.
 */
@Service
class Rollout {
    private static final Logger log = LoggerFactory.getLogger(Rollout.class);
    private static final Duration PATIENCE = Duration.ofMinutes(30);

    private static final VersionReport.Failure GONE = new VersionReport.Failure(
            Phase.BUILDING,
            "This version was deleted, or uploaded again, before it was ready.",
            "Look at the newer deployment, or upload the archive again.",
            List.of());

    private final DeploymentStore store;
    private final DeploymentService deployments;
    private final VersionService versions;
    private final EventFeed events;
    private final LiveFleet fleet;
    private final InstantSource clock;

    Rollout(
            DeploymentStore store,
            DeploymentService deployments,
            VersionService versions,
            EventFeed events,
            LiveFleet fleet,
            InstantSource clock) {
        this.store = store;
        this.deployments = deployments;
        this.versions = versions;
        this.events = events;
        this.fleet = fleet;
        this.clock = clock;
    }

    /** Looks at every deployment that is being built or warmed. */
    @Scheduled(fixedDelayString = "PT0.25S")
    void watch() {
        for (var deployment : store.running()) {
            if (deployment.step(StepName.STORE).state() == StepState.DONE) {
                follow(deployment);
            }
        }
    }

    private void follow(Deployment d) {
        var key =
                new VersionKey(d.site(), d.service().orElseThrow(), d.version().orElseThrow());
        boolean mine =
                versions.versionsOf(d.site()).stream().anyMatch(v -> v.key().equals(key) && v.deploymentId() == d.id());
        if (!mine) {
            fail(d, key, Optional.of(GONE));
            return;
        }
        var reports = fleet.latest().stream()
                .map(report -> report.versions().stream()
                        .filter(v -> v.version().equals(key) && v.deploymentId() == d.id())
                        .findFirst())
                .flatMap(Optional::stream)
                .toList();
        var furthest = reports.stream()
                .filter(report -> report.phase() != Phase.FAILED)
                .max(java.util.Comparator.comparing(VersionReport::phase));
        if (furthest.isPresent()) {
            advance(d, key, furthest.get());
        } else if (!reports.isEmpty()) {
            fail(d, key, reports.getFirst().failure());
        }
        var began = d.step(StepName.BUILD).startedAt();
        if (began.isPresent() && began.get().plus(PATIENCE).isBefore(clock.instant())) {
            fail(d, key, Optional.empty());
        }
    }

    private void advance(Deployment d, VersionKey key, VersionReport report) {
        var now = clock.instant();
        switch (report.phase()) {
            case WAITING, FETCHING ->
                deployments.update(d.id(), x -> Progress.detail(x, StepName.BUILD, "a machine fetches the archive"));
            case BUILDING -> deployments.update(d.id(), x -> Progress.detail(x, StepName.BUILD, report.detail()));
            case WARMING -> deployments.update(d.id(), x -> warming(x, now, report.detail()));
            case READY ->
                promote(
                        deployments.update(
                                d.id(),
                                x -> Progress.start(
                                        Progress.done(warming(x, now, ""), StepName.WARM, now, "it answers"),
                                        StepName.PROMOTE,
                                        now,
                                        "")),
                        key);
            case FAILED -> throw new IllegalStateException("Failed reports are not the furthest");
        }
    }

    private static Deployment warming(Deployment d, Instant now, String detail) {
        var built = d.step(StepName.BUILD).state() == StepState.RUNNING
                ? Progress.done(d, StepName.BUILD, now, "built")
                : d;
        return Progress.start(built, StepName.WARM, now, detail);
    }

    private void promote(Deployment d, VersionKey key) {
        if (d.state() != State.RUNNING) {
            return;
        }
        try {
            var caller = new Caller(d.createdBy(), Caller.Role.OPERATOR, Optional.empty(), Caller.Scope.ALL, "local");
            // In one: a deployment that somebody cancels at this moment must not leave traffic to a version that goes.
            deployments.update(d.id(), x -> {
                versions.letSleep(key);
                if (x.promotePermille() == 0) {
                    return Progress.finish(Progress.skip(x, StepName.PROMOTE, "answers at its own address"));
                }
                var split = shareWith(
                        key.version(),
                        x.promotePermille(),
                        Optional.ofNullable(versions.trafficOf(key.site()).get(key.service())));
                versions.setTraffic(caller, key.site(), key.service(), split);
                return Progress.finish(Progress.done(x, StepName.PROMOTE, clock.instant(), "takes its traffic"));
            });
        } catch (NotFoundException | RefusedException gone) {
            deployments.update(
                    d.id(),
                    x -> Progress.fail(
                            x,
                            new Failure(
                                    StepName.PROMOTE, gone.getMessage(), "Promote the version yourself.", List.of()),
                            clock.instant()));
        }
    }

    /** What there is, shrunk to make room for the new version; everything when nothing was there. */
    static TrafficSplit shareWith(VersionId version, int permille, Optional<TrafficSplit> before) {
        if (permille == TrafficSplit.WHOLE || before.isEmpty()) {
            return TrafficSplit.all(version);
        }
        var others = before.get().shares().stream()
                .filter(share -> !share.version().equals(version))
                .toList();
        if (others.isEmpty()) {
            return TrafficSplit.all(version);
        }
        int rest = TrafficSplit.WHOLE - permille;
        int sum = others.stream().mapToInt(Share::permille).sum();
        var shares = new ArrayList<Share>();
        int given = 0;
        for (var other : others) {
            int share = Math.max(1, other.permille() * rest / sum);
            shares.add(new Share(other.version(), share));
            given += share;
        }
        shares.add(new Share(version, TrafficSplit.WHOLE - given));
        return new TrafficSplit(before.get().by(), shares);
    }

    private void fail(Deployment d, VersionKey key, Optional<VersionReport.Failure> reported) {
        var failure = reported.map(f -> new Failure(
                        f.step() == Phase.WARMING || f.step() == Phase.READY ? StepName.WARM : StepName.BUILD,
                        f.cause(),
                        f.advice(),
                        f.output()))
                .orElse(new Failure(
                        d.running().map(Deployment.Step::name).orElse(StepName.BUILD),
                        "No machine got it ready within " + PATIENCE.toMinutes() + " minutes.",
                        "See that a machine is connected, then upload again.",
                        List.of()));
        var failed = deployments.update(d.id(), x -> {
            var at = failure.step() == StepName.WARM ? warming(x, clock.instant(), "") : x;
            return Progress.fail(at, failure, clock.instant());
        });
        if (failed.state() == State.FAILED) {
            versions.discard(key, d.id());
            log.atInfo().addKeyValue("version", key).log("Deployment failed");
            events.happened(
                    Level.BROKEN,
                    Optional.of(d.site()),
                    Optional.empty(),
                    d.site() + " " + key.version() + " failed at "
                            + failure.step().name().toLowerCase(java.util.Locale.ROOT) + ": " + failure.cause());
        }
    }
}
