package io.ironstead.agent.pool;

import static io.ironstead.agent.fake.Sites.all;
import static org.assertj.core.api.Assertions.assertThat;

import io.ironstead.agent.fake.AgentProcess;
import io.ironstead.agent.fake.Archives;
import io.ironstead.agent.fake.FakeConsole;
import io.ironstead.agent.fake.Sites;
import io.ironstead.agent.fake.Visitor;
import io.ironstead.model.NodeId;
import io.ironstead.model.ServiceName;
import io.ironstead.model.SiteName;
import io.ironstead.model.TenantId;
import io.ironstead.model.app.AppDescriptor;
import io.ironstead.model.app.Runtime;
import io.ironstead.model.control.DesiredSite;
import io.ironstead.model.control.DesiredState;
import io.ironstead.model.control.PoolMember;
import io.ironstead.model.control.ToConsole;
import io.ironstead.model.signin.JobsTicket;
import io.ironstead.model.signin.SigningKey;
import io.ironstead.model.signin.SiteSignIn;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Jobs on three real agents, one of them killed midway: nobody can tell from the results. Runs with {@code -Dlong=true};
 * gunicorn comes from the package index.
 */
@EnabledIfSystemProperty(named = "long", matches = "true")
class JobsProcessTest {
    private static final SiteSignIn CONSOLE =
            new SiteSignIn("http://console.example:8080", List.of(new SigningKey("k1", "a".repeat(43))), Set.of());
    private static final SiteName SHOP = new SiteName("shop");
    private static final Path CLIENT = Path.of("../platform-runtime/instances/src/main/python")
            .toAbsolutePath()
            .normalize();
    private static final String PROGRAM = """
        import time

        def app(environ, start_response):
            start_response("200 OK", [("Content-Length", "2")])
            return [b"ok"]

        def odd(number):
            time.sleep(0.002)
            if number % 1000 == 7:
                raise ValueError("no %d" % number)
            return "%d squared is %d" % (number, number * number)
        """;
    private static final String CALLER = """
        import hashlib, sys
        from ironstead_jobs import Server

        server = Server("shop", nodes=sys.argv[2:], host="shop.localhost", ticket=sys.argv[1])
        jobs = [server.submit("main:odd", (number,)) for number in range(10000)]
        told, results = False, hashlib.sha256()
        for at, job in enumerate(jobs):
            try:
                results.update(job().encode())
            except ValueError as failed:
                results.update(("failed " + str(failed)).encode())
            if at == 2000:
                print("midway", flush=True)
        print("nodes", len({job.node for job in jobs}), flush=True)
        print("repeated", sum(node["lost"] for node in server.stats()["nodes"].values()), flush=True)
        print("results", results.hexdigest(), flush=True)
        """;

    @TempDir
    Path folder;

    private final Map<NodeId, AgentProcess> agents = new LinkedHashMap<>();
    private final List<String> nodes = new ArrayList<>();

    @AfterEach
    void stop() throws InterruptedException {
        for (var agent : agents.values()) {
            agent.stop();
        }
        for (var agent : agents.values()) {
            agent.awaitExit(Duration.ofSeconds(30));
        }
    }

    @Test
    void tenThousandJobsGiveTheSameResultsWhenANodeIsKilledMidway() throws Exception {
        try (var console = new FakeConsole()) {
            start(console);
            assertThat(call(() -> {})).as("nodes that ran jobs").startsWith("nodes 3");
        }
        var undisturbed = call(() -> {});
        var victim = agents.keySet().iterator().next();
        var disturbed = call(() -> {
            agents.get(victim).kill();
            agents.remove(victim);
        });

        assertThat(undisturbed).contains("repeated 0\n");
        assertThat(disturbed).doesNotContain("repeated 0\n");
        assertThat(results(disturbed)).isEqualTo(results(undisturbed));
    }

    /** What happens while jobs are under way. */
    private interface Meanwhile {
        void run() throws Exception;
    }

    private static String results(String told) {
        var line = told.substring(told.indexOf("results "));
        assertThat(line).matches("results [0-9a-f]{64}\n");
        return line;
    }

    private void start(FakeConsole console) throws Exception {
        for (int i = 1; i <= 3; i++) {
            var name = "node-" + i;
            var environment = Map.of("AGENT_TOKEN", console.newToken().text());
            agents.put(
                    new NodeId(name),
                    AgentProcess.start(
                            folder.resolve(name), environment, "--agent.http-port=0", "--agent.name=" + name));
        }
        for (var agent : agents.values()) {
            nodes.add("127.0.0.1:" + agent.awaitAccepted().httpPort());
        }
        var members = new ArrayList<PoolMember>();
        for (int i = 0; i < 3; i++) {
            var hello = console.awaitMessage(ToConsole.Hello.class);
            members.add(new PoolMember(hello.node(), hello.facts().cluster().orElseThrow()));
        }
        console.stop();
        var archive = Archives.of(Map.of("main.py", PROGRAM));
        console.bundle(archive.digest(), archive.bytes());
        var version = Sites.version("v1", 1, archive.digest(), python());
        var site = new DesiredSite(
                SHOP,
                new TenantId("acme"),
                List.of(),
                false,
                Map.of(ServiceName.DEFAULT, all("v1")),
                List.of(version),
                List.of());
        console.desire(new DesiredState(1, false, List.of(site), Optional.empty(), Optional.of(CONSOLE), members));
        console.start();
        awaitBuilt();
    }

    private static AppDescriptor python() {
        var usual = Sites.program(Optional.of("gunicorn"));
        return new AppDescriptor(
                Runtime.PYTHON,
                "python311",
                usual.service(),
                Optional.empty(),
                usual.environment(),
                usual.handlers(),
                usual.scaling(),
                usual.instanceClass(),
                usual.inboundServices(),
                usual.defaultExpiration(),
                usual.errorHandlers(),
                usual.java());
    }

    /** Every node has built the program and runs jobs. */
    private void awaitBuilt() throws Exception {
        for (var node : nodes) {
            Awaitility.await()
                    .atMost(Duration.ofMinutes(4))
                    .pollInterval(Duration.ofSeconds(1))
                    .ignoreExceptionsInstanceOf(IOException.class)
                    .until(() ->
                            Visitor.get(Integer.parseInt(node.substring(node.indexOf(':') + 1)), "shop.localhost", "/")
                                            .status()
                                    == 200);
        }
    }

    /** What the caller told after {@code midway}, at which {@code meanwhile} happens. */
    private String call(Meanwhile meanwhile) throws Exception {
        var ticket = new JobsTicket(SHOP, InstantSource.system().instant().plus(Duration.ofMinutes(30)));
        var command = new ArrayList<>(List.of("python3", "-c", CALLER, ticket.sign(CONSOLE)));
        command.addAll(nodes);
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("PYTHONPATH", CLIENT.toString());
        var caller = builder.start();
        try (var lines = caller.inputReader()) {
            assertThat(lines.readLine()).isEqualTo("midway");
            meanwhile.run();
            return rest(lines);
        } finally {
            caller.destroyForcibly();
        }
    }

    private static String rest(BufferedReader lines) {
        var rest = new StringBuilder();
        try {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                rest.append(line).append('\n');
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
        return rest.toString();
    }
}
