package io.ironstead.agent.pool;

import static io.ironstead.agent.fake.Sites.all;
import static org.assertj.core.api.Assertions.assertThat;

import io.ironstead.agent.fake.AgentProcess;
import io.ironstead.agent.fake.Archives;
import io.ironstead.agent.fake.FakeConsole;
import io.ironstead.agent.fake.Visitor;
import io.ironstead.model.NodeId;
import io.ironstead.model.ServiceName;
import io.ironstead.model.SiteName;
import io.ironstead.model.TenantId;
import io.ironstead.model.app.AppDescriptor;
import io.ironstead.model.app.Scaling;
import io.ironstead.model.control.DesiredSite;
import io.ironstead.model.control.DesiredState;
import io.ironstead.model.control.DesiredVersion;
import io.ironstead.model.control.PoolMember;
import io.ironstead.model.control.ToConsole;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three real agents on loopback: each answers for every site, also when the console and one of them are gone. Runs with
 * {@code -Dlong=true}.
 */
@EnabledIfSystemProperty(named = "long", matches = "true")
class PoolProcessTest {
    private static final Pattern NODES = Pattern.compile("(?i)x-ironstead-node: (node-[0-9])(?:, (node-[0-9]))?");
    private static final Duration UP = Duration.ofMinutes(2);

    @TempDir
    Path folder;

    private final Map<NodeId, AgentProcess> agents = new HashMap<>();
    private final Map<NodeId, Integer> ports = new HashMap<>();

    @AfterEach
    void stop() throws InterruptedException {
        for (var agent : agents.values()) {
            agent.stop();
        }
        for (var agent : agents.values()) {
            agent.awaitExit(Duration.ofSeconds(30));
        }
    }

    /** A site whose program is Python's file server. */
    private static DesiredSite site(FakeConsole console, String name, long deployment, Scaling scaling)
            throws IOException {
        var archive = Archives.onePage("page of " + name);
        console.bundle(archive.digest(), archive.bytes());
        var usual = archive.served("v1", deployment);
        var app = usual.app();
        var scaled = new AppDescriptor(
                app.runtime(),
                app.runtimeName(),
                app.service(),
                app.entrypoint(),
                app.environment(),
                app.handlers(),
                scaling,
                app.instanceClass(),
                app.inboundServices(),
                app.defaultExpiration(),
                app.errorHandlers(),
                app.java());
        var version = new DesiredVersion(
                usual.service(), usual.version(), deployment, usual.bundle(), usual.archive(), scaled, true, false);
        return new DesiredSite(
                new SiteName(name),
                new TenantId("acme"),
                List.of(),
                false,
                Map.of(ServiceName.DEFAULT, all("v1")),
                List.of(version),
                List.of());
    }

    private void startThree(FakeConsole console) throws Exception {
        for (int i = 1; i <= 3; i++) {
            var name = "node-" + i;
            var environment = Map.of("AGENT_TOKEN", console.newToken().text());
            agents.put(
                    new NodeId(name),
                    AgentProcess.start(
                            folder.resolve(name), environment, "--agent.http-port=0", "--agent.name=" + name));
        }
        for (var agent : agents.entrySet()) {
            ports.put(agent.getKey(), agent.getValue().awaitAccepted().httpPort());
        }
    }

    private Visitor.Answer get(NodeId entry, String site) throws IOException {
        return Visitor.get(ports.getOrDefault(entry, 0), site + ".localhost", "/index.html");
    }

    private static NodeId executing(Visitor.Answer answer) {
        var nodes = NODES.matcher(answer.text());
        assertThat(nodes.find()).as(answer.text()).isTrue();
        return new NodeId(Optional.ofNullable(nodes.group(2)).orElse(nodes.group(1)));
    }

    private void serve(FakeConsole console, DesiredSite... sites) throws Exception {
        var members = new ArrayList<PoolMember>();
        for (int i = 0; i < 3; i++) {
            var hello = console.awaitMessage(ToConsole.Hello.class);
            members.add(new PoolMember(hello.node(), hello.facts().cluster().orElseThrow()));
        }
        // Everybody calls again, and is told of everybody.
        console.stop();
        console.desire(new DesiredState(1, false, List.of(sites), Optional.empty(), Optional.empty(), members));
        console.start();
        for (var node : agents.keySet()) {
            for (var site : sites) {
                awaitAnswer(node, site.name().value());
            }
        }
    }

    @Test
    void aSitesInstancesAreSpreadOverTwoNodesAndItsMaximumHoldsForAllNodes() throws Exception {
        var usual = Scaling.Automatic.DEFAULT;
        var capped = new Scaling.Automatic(
                0,
                1,
                0,
                usual.maxConcurrentRequests(),
                usual.targetCpu(),
                usual.targetThroughput(),
                usual.minPendingLatency(),
                usual.maxPendingLatency());
        try (var console = new FakeConsole()) {
            startThree(console);
            serve(console, site(console, "two", 1, new Scaling.Manual(2)), site(console, "capped", 2, capped));
        }
        var both = awaitExecuting("two", 2);
        // Who woke it while it was being built may be another one than who may now.
        awaitExecuting("capped", 1);

        agents.get(both.iterator().next()).kill();
        agents.remove(both.iterator().next());

        awaitExecuting("two", 2);
        awaitExecuting("capped", 1);
    }

    /** Asks at every node, again and again, until exactly so many execute. */
    private Set<NodeId> awaitExecuting(String site, int nodes) {
        var seen = new HashSet<NodeId>();
        Awaitility.await()
                .atMost(UP)
                .pollInterval(Duration.ofMillis(500))
                .ignoreExceptionsInstanceOf(IOException.class)
                .untilAsserted(() -> {
                    seen.clear();
                    for (int i = 0; i < 20; i++) {
                        for (var node : agents.keySet()) {
                            var answer = get(node, site);
                            assertThat(answer.status())
                                    .as("%s at %s: %s", site, node, answer.text())
                                    .isEqualTo(200);
                            seen.add(executing(answer));
                        }
                    }
                    assertThat(seen).as(site).hasSize(nodes);
                });
        return seen;
    }

    @Test
    void anyNodeAnswersForAnySiteAndAKilledOneTakesAtMostWhatRanOnItAlong() throws Exception {
        try (var console = new FakeConsole()) {
            startThree(console);
            serve(
                    console,
                    site(console, "shop", 1, Scaling.Automatic.DEFAULT),
                    site(console, "single", 2, new Scaling.Manual(1)));
        }
        // From here on without a console.
        var owner = awaitOneOwner();
        var rest = agents.keySet().stream().filter(node -> !node.equals(owner)).toList();
        var load = new Load(rest);
        load.until(200);
        agents.get(owner).kill();
        agents.remove(owner);
        int killedAt = load.answered.get();
        load.until(killedAt + 400);
        load.stop();

        assertThat(load.failed).as("of %d requests", load.answered.get()).hasSizeLessThanOrEqualTo(Load.AT_ONCE);
        assertThat(awaitOneOwner()).isNotEqualTo(owner);
    }

    /** Whichever node one asks, the same one executes: manual scaling is not multiplied. */
    private NodeId awaitOneOwner() {
        var seen = new HashSet<NodeId>();
        Awaitility.await()
                .atMost(UP)
                .pollInterval(Duration.ofMillis(200))
                .ignoreExceptionsInstanceOf(IOException.class)
                .until(() -> {
                    seen.clear();
                    for (var node : agents.keySet()) {
                        var answer = get(node, "single");
                        if (answer.status() != 200) {
                            return false;
                        }
                        seen.add(executing(answer));
                    }
                    return seen.size() == 1;
                });
        return seen.iterator().next();
    }

    private void awaitAnswer(NodeId node, String site) {
        Awaitility.await()
                .atMost(UP)
                .pollInterval(Duration.ofMillis(200))
                .ignoreExceptionsInstanceOf(IOException.class)
                .until(() -> get(node, site).text().endsWith("page of " + site));
    }

    /** Visitors of some nodes who ask one thing after the other. */
    private final class Load {
        static final int AT_ONCE = 4;

        final AtomicInteger answered = new AtomicInteger();
        final ConcurrentLinkedQueue<String> failed = new ConcurrentLinkedQueue<>();
        private final AtomicBoolean over = new AtomicBoolean();
        private final List<Thread> visitors = new ArrayList<>();

        Load(List<NodeId> nodes) {
            for (int i = 0; i < AT_ONCE; i++) {
                var node = nodes.get(i % nodes.size());
                var site = i < AT_ONCE / 2 ? "shop" : "single";
                visitors.add(Thread.ofVirtual().start(() -> visit(node, site)));
            }
        }

        private void visit(NodeId node, String site) {
            while (!over.get()) {
                try {
                    var answer = get(node, site);
                    if (answer.status() != 200) {
                        failed.add(
                                node + " " + answer.text().lines().findFirst().orElse("nothing"));
                    }
                } catch (IOException broken) {
                    failed.add(node + " " + broken);
                }
                answered.incrementAndGet();
            }
        }

        void until(int count) {
            Awaitility.await().atMost(UP).until(() -> answered.get() >= count);
        }

        void stop() throws InterruptedException {
            over.set(true);
            for (var visitor : visitors) {
                visitor.join();
            }
        }
    }
}
