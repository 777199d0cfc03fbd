package io.ironstead.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.ironstead.console.agentlink.JoinCommands;
import io.ironstead.console.agentlink.LogService;
import io.ironstead.console.audit.EventFeed;
import io.ironstead.console.bundles.Deployment;
import io.ironstead.console.bundles.DeploymentService;
import io.ironstead.console.fleet.DesiredStates;
import io.ironstead.console.fleet.LiveFleet;
import io.ironstead.console.security.Caller;
import io.ironstead.console.security.RefusedException;
import io.ironstead.console.sites.SiteService;
import io.ironstead.console.sites.VersionService;
import io.ironstead.console.tenants.TenantService;
import io.ironstead.link.JoinToken;
import io.ironstead.model.ServiceName;
import io.ironstead.model.SiteName;
import io.ironstead.model.TenantId;
import io.ironstead.model.VersionId;
import io.ironstead.model.VersionKey;
import io.ironstead.model.control.LogLine;
import io.ironstead.model.control.NodeEvent;
import io.ironstead.model.control.ToConsole;
import io.ironstead.model.control.ToNode;
import io.ironstead.model.control.VersionReport.Phase;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;

/** What stays bounded however long a console runs, and whoever asks; on a clock of the test's own. */
class BoundsTest {
    private static final SiteName SHOP = new SiteName("shop");
    private static final VersionKey V1 = new VersionKey(SHOP, ServiceName.DEFAULT, new VersionId("v1"));
    private static final TenantId ACME = new TenantId("acme");
    private static final Caller OPERATOR = Caller.PLATFORM;
    private static final Caller ANA =
            new Caller("ana", Caller.Role.TENANT, Optional.of(ACME), Caller.Scope.ALL, "test");

    private final AtomicReference<Instant> now =
            new AtomicReference<>(InstantSource.system().instant());

    @TempDir
    Path data;

    private ConfigurableApplicationContext console;

    @BeforeEach
    void start() {
        console = OwnConsole.start(data, now::get, Map.of("console.bundle-bytes-max", 1 << 20));
        console.getBean(TenantService.class).create(OPERATOR, ACME, 100);
        console.getBean(SiteService.class).create(OPERATOR, SHOP, Optional.of(ACME));
    }

    @AfterEach
    void stop() {
        console.close();
    }

    private FakeMachine machine(String name) throws Exception {
        return FakeMachine.join(joinToken(), name).connect();
    }

    private String joinToken() {
        return console.getBean(JoinCommands.class).create(OPERATOR).token();
    }

    private long deploy(String site, String program) throws IOException {
        var deployments = console.getBean(DeploymentService.class);
        var name = new SiteName(site);
        var id = deployments
                .begin(OPERATOR, name, "a.zip", Optional.empty(), 1000)
                .id();
        var archive = SitesApiTest.zip(Map.of("app.yaml", "runtime: python312\n", "main.py", program));
        deployments.receive(OPERATOR, name, id, new ByteArrayInputStream(archive));
        return id;
    }

    @Test
    void theNameOfADeletedSiteStaysItsTenants() {
        var sites = console.getBean(SiteService.class);
        var tenants = console.getBean(TenantService.class);
        var rival = new TenantId("rival");
        tenants.create(OPERATOR, rival, 100);
        sites.delete(OPERATOR, SHOP);

        assertThatThrownBy(() -> sites.create(OPERATOR, SHOP, Optional.of(rival)))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("another tenant's");
        sites.create(ANA, SHOP, Optional.empty());
        sites.delete(ANA, SHOP);

        tenants.delete(OPERATOR, ACME);
        tenants.create(OPERATOR, ACME, 100);
        assertThatThrownBy(() -> sites.create(OPERATOR, SHOP, Optional.of(ACME)))
                .as("another tenant that has the same name")
                .isInstanceOf(RefusedException.class);
    }

    @Test
    void aSiteKeepsItsLastHundredDeploymentsAndThoseInUse() throws Exception {
        var deployments = console.getBean(DeploymentService.class);
        var served = deploy("shop", "a = 1");
        deployments.receive(
                OPERATOR,
                SHOP,
                deployments.begin(OPERATOR, SHOP, "x.zip", Optional.empty(), 0).id(),
                new ByteArrayInputStream(new byte[] {1}));
        var second = served + 1;
        assertThat(deployments.get(ANA, SHOP, second).state()).isEqualTo(Deployment.State.FAILED);
        for (int i = 0; i < 120; i++) {
            var id = deployments
                    .begin(OPERATOR, SHOP, "x.zip", Optional.empty(), 0)
                    .id();
            deployments.cancel(OPERATOR, SHOP, id);
        }
        assertThatThrownBy(() -> deployments.get(ANA, SHOP, second)).hasMessageContaining("no deployment");
        assertThat(deployments.list(ANA, SHOP)).hasSize(100);
        assertThat(deployments.get(ANA, SHOP, served).state()).isEqualTo(Deployment.State.RUNNING);
    }

    @Test
    void anArchiveThatSaysItIsTooLargeIsRefusedBeforeItIsRead() throws Exception {
        var port = console.getEnvironment().getRequiredProperty("local.server.port");
        var token = console.getBean(io.ironstead.console.security.ApiTokens.class)
                .create(operator(), "t", Caller.Scope.ALL, Optional.empty());
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v1/sites/shop/deployments"))
                .timeout(Duration.ofSeconds(20))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/octet-stream")
                .expectContinue(true)
                .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[(1 << 20) + 1]))
                .build();
        try (var http = HttpClient.newHttpClient()) {
            var answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(409);
            assertThat(answer.body()).contains("larger than 1 MiB");
        }
        assertThat(console.getBean(DeploymentService.class).list(ANA, SHOP))
                .as("nothing was begun")
                .isEmpty();
        console.getBean(DeploymentService.class).requireRoom(1 << 20);
        assertThatThrownBy(() -> console.getBean(DeploymentService.class).requireRoom((1 << 20) + 1))
                .isInstanceOf(RefusedException.class);
    }

    private static Caller operator() {
        return new Caller("operator", Caller.Role.OPERATOR, Optional.empty(), Caller.Scope.ALL, "test");
    }

    @Test
    void anOpenLogIsFollowedOnAMachineThatComesBack() throws Exception {
        var read = new CopyOnWriteArrayList<String>();
        try (var machine = machine("talks")) {
            machine.stateWith(SHOP);
            var tail = console.getBean(LogService.class)
                    .tail(ANA, SHOP, 5, lines -> lines.lines().forEach(line -> read.add(line.text())));
            assertThat(machine.next(ToNode.Tail.class).lastLines()).isEqualTo(5);
            try (var again = machine.again().connect()) {
                var asked = again.next(ToNode.Tail.class);
                assertThat(asked.site()).isEqualTo(SHOP);
                assertThat(asked.lastLines())
                        .as("what was shown is not shown twice")
                        .isZero();
                again.say(new ToConsole.Lines(asked.tailId(), List.of(line("after")), 0));
                Waiting.until(() -> read.contains("after"));
            }
            tail.close();
            try (var third = machine.again().connect()) {
                third.stateWith(SHOP);
                console.getBean(LogService.class).buildLog(OPERATOR, SHOP, deploy("shop", "a = 2"));
                assertThat(third.first(ToNode.Tail.class, ToNode.SendBuildLog.class))
                        .as("a log nobody reads is not asked for")
                        .isInstanceOf(ToNode.SendBuildLog.class);
            }
        }
    }

    private LogLine line(String text) {
        return new LogLine(
                now.get(), ServiceName.DEFAULT, V1.version(), new io.ironstead.model.InstanceId("i-1"), false, text);
    }

    @Test
    void wrongJoinTokensAreTakenSlowly() throws Exception {
        var good = JoinToken.parse(joinToken()).orElseThrow();
        var wrong = new JoinToken(good.address(), good.caFingerprint(), "A".repeat(43)).text();
        for (int i = 0; i < 20; i++) {
            assertThat(refusal(wrong)).as("attempt %d", i).isEqualTo(Status.Code.PERMISSION_DENIED);
        }
        assertThat(refusal(wrong)).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        assertThat(refusal(good.text())).as("the right one waits too").isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        now.set(now.get().plus(Duration.ofSeconds(10)));
        for (int i = 0; i < 5; i++) {
            machine("joins-" + i).close();
        }
    }

    private static Status.Code refusal(String token) throws Exception {
        try {
            FakeMachine.join(token, "x").close();
            return Status.Code.OK;
        } catch (StatusRuntimeException refused) {
            return refused.getStatus().getCode();
        }
    }

    @Test
    void tenantsDoNotReadMachinesNames() throws Exception {
        try (var machine = machine("rack7-node")) {
            machine.stateWith(SHOP);
            machine.say(new ToConsole.Happened(new NodeEvent(
                    now.get(),
                    NodeEvent.Level.INFO,
                    Optional.of(SHOP),
                    "shop woke on rack7-node, not rack7-node.example.com or rack7-nodes.")));
            var events = console.getBean(EventFeed.class);
            Waiting.until(() -> events.newest(OPERATOR, Optional.of(SHOP), Optional.empty(), 1).stream()
                    .anyMatch(event -> event.sentence().contains("on rack7-node,")));
            assertThat(events.newest(ANA, Optional.of(SHOP), Optional.empty(), 1))
                    .singleElement()
                    .satisfies(event -> {
                        assertThat(event.sentence()).isEqualTo("shop woke on a machine, not a machine or rack7-nodes.");
                        assertThat(event.node()).isEmpty();
                    });
        }
    }

    @Test
    void theDesiredStateAndTheListsTakeAsManyQueriesForManySites() throws Exception {
        deploy("shop", "a = 3");
        var few = queries();
        for (int i = 0; i < 30; i++) {
            console.getBean(SiteService.class).create(OPERATOR, new SiteName("site-" + i), Optional.of(ACME));
            deploy("site-" + i, "a = " + i);
        }
        assertThat(queries()).isEqualTo(few);
        assertThat(console.getBean(DesiredStates.class).next().sites())
                .hasSize(31)
                .allSatisfy(site -> assertThat(site.versions()).hasSize(1));
        assertThat(console.getBean(VersionService.class).listAll(ANA)).hasSize(31);
        assertThat(console.getBean(VersionService.class)
                        .listAll(new Caller(
                                "b", Caller.Role.TENANT, Optional.of(new TenantId("house")), Caller.Scope.ALL, "x")))
                .isEmpty();
    }

    private long queries() {
        var counting = console.getBean(CountingQueries.class);
        return counting.during(() -> {
            console.getBean(DesiredStates.class).next();
            console.getBean(VersionService.class).listAll(ANA);
            console.getBean(SiteService.class).list(ANA);
        });
    }

    @Test
    void aSmallCurveMovesOnceInFifteenSecondsAndAddsUp() throws Exception {
        // Not a year of its own: TLS has the real clock.
        var start = now.get().truncatedTo(ChronoUnit.MINUTES);
        now.set(start);
        var fleet = console.getBean(LiveFleet.class);
        try (var machine = machine("counts")) {
            machine.stateWith(SHOP);
            for (int second = 0; second < 30; second++) {
                machine.report(now.get(), V1, 1, Phase.READY);
                var at = now.get();
                Waiting.until(() ->
                        fleet.latest().stream().anyMatch(report -> report.at().equals(at)));
                now.set(at.plusSeconds(1));
            }
            now.set(start.plusSeconds(32));
            fleet.tick();
            var first = fleet.now(ANA).site(SHOP).orElseThrow().requestsSpark();
            assertThat(first).hasSize(60);
            assertThat(first.subList(58, 60)).containsExactly(10.0, 10.0);
            assertThat(first.subList(0, 58)).containsOnly(0.0);

            now.set(start.plusSeconds(45));
            fleet.tick();
            assertThat(fleet.now(ANA).site(SHOP).orElseThrow().requestsSpark()).isEqualTo(first);
            now.set(start.plusSeconds(47));
            fleet.tick();
            assertThat(fleet.now(ANA).site(SHOP).orElseThrow().requestsSpark().subList(57, 60))
                    .containsExactly(10.0, 10.0, 0.0);
        }
    }
}
