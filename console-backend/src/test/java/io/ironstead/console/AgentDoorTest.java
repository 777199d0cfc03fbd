package io.ironstead.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.CallOptions;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.ironstead.console.fleet.LiveFleet;
import io.ironstead.console.security.Caller;
import io.ironstead.link.AgentLink;
import io.ironstead.link.JoinToken;
import io.ironstead.model.Digest;
import io.ironstead.model.ServiceName;
import io.ironstead.model.SiteName;
import io.ironstead.model.VersionId;
import io.ironstead.model.VersionKey;
import io.ironstead.model.control.ToNode;
import io.ironstead.model.control.VersionReport;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** The agents' port, spoken to over real gRPC and TLS by a machine that runs nothing. */
class AgentDoorTest extends ConsoleTest {
    private static final Digest NO_BUNDLE = new Digest("00".repeat(32));

    @Autowired
    LiveFleet fleet;

    @Autowired
    InstantSource clock;

    @Test
    void aJoinCommandWorksOnce() throws Exception {
        var token = joinToken();
        try (var machine = FakeMachine.join(token, "Node One!")) {
            assertThat(machine.id().value()).startsWith("node-one");
        }
        assertThatThrownBy(() -> FakeMachine.join(token, "again"))
                .isInstanceOfSatisfying(StatusRuntimeException.class, refused -> {
                    assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
                    assertThat(refused.getStatus().getDescription()).contains("used already");
                });
    }

    @Test
    void withoutACertificateOnlyJoiningIsOpen() throws Exception {
        var stranger =
                FakeMachine.stranger(JoinToken.parse(joinToken()).orElseThrow().address());
        try {
            var options = CallOptions.DEFAULT.withDeadlineAfter(10, TimeUnit.SECONDS);
            var answers = ClientCalls.blockingServerStreamingCall(
                    stranger, AgentLink.FETCH_BUNDLE, options, new AgentLink.FetchBundle(NO_BUNDLE, 0));
            assertThatThrownBy(answers::next)
                    .isInstanceOfSatisfying(
                            StatusRuntimeException.class,
                            refused ->
                                    assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.UNAUTHENTICATED));
        } finally {
            stranger.shutdownNow();
        }
    }

    @Test
    void everyChangeReachesAConnectedMachineWithAGreaterNumber() throws Exception {
        try (var machine = FakeMachine.join(joinToken(), "listener").connect()) {
            var before = machine.next(ToNode.Desired.class).state();
            call(operatorToken, "POST", "sites", "{\"name\":\"heard\"}");
            var after = machine.stateWith(new SiteName("heard"));
            assertThat(after.revision()).isGreaterThan(before.revision());
        }
    }

    @Test
    void aRemovedMachineIsToldToLeaveAndNeverComesBack() throws Exception {
        // The machine that joined first keeps the sites' data, and could not leave.
        try (var _ = FakeMachine.join(joinToken(), "keeper");
                var machine = FakeMachine.join(joinToken(), "leaver").connect()) {
            machine.next(ToNode.Desired.class);
            var removed = call(operatorToken, "DELETE", "machines/" + machine.id(), "");
            assertThat(removed.status()).isEqualTo(204);
            machine.next(ToNode.Leave.class);
            assertThat(machine.ended()).isEqualTo(Status.Code.PERMISSION_DENIED);
            assertThatThrownBy(() -> machine.fetch(NO_BUNDLE, 0)).hasMessageContaining("removed from the pool");
        }
    }

    @Test
    void theMachineThatKeepsTheDataStaysWhileThereAreSites() throws Exception {
        try (var _ = FakeMachine.join(joinToken(), "data")) {
            call(operatorToken, "POST", "sites", "{\"name\":\"dataful\"}");
            var first = call(operatorToken, "GET", "machines", "")
                    .json()
                    .get(0)
                    .path("id")
                    .asString();
            var refused = call(operatorToken, "DELETE", "machines/" + first, "");
            assertThat(refused.status()).isEqualTo(409);
            assertThat(refused.json().toString()).contains(first + " keeps the data of all sites");
        }
    }

    @Test
    void aNewerCallOfAMachineEndsTheOlder() throws Exception {
        try (var machine = FakeMachine.join(joinToken(), "twice").connect()) {
            machine.next(ToNode.Desired.class);
            try (var again = machine.again().connect()) {
                again.next(ToNode.Desired.class);
                assertThat(machine.ended()).isEqualTo(Status.Code.ABORTED);
                call(operatorToken, "POST", "sites", "{\"name\":\"newer\"}");
                again.stateWith(new SiteName("newer"));
            }
        }
    }

    @Test
    void aMachineThatClaimsAnothersNameIsRefused() throws Exception {
        try (var machine = FakeMachine.join(joinToken(), "honest");
                var other = FakeMachine.join(joinToken(), "other").connectAs(machine.id())) {
            assertThat(other.ended()).isEqualTo(Status.Code.PERMISSION_DENIED);
        }
    }

    @Test
    void aMachineWorksWithItsNextCertificateAndItsFormerOne() throws Exception {
        try (var machine = FakeMachine.join(joinToken(), "renewed");
                var renewed = machine.renew()) {
            assertThat(renewed.id()).isEqualTo(machine.id());
            assertThatThrownBy(() -> renewed.fetch(NO_BUNDLE, 0)).hasMessageContaining("not stored here");
            assertThatThrownBy(() -> machine.fetch(NO_BUNDLE, 0)).hasMessageContaining("not stored here");
        }
    }

    @Test
    void aMessageThatIsNoGoodEndsItsCallAndNothingElse() throws Exception {
        try (var machine = FakeMachine.join(joinToken(), "garbler")) {
            assertThat(machine.garble()).isNotEqualTo(Status.Code.OK);
            try (var again = machine.again().connect()) {
                again.next(ToNode.Desired.class);
            }
        }
    }

    @Test
    void aDeploymentFollowsTheMachineAndTrafficMovesOnlyWhenItIsReady() throws Exception {
        try (var machine = FakeMachine.join(joinToken(), "builder").connect()) {
            machine.next(ToNode.Desired.class);
            var archive = SitesApiTest.zip(Map.of("app.yaml", "runtime: python312\n", "main.py", "app = None\n"));
            var begun = deploy("rollout", archive);
            var id = begun.get("id").asLong();
            var digest = new Digest(begun.get("digest").asString());
            assertThat(machine.fetch(digest, 0)).isEqualTo(archive);
            assertThat(machine.fetch(digest, 10)).isEqualTo(Arrays.copyOfRange(archive, 10, archive.length));

            machine.report(clock.instant(), key("rollout"), id, VersionReport.Phase.BUILDING);
            Waiting.until(() -> step("rollout", id, 3).get("detail").asString().equals("pip install"));
            assertThat(trafficPermille("rollout")).isZero();

            machine.report(clock.instant(), key("rollout"), id, VersionReport.Phase.READY);
            Waiting.until(() -> state("rollout", id).equals("DONE"));
            assertThat(trafficPermille("rollout")).isEqualTo(1000);
            Waiting.until(() -> fleet.now(Caller.PLATFORM)
                    .site(new SiteName("rollout"))
                    .filter(site -> site.rate().recent() > 0)
                    .isPresent());
        }
    }

    @Test
    void aFailedBuildTakesTheVersionAwayAndKeepsItsReason() throws Exception {
        try (var machine = FakeMachine.join(joinToken(), "failer").connect()) {
            machine.next(ToNode.Desired.class);
            var archive = SitesApiTest.zip(Map.of("app.yaml", "runtime: python312\n", "main.py", "app = 1\n"));
            var id = deploy("failing", archive).get("id").asLong();
            machine.report(clock.instant(), key("failing"), id, VersionReport.Phase.FAILED);
            Waiting.until(() -> state("failing", id).equals("FAILED"));
            var failure = deployment("failing", id).get("failure");
            assertThat(failure.get("cause").asString()).isEqualTo("requirements.txt line 1: no such package");
            assertThat(get(operatorToken, "sites/failing/versions").json()).isEmpty();
        }
    }

    private JsonNode deploy(String site, byte[] archive) throws Exception {
        call(operatorToken, "POST", "sites", "{\"name\":\"" + site + "\"}");
        return upload(operatorToken, "sites/" + site + "/deployments?filename=a.zip", archive)
                .json();
    }

    private static VersionKey key(String site) {
        return new VersionKey(new SiteName(site), ServiceName.DEFAULT, new VersionId("v1"));
    }

    private JsonNode deployment(String site, long id) throws Exception {
        return get(operatorToken, "sites/" + site + "/deployments/" + id).json();
    }

    private JsonNode step(String site, long id, int index) throws Exception {
        return deployment(site, id).get("steps").get(index);
    }

    private String state(String site, long id) throws Exception {
        return deployment(site, id).get("state").asString();
    }

    private int trafficPermille(String site) throws Exception {
        var versions = get(operatorToken, "sites/" + site + "/versions").json();
        return versions.get(0).get("trafficPermille").asInt();
    }
}
