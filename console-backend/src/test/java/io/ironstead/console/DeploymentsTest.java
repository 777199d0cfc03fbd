package io.ironstead.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.ironstead.model.ServiceName;
import io.ironstead.model.SiteName;
import io.ironstead.model.VersionId;
import io.ironstead.model.VersionKey;
import io.ironstead.model.control.ToNode;
import io.ironstead.model.control.VersionReport.Phase;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** What happens to versions and traffic when deployments cross, end early or go wrong. */
class DeploymentsTest extends ConsoleTest {

    @Autowired
    InstantSource clock;

    @Test
    void uploadsAtTheSameTimeGetNamesOfTheirOwn() throws Exception {
        createSite("crowd");
        int uploads = 6;
        var together = new CyclicBarrier(uploads);
        var names = new HashSet<String>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var tasks = IntStream.range(0, uploads)
                    .<Callable<JsonNode>>mapToObj(i -> () -> {
                        together.await();
                        return deploy("crowd", "print(" + i + ")");
                    })
                    .toList();
            for (Future<JsonNode> done : threads.invokeAll(tasks)) {
                names.add(done.get().get("version").asString());
            }
        }
        assertThat(names).isEqualTo(Set.of("v1", "v2", "v3", "v4", "v5", "v6"));
        assertThat(get(operatorToken, "sites/crowd/versions").json()).hasSize(uploads);
    }

    @Test
    void aVersionThatIsDeletedWhileItIsBuiltEndsItsDeployment() throws Exception {
        createSite("deleted");
        var id = deploy("deleted", "a = 1").get("id").asLong();
        assertThat(call(operatorToken, "DELETE", "sites/deleted/services/default/versions/v1", "")
                        .status())
                .isEqualTo(204);
        Waiting.until(() -> state("deleted", id).equals("FAILED"));
        assertThat(deployment("deleted", id).get("failure").get("cause").asString())
                .contains("deleted, or uploaded again");
    }

    @Test
    void aNewerUploadOfTheSameNameEndsTheOlder() throws Exception {
        createSite("again");
        var older = deploy("again", "a = 1", "&version=mine").get("id").asLong();
        var newer = deploy("again", "a = 2", "&version=mine").get("id").asLong();
        Waiting.until(() -> state("again", older).equals("FAILED"));
        assertThat(state("again", newer)).isEqualTo("RUNNING");
        assertThat(get(operatorToken, "sites/again/versions").json()).hasSize(1);
    }

    @Test
    void aFailureLeavesTheOldVersionServingAndRollBackGoesStepByStep() throws Exception {
        createSite("steps");
        try (var machine = FakeMachine.join(joinToken(), "stepper").connect()) {
            machine.next(ToNode.Desired.class);
            ready(machine, "steps", "a = 1", "v1", "");
            assertThat(traffic("steps")).isEqualTo(Map.of("v1", 1000));
            ready(machine, "steps", "a = 2", "v2", "&permille=100");
            assertThat(traffic("steps")).isEqualTo(Map.of("v1", 900, "v2", 100));
            ready(machine, "steps", "a = 3", "v3", "&promote=false");
            assertThat(traffic("steps")).isEqualTo(Map.of("v1", 900, "v2", 100));

            var broken = deploy("steps", "a = 4").get("id").asLong();
            machine.report(clock.instant(), key("steps", "v4"), broken, Phase.FAILED);
            Waiting.until(() -> state("steps", broken).equals("FAILED"));
            assertThat(traffic("steps")).isEqualTo(Map.of("v1", 900, "v2", 100));

            assertThat(call(operatorToken, "DELETE", "sites/steps/services/default/versions/v2", "")
                            .json()
                            .get("detail")
                            .asString())
                    .isEqualTo("v2 takes 10 % of the traffic and cannot be deleted.");
            rollback("steps");
            assertThat(traffic("steps")).isEqualTo(Map.of("v1", 1000));
            var none = call(operatorToken, "POST", "sites/steps/services/default/rollback", "");
            assertThat(none.status()).isEqualTo(409);
            assertThat(none.json().get("detail").asString()).contains("no earlier traffic");
        }
    }

    @Test
    void anEmptyArchiveAndOneThatIsTakenByTrafficAreRefused() throws Exception {
        createSite("refusing");
        assertThat(upload(operatorToken, "sites/refusing/deployments?filename=a.zip", new byte[0])
                        .json()
                        .get("state")
                        .asString())
                .isEqualTo("FAILED");
        try (var machine = FakeMachine.join(joinToken(), "refuser").connect()) {
            machine.next(ToNode.Desired.class);
            ready(machine, "refusing", "a = 1", "v1", "");
            var same = deploy("refusing", "a = 2", "&version=v1");
            assertThat(same.get("failure").get("cause").asString())
                    .isEqualTo("The version \"v1\" exists and takes traffic.");
            assertThat(traffic("refusing")).isEqualTo(Map.of("v1", 1000));
        }
    }

    private void ready(FakeMachine machine, String site, String program, String version, String more) throws Exception {
        var id = deploy(site, program, more).get("id").asLong();
        machine.report(clock.instant(), key(site, version), id, Phase.READY);
        Waiting.until(() -> state(site, id).equals("DONE"));
    }

    private void createSite(String name) throws Exception {
        assertThat(call(operatorToken, "POST", "sites", "{\"name\":\"" + name + "\"}")
                        .status())
                .isEqualTo(201);
    }

    private JsonNode deploy(String site, String program) throws Exception {
        return deploy(site, program, "");
    }

    private JsonNode deploy(String site, String program, String more) throws Exception {
        var archive = SitesApiTest.zip(Map.of("app.yaml", "runtime: python312\n", "main.py", program));
        return upload(operatorToken, "sites/" + site + "/deployments?filename=a.zip" + more, archive)
                .json();
    }

    private void rollback(String site) throws Exception {
        assertThat(call(operatorToken, "POST", "sites/" + site + "/services/default/rollback", "")
                        .status())
                .isEqualTo(200);
    }

    private Map<String, Integer> traffic(String site) throws Exception {
        var shares = new java.util.TreeMap<String, Integer>();
        for (var version : get(operatorToken, "sites/" + site + "/versions").json()) {
            int permille = version.get("trafficPermille").asInt();
            if (permille > 0) {
                shares.put(version.get("version").asString(), permille);
            }
        }
        return shares;
    }

    private JsonNode deployment(String site, long id) throws Exception {
        return get(operatorToken, "sites/" + site + "/deployments/" + id).json();
    }

    private String state(String site, long id) throws Exception {
        return deployment(site, id).get("state").asString();
    }

    private static VersionKey key(String site, String version) {
        return new VersionKey(new SiteName(site), ServiceName.DEFAULT, new VersionId(version));
    }
}
