package io.ironstead.agent.bed;

import static io.ironstead.agent.fake.Sites.all;

import io.ironstead.agent.fake.AgentProcess;
import io.ironstead.agent.fake.Archives;
import io.ironstead.agent.fake.FakeConsole;
import io.ironstead.agent.fake.Visitor;
import io.ironstead.model.ServiceName;
import io.ironstead.model.SiteName;
import io.ironstead.model.TenantId;
import io.ironstead.model.control.DesiredSite;
import io.ironstead.model.control.DesiredState;
import io.ironstead.model.control.PoolMember;
import io.ironstead.model.control.ToConsole;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Any node, any site, on hosts with networks of their own: each answers for every site, asleep and awake; without one that
 * is cut off the others answer on; healed it is one of them again. Runs with {@code -Dlong=true}.
 */
@EnabledIfSystemProperty(named = "long", matches = "true")
class AnyNodeAnySiteTest {
    private static final int NODES = 3;
    private static final List<String> SITES = List.of("one", "two", "three", "four");
    private static final Pattern PEERS = Pattern.compile("have changed peers=\"\\[([^\\]]*)\\]");
    private static final Duration UP = Duration.ofMinutes(3);

    /** The promise is two seconds; the rest is what asking takes on a busy machine. */
    private static final Duration FORGOTTEN_WITHIN = Duration.ofSeconds(5);

    @TempDir
    Path folder;

    private final Map<NetworkBed.Host, AgentProcess> agents = new LinkedHashMap<>();
    private final Map<NetworkBed.Host, Integer> ports = new LinkedHashMap<>();

    private static DesiredSite site(FakeConsole console, String name, long deployment) throws IOException {
        var archive = Archives.onePage("page of " + name);
        console.bundle(archive.digest(), archive.bytes());
        return new DesiredSite(
                new SiteName(name),
                new TenantId("acme"),
                List.of(),
                false,
                Map.of(ServiceName.DEFAULT, all("v1")),
                List.of(archive.served("v1", deployment)),
                List.of());
    }

    private Visitor.Answer get(NetworkBed.Host entry, String site) throws IOException {
        return Visitor.get(entry.address(), ports.getOrDefault(entry, 0), site + ".localhost", "/index.html");
    }

    @Test
    void everyNodeAnswersForEverySiteAndOneThatIsCutOffIsForgottenAndComesBack() throws Exception {
        try (var bed = new NetworkBed(NODES);
                var console = new FakeConsole(bed.here())) {
            for (var host : bed.hosts()) {
                agents.put(host, start(host, console));
            }
            try {
                for (var agent : agents.entrySet()) {
                    ports.put(agent.getKey(), agent.getValue().awaitAccepted().httpPort());
                }
                publish(console);
                for (var round : List.of("asleep", "awake")) {
                    for (var site : SITES) {
                        for (var host : bed.hosts()) {
                            awaitAnswer(host, site, round);
                        }
                    }
                }
                if (bed.real()) {
                    cutAndHeal(bed);
                }
            } finally {
                for (var agent : agents.values()) {
                    agent.stop();
                }
                for (var agent : agents.values()) {
                    agent.awaitExit(Duration.ofSeconds(60));
                }
            }
        }
    }

    private void cutAndHeal(NetworkBed bed) {
        var lost = bed.hosts().getLast();
        var rest = bed.hosts().subList(0, NODES - 1);
        bed.cut(lost);
        var cutAt = System.nanoTime();
        // Each of the others says in its log whom it hears; so does the one that hears nobody.
        for (var host : rest) {
            awaitPeers(host, NODES - 2, FORGOTTEN_WITHIN.minusNanos(System.nanoTime() - cutAt));
        }
        for (var site : SITES) {
            for (var host : rest) {
                awaitAnswer(host, site, "cut off");
            }
        }
        bed.heal(lost);
        for (var host : bed.hosts()) {
            awaitPeers(host, NODES - 1, UP);
        }
        for (var site : SITES) {
            awaitAnswer(lost, site, "healed");
        }
    }

    private AgentProcess start(NetworkBed.Host host, FakeConsole console) throws IOException {
        var name = "node-" + host.number();
        return AgentProcess.startBehind(
                host.command(),
                AgentProcess.Program.BUILT,
                folder.resolve(name),
                Map.of("AGENT_TOKEN", console.newToken().text()),
                "--agent.http-address=" + host.address(),
                "--agent.http-port=0",
                "--agent.name=" + name);
    }

    /** Everybody is told of everybody; then the nodes go by what is on their disks. */
    private void publish(FakeConsole console) throws Exception {
        var members = new ArrayList<PoolMember>();
        for (int i = 0; i < NODES; i++) {
            var hello = console.awaitMessage(ToConsole.Hello.class);
            members.add(new PoolMember(hello.node(), hello.facts().cluster().orElseThrow()));
        }
        console.stop();
        var sites = new ArrayList<DesiredSite>();
        for (var name : SITES) {
            sites.add(site(console, name, sites.size() + 1));
        }
        console.desire(new DesiredState(1, false, sites, Optional.empty(), Optional.empty(), members));
        console.start();
    }

    private void awaitAnswer(NetworkBed.Host entry, String site, String when) {
        Awaitility.await(site + " at " + entry + ", " + when)
                .atMost(UP)
                .pollInterval(Duration.ofMillis(100))
                .ignoreExceptionsInstanceOf(IOException.class)
                .until(() -> get(entry, site).text().endsWith("page of " + site));
    }

    private void awaitPeers(NetworkBed.Host host, int count, Duration limit) {
        Awaitility.await(host + " hears " + count + " others")
                .atMost(limit)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> peers(host) == count);
    }

    /** The number of other nodes that this one says it hears. */
    private int peers(NetworkBed.Host host) throws IOException {
        var agent = agents.get(host);
        var heard = agent == null
                ? List.<MatchResult>of()
                : PEERS.matcher(agent.output()).results().toList();
        if (heard.isEmpty() || heard.getLast().group(1).isEmpty()) {
            return 0;
        }
        return heard.getLast().group(1).split(",").length;
    }
}
