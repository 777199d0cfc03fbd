package io.ironstead.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ironstead.console.agentlink.JoinCommands;
import io.ironstead.console.fleet.FleetSnapshot.SiteNow;
import io.ironstead.console.fleet.LiveFleet;
import io.ironstead.console.load.LoadHistory;
import io.ironstead.console.load.LoadPoint;
import io.ironstead.console.load.LoadRange;
import io.ironstead.console.load.Subject;
import io.ironstead.console.security.Caller;
import io.ironstead.console.security.NotFoundException;
import io.ironstead.console.sites.SiteService;
import io.ironstead.console.tenants.TenantService;
import io.ironstead.model.Latencies;
import io.ironstead.model.SiteName;
import io.ironstead.model.TenantId;
import io.ironstead.model.control.DatastoreLoad;
import io.ironstead.model.control.MachineLoad;
import io.ironstead.model.control.NodeReport;
import io.ironstead.model.control.ToConsole;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a node tells of its sites' datastores, in the live picture and in the charts; on a clock of the test's own. */
class DatastoreLoadTest {
    private static final SiteName SHOP = new SiteName("shop");
    private static final SiteName OTHER = new SiteName("other");

    private final AtomicReference<Instant> now =
            new AtomicReference<>(InstantSource.system().instant());

    @TempDir
    Path data;

    @Test
    void aSitesDatastoreIsInThePictureAndTheChartsOfThoseWhoMaySeeTheSite() throws Exception {
        try (var console = OwnConsole.start(data, now::get, Map.of())) {
            for (var tenant : List.of("acme", "rivals")) {
                console.getBean(TenantService.class).create(Caller.PLATFORM, new TenantId(tenant), 9);
            }
            var sites = console.getBean(SiteService.class);
            sites.create(Caller.PLATFORM, SHOP, Optional.of(new TenantId("acme")));
            sites.create(Caller.PLATFORM, OTHER, Optional.of(new TenantId("rivals")));
            var fleet = console.getBean(LiveFleet.class);
            var history = console.getBean(LoadHistory.class);
            var token =
                    console.getBean(JoinCommands.class).create(Caller.PLATFORM).token();
            var second = now.get();
            try (var machine = FakeMachine.join(token, "node").connect()) {
                machine.say(new ToConsole.Report(new NodeReport(
                        second,
                        1,
                        new MachineLoad(0.5, 1, 1, 0, Duration.ofHours(1)),
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(new DatastoreLoad(SHOP, 40, 3, Latencies.of(0, 2, 1), 123_456, 789)))));
                Waiting.until(() -> !fleet.latest().isEmpty());
                now.set(second.plusSeconds(4));
                fleet.tick();

                var shown = fleet.now(from("acme"))
                        .site(SHOP)
                        .flatMap(SiteNow::data)
                        .orElseThrow();
                assertThat(shown.storedBytes()).isEqualTo(123_456);
                assertThat(shown.logBytes()).isEqualTo(789);
                assertThat(shown.reads().recent()).isEqualTo(40);
                assertThat(shown.commits().recent()).isEqualTo(3);
                assertThat(shown.commits().p95())
                        .isEqualTo(Latencies.of(0, 0, 1).percentile(1));
                assertThat(fleet.now(Caller.PLATFORM).site(OTHER).flatMap(SiteNow::data))
                        .isEmpty();
                assertThat(fleet.now(Caller.PLATFORM).all().recent())
                        .as("no visitor's requests")
                        .isZero();

                assertThat(sum(history.points(from("acme"), new Subject.OfReads(SHOP), LoadRange.FIVE_MINUTES)))
                        .isEqualTo(40);
                assertThat(sum(history.points(from("acme"), new Subject.OfCommits(SHOP), LoadRange.FIVE_MINUTES)))
                        .isEqualTo(3);
                assertThatThrownBy(() ->
                                history.points(from("rivals"), new Subject.OfCommits(SHOP), LoadRange.FIVE_MINUTES))
                        .isInstanceOf(NotFoundException.class);

                sites.delete(Caller.PLATFORM, SHOP);
                sites.create(Caller.PLATFORM, SHOP, Optional.of(new TenantId("acme")));
                assertThat(sum(history.points(from("acme"), new Subject.OfReads(SHOP), LoadRange.FIVE_MINUTES)))
                        .as("a name that is used again starts afresh")
                        .isZero();
            }
        }
    }

    private static long sum(List<LoadPoint> points) {
        return points.stream().mapToLong(LoadPoint::requests).sum();
    }

    private static Caller from(String tenant) {
        return new Caller(
                "from-" + tenant, Caller.Role.TENANT, Optional.of(new TenantId(tenant)), Caller.Scope.ALL, "test");
    }
}
