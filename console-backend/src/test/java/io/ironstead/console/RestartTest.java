package io.ironstead.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ironstead.console.agentlink.JoinCommands;
import io.ironstead.console.audit.EventFeed;
import io.ironstead.console.bundles.Deployment;
import io.ironstead.console.bundles.DeploymentService;
import io.ironstead.console.fleet.FleetSnapshot.Health;
import io.ironstead.console.fleet.LiveFleet;
import io.ironstead.console.load.LoadHistory;
import io.ironstead.console.load.LoadRange;
import io.ironstead.console.load.Subject;
import io.ironstead.console.security.ApiTokens;
import io.ironstead.console.security.Caller;
import io.ironstead.console.security.SignInLinks;
import io.ironstead.console.sites.SiteService;
import io.ironstead.console.sites.VersionService;
import io.ironstead.console.tenants.UserService;
import io.ironstead.model.ServiceName;
import io.ironstead.model.SiteName;
import io.ironstead.model.VersionId;
import io.ironstead.model.VersionKey;
import io.ironstead.model.control.ToNode;
import io.ironstead.model.control.TrafficSplit;
import io.ironstead.model.control.VersionReport.Phase;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;

/** What outlives a console, and what ends with its hour; on a clock of the test's own. */
class RestartTest {
    private static final SiteName SHOP = new SiteName("shop");
    private static final VersionKey V1 = new VersionKey(SHOP, ServiceName.DEFAULT, new VersionId("v1"));
    private static final Caller ANA =
            new Caller("operator", Caller.Role.OPERATOR, Optional.empty(), Caller.Scope.ALL, "test");

    private final AtomicReference<Instant> now = new AtomicReference<>(
            // What the database keeps of a time.
            InstantSource.system().instant().truncatedTo(ChronoUnit.SECONDS));

    @TempDir
    Path data;

    @Test
    void everythingOutlivesTheConsole() throws Exception {
        FakeMachine machine;
        long half;
        long begun;
        long revision;
        String token;
        try (var console = start()) {
            console.getBean(SiteService.class).create(ANA, SHOP, Optional.empty());
            token = console.getBean(ApiTokens.class).create(ANA, "t", Caller.Scope.READ, Optional.empty());
            var deployments = console.getBean(DeploymentService.class);
            begun = deploy(deployments, "a = 1");
            half = deployments
                    .begin(ANA, SHOP, "half.zip", Optional.empty(), 1000)
                    .id();
            machine = FakeMachine.join(
                            console.getBean(JoinCommands.class).create(ANA).token(), "stays")
                    .connect();
            revision = machine.stateWith(SHOP).revision();
        }
        try (var console = start();
                var again = machine.at(
                                console.getBean(JoinCommands.class).create(ANA).token())
                        .connect()) {
            var state = again.stateWith(SHOP);
            assertThat(state.revision()).isGreaterThan(revision);
            assertThat(state.sites().getFirst().versions()).hasSize(1);
            assertThat(console.getBean(ApiTokens.class).authenticate(token, "x"))
                    .isPresent();

            var deployments = console.getBean(DeploymentService.class);
            var broken = deployments.get(ANA, SHOP, half);
            assertThat(broken.state()).isEqualTo(Deployment.State.FAILED);
            assertThat(broken.failure().orElseThrow().cause()).contains("restarted in the middle");
            assertThat(deployments.get(ANA, SHOP, begun).state()).isEqualTo(Deployment.State.RUNNING);
            again.report(now.get(), V1, begun, Phase.READY);
            Waiting.until(() -> deployments.get(ANA, SHOP, begun).state() == Deployment.State.DONE);
            assertThat(console.getBean(VersionService.class).traffic(ANA, SHOP))
                    .containsEntry(ServiceName.DEFAULT, TrafficSplit.all(V1.version()));
        } finally {
            machine.close();
        }
    }

    @Test
    void whatExpiresIsRefusedAfterItsHourAndNotBefore() throws Exception {
        try (var console = start()) {
            var joins = console.getBean(JoinCommands.class);
            var links = console.getBean(SignInLinks.class);
            var tokens = console.getBean(ApiTokens.class);
            var early = joins.create(ANA).token();
            var late = joins.create(ANA).token();
            var link = code(links.create(ANA, "operator"));
            var old = code(links.create(ANA, "operator"));
            var token = tokens.create(ANA, "hour", Caller.Scope.READ, Optional.of(Duration.ofHours(1)));

            now.updateAndGet(at -> at.plus(Duration.ofHours(1)).minusMillis(1));
            FakeMachine.join(early, "early").close();
            assertThat(links.peek(link)).contains("operator");
            assertThat(links.redeem(link)).contains("operator");
            assertThat(links.redeem(link)).isEmpty();
            assertThat(tokens.authenticate(token, "x")).isPresent();

            now.updateAndGet(at -> at.plusMillis(1));
            assertThatThrownBy(() -> FakeMachine.join(late, "late")).hasMessageContaining("hour is over");
            assertThat(links.redeem(old)).isEmpty();
            assertThat(tokens.authenticate(token, "x")).isEmpty();
        }
    }

    @Test
    void aMachineIsAwayWhenItWasSilentForLongerThanFiveSeconds() throws Exception {
        try (var console = start()) {
            var fleet = console.getBean(LiveFleet.class);
            var token = console.getBean(JoinCommands.class).create(ANA).token();
            console.getBean(SiteService.class).create(ANA, SHOP, Optional.empty());
            try (var machine = FakeMachine.join(token, "quiet").connect()) {
                machine.next(ToNode.Desired.class);
                machine.report(now.get(), V1, 1, Phase.READY);
                Waiting.until(() -> health(fleet, machine) == Health.WELL);

                now.updateAndGet(at -> at.plusSeconds(5));
                fleet.tick();
                assertThat(health(fleet, machine)).isEqualTo(Health.WELL);
                now.updateAndGet(at -> at.plusMillis(1));
                fleet.tick();
                assertThat(health(fleet, machine)).isEqualTo(Health.AWAY);
                var feed = console.getBean(EventFeed.class);
                Waiting.until(() -> newest(feed, machine).equals("quiet is away: nothing was heard of it for 5 s."));

                machine.report(now.get(), V1, 1, Phase.READY);
                Waiting.until(() -> health(fleet, machine) == Health.WELL);
                Waiting.until(() -> newest(feed, machine).equals("quiet is back."));
            }
        }
    }

    /** The picture changes a moment before the feed tells of it. */
    private static String newest(EventFeed feed, FakeMachine machine) {
        return feed.newest(ANA, Optional.empty(), Optional.of(machine.id()), 1)
                .getFirst()
                .sentence();
    }

    @Test
    void minutesOutliveTheConsoleAndAreNotInheritedWithTheName() throws Exception {
        now.updateAndGet(at -> Instant.ofEpochSecond(at.getEpochSecond() / 60 * 60 + 30));
        try (var console = start()) {
            console.getBean(SiteService.class).create(ANA, SHOP, Optional.empty());
            var token = console.getBean(JoinCommands.class).create(ANA).token();
            try (var machine = FakeMachine.join(token, "counter").connect()) {
                machine.next(ToNode.Desired.class);
                var fleet = console.getBean(LiveFleet.class);
                for (int i = 0; i < 2; i++) {
                    machine.report(now.get(), V1, 1, Phase.READY);
                    Waiting.until(() -> fleet.latest().stream()
                            .anyMatch(report -> report.at().equals(now.get())));
                    now.updateAndGet(at -> at.plusSeconds(2));
                }
                Waiting.until(() -> fleet.now(ANA)
                        .site(SHOP)
                        .filter(site -> site.rate().recent() == 20)
                        .isPresent());
                now.updateAndGet(at -> at.plusSeconds(60));
                Waiting.until(() -> requests(console) == 20);
            }
        }
        try (var console = start()) {
            assertThat(requests(console)).isEqualTo(20);
            var sites = console.getBean(SiteService.class);
            sites.delete(ANA, SHOP);
            sites.create(ANA, SHOP, Optional.empty());
            assertThat(requests(console)).isZero();
            assertThat(console.getBean(EventFeed.class).newest(ANA, Optional.of(SHOP), Optional.empty(), 10))
                    .hasSize(1);
        }
    }

    @Test
    void anUploadThatBreaksOffLeavesNothing() throws Exception {
        try (var console = start()) {
            console.getBean(SiteService.class).create(ANA, SHOP, Optional.empty());
            var deployments = console.getBean(DeploymentService.class);
            var id = deployments
                    .begin(ANA, SHOP, "half.zip", Optional.empty(), 1000)
                    .id();
            var broken = deployments.receive(ANA, SHOP, id, new InputStream() {
                private int left = 1_000_000;

                @Override
                public int read() throws IOException {
                    if (left-- <= 0) {
                        throw new IOException("The browser was closed");
                    }
                    return 'x';
                }
            });
            assertThat(broken.failure().orElseThrow().cause()).isEqualTo("The upload broke off.");
            for (String folder : new String[] {"uploads", "bundles"}) {
                try (var left = Files.list(data.resolve(folder))) {
                    assertThat(left).isEmpty();
                }
            }
        }
    }

    @Test
    void secretsAreReadableByTheConsoleOnly() throws Exception {
        try (var console = start()) {
            assertThat(console.getBean(UserService.class).list(ANA))
                    .singleElement()
                    .satisfies(first -> assertThat(first.hasPassword()).isFalse());
            for (String secret : new String[] {"console.json", "ca/ca.key"}) {
                assertThat(java.nio.file.attribute.PosixFilePermissions.toString(
                                Files.getPosixFilePermissions(data.resolve(secret))))
                        .as(secret)
                        .isEqualTo("rw-------");
            }
        }
    }

    private ConfigurableApplicationContext start() {
        return OwnConsole.start(data, now::get, Map.of());
    }

    private static long deploy(DeploymentService deployments, String program) throws IOException {
        var id = deployments.begin(ANA, SHOP, "a.zip", Optional.empty(), 1000).id();
        var archive = SitesApiTest.zip(Map.of("app.yaml", "runtime: python312\n", "main.py", program));
        return deployments
                .receive(ANA, SHOP, id, new ByteArrayInputStream(archive))
                .id();
    }

    private static String code(SignInLinks.SignInLink link) {
        var path = link.url().getPath();
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private static Health health(LiveFleet fleet, FakeMachine machine) {
        return fleet.now(ANA).machine(machine.id()).map(seen -> seen.health()).orElse(Health.NEVER_SEEN);
    }

    private static long requests(ConfigurableApplicationContext console) {
        return console.getBean(LoadHistory.class).points(ANA, new Subject.OfSite(SHOP), LoadRange.DAY).stream()
                .mapToLong(point -> point.requests())
                .sum();
    }
}
