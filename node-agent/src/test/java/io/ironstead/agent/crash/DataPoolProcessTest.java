package io.ironstead.agent.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.StatusRuntimeException;
import io.ironstead.agent.crash.Bank.Receipt;
import io.ironstead.agent.data.CouchHome;
import io.ironstead.agent.fake.AgentProcess;
import io.ironstead.agent.fake.FakeConsole;
import io.ironstead.model.control.DesiredState;
import io.ironstead.model.control.PoolMember;
import io.ironstead.model.control.ToConsole;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three real agents that share a CouchDB, and clients of two of them who make transfers, while the node that leads their data
 * stops, is paused or is killed. Runs with {@code -Dlong=true}.
 */
@EnabledIfSystemProperty(named = "long", matches = "true")
class DataPoolProcessTest {
    private static final Duration UP = Duration.ofMinutes(2);
    private static final int TELLERS = 4;
    private static final int SOME = 60;

    @TempDir
    Path folder;

    private final Map<String, AgentProcess> agents = new TreeMap<>();
    private final Map<String, Bank> banks = new TreeMap<>();
    private CouchHome store;

    @BeforeEach
    void start() throws Exception {
        store = CouchHome.embedded(folder.resolve("store"), InstantSource.system());
        try (var console = new FakeConsole()) {
            for (int i = 1; i <= 3; i++) {
                startAgent("node-" + i, Map.of("AGENT_TOKEN", console.newToken().text()));
            }
            agents.values().forEach(AgentProcess::awaitAccepted);
            var members = new ArrayList<PoolMember>();
            for (int i = 0; i < 3; i++) {
                var hello = console.awaitMessage(ToConsole.Hello.class);
                members.add(new PoolMember(hello.node(), hello.facts().cluster().orElseThrow()));
            }
            // Everybody calls again, and is told of everybody.
            console.stop();
            console.desire(new DesiredState(1, false, List.of(), Optional.empty(), Optional.empty(), members));
            console.start();
            awaitOneLeader();
        }
    }

    private void startAgent(String name, Map<String, String> environment) throws IOException {
        int port;
        try (var probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = probe.getLocalPort();
        }
        agents.put(
                name,
                AgentProcess.start(
                        folder.resolve(name),
                        environment,
                        "--agent.name=" + name,
                        "--agent.http-port=0",
                        "--agent.datastore-port=" + port,
                        "--agent.couch=" + store.ownAddress().orElseThrow(),
                        "--agent.couch-user=ironstead",
                        "--agent.couch-password-file=" + folder.resolve("store").resolve("password"),
                        "--agent.couch-copies=1"));
        banks.put(name, new Bank(port));
    }

    @AfterEach
    void stop() throws InterruptedException {
        banks.values().forEach(Bank::close);
        for (var agent : agents.values()) {
            agent.kill();
        }
        store.close();
    }

    /**
     * Until all hear of each other, and one of them has begun to lead. Before, nobody is asked: a node that takes itself for the
     * only one opens the data, and keeps its rows open until somebody asks it again.
     */
    private void awaitOneLeader() {
        Awaitility.await().atMost(UP).until(() -> agents.keySet().stream().allMatch(this::hearsTwo));
        Awaitility.await()
                .atMost(UP)
                .pollInterval(Duration.ofMillis(200))
                .ignoreExceptionsInstanceOf(StatusRuntimeException.class)
                .until(() -> {
                    for (var bank : banks.values()) {
                        bank.balance(0, "left", 10_000);
                    }
                    return leaders().size() == 1;
                });
    }

    private boolean hearsTwo(String node) {
        try (var lines = Files.lines(folder.resolve(node).resolve("agent.log"))) {
            return lines.filter(line -> line.contains("The nodes that this one hears of have changed"))
                    .reduce((_, last) -> last)
                    .filter(line -> line.contains(", node-"))
                    .isPresent();
        } catch (IOException notYet) {
            return false;
        }
    }

    /** Who has the rows open. */
    private List<String> leaders() {
        return agents.keySet().stream().filter(this::leads).toList();
    }

    private boolean leads(String node) {
        var rows = folder.resolve(node).resolve("datastore");
        try (var files = Files.list(Path.of("/proc/" + agents.get(node).pid() + "/fd"))) {
            return files.anyMatch(file -> {
                try {
                    return Files.readSymbolicLink(file).startsWith(rows)
                            && Files.readSymbolicLink(file).toString().contains("bank");
                } catch (IOException closedMeanwhile) {
                    return false;
                }
            });
        } catch (IOException noProcess) {
            return false;
        }
    }

    private void signal(String node, String signal) throws Exception {
        var kill = new ProcessBuilder(
                        "kill", signal, Long.toString(agents.get(node).pid()))
                .start();
        assertThat(kill.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }

    /** Clients of some nodes, each with accounts of its own, so that nobody is in another one's way. */
    private final class Load {
        final ConcurrentLinkedQueue<Receipt> acknowledged = new ConcurrentLinkedQueue<>();
        final ConcurrentLinkedQueue<String> failed = new ConcurrentLinkedQueue<>();
        final AtomicLong longestNanos = new AtomicLong();
        private final AtomicBoolean enough = new AtomicBoolean();
        private final List<Thread> threads = new ArrayList<>();

        Load(List<String> nodes) {
            for (int i = 0; i < TELLERS; i++) {
                int teller = i;
                var bank = banks.get(nodes.get(i % nodes.size()));
                threads.add(Thread.ofVirtual().start(() -> work(teller, bank)));
            }
        }

        private void work(int teller, Bank bank) {
            for (int i = 1; !enough.get(); i++) {
                var receipt = new Receipt(teller + "-" + i, teller, i);
                long began = System.nanoTime();
                try {
                    bank.transfer("Receipt", receipt);
                    acknowledged.add(receipt);
                } catch (StatusRuntimeException refused) {
                    failed.add(receipt + " after " + millisSince(began) + " ms: " + refused.getStatus());
                }
                longestNanos.accumulateAndGet(System.nanoTime() - began, Math::max);
            }
        }

        void awaitMore(int count) {
            int from = acknowledged.size();
            Awaitility.await()
                    .atMost(UP)
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> acknowledged.size() >= from + count);
        }

        void stop(TestReporter report, String what) throws InterruptedException {
            enough.set(true);
            for (var thread : threads) {
                thread.join();
            }
            report.publishEntry(Map.of(
                    what + ": transfers",
                    String.valueOf(acknowledged.size()),
                    "failed",
                    String.valueOf(failed),
                    "longest",
                    TimeUnit.NANOSECONDS.toMillis(longestNanos.get()) + " ms"));
        }
    }

    private static long millisSince(long began) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
    }

    private void nothingIsLost(Load load, List<String> nodes) {
        for (var node : nodes) {
            var bank = banks.get(node);
            var found = bank.receipts("Receipt").stream().collect(Collectors.toMap(Receipt::name, receipt -> receipt));
            for (var receipt : load.acknowledged) {
                assertThat(found.get(receipt.name()))
                        .as("acknowledged, at %s", node)
                        .isEqualTo(receipt);
            }
            for (int pair = 0; pair < TELLERS; pair++) {
                int own = pair;
                long sum = found.values().stream()
                        .filter(receipt -> receipt.pair() == own)
                        .mapToLong(Receipt::amount)
                        .sum();
                assertThat(bank.balance(pair, "left", 10_000))
                        .as("pair %d at %s", pair, node)
                        .isEqualTo(sum);
                assertThat(bank.balance(pair, "right", 10_000))
                        .as("pair %d at %s", pair, node)
                        .isEqualTo(-sum);
            }
        }
    }

    private List<String> others(String leader) {
        return agents.keySet().stream().filter(node -> !node.equals(leader)).toList();
    }

    @Test
    void aLeaderThatStopsHandsOverAndNoCallFails(TestReporter report) throws Exception {
        var leader = leaders().getFirst();
        var load = new Load(others(leader));
        load.awaitMore(SOME);
        agents.get(leader).stop();
        agents.get(leader).awaitExit(Duration.ofSeconds(60));
        load.awaitMore(SOME);
        load.stop(report, "stopped");

        assertThat(load.failed).isEmpty();
        assertThat(leaders()).hasSize(1).doesNotContain(leader);
        nothingIsLost(load, others(leader));
    }

    @Test
    void aLeaderThatIsKilledTakesNothingAlongThatWasTold(TestReporter report) throws Exception {
        var leader = leaders().getFirst();
        var load = new Load(others(leader));
        load.awaitMore(SOME);
        agents.get(leader).kill();
        load.awaitMore(SOME);
        load.stop(report, "killed");

        // What was under way: a commit whose outcome nobody knows, or a transaction that is to begin again.
        assertThat(load.failed).hasSizeLessThanOrEqualTo(2 * TELLERS);
        nothingIsLost(load, others(leader));
    }

    @Test
    void aLeaderThatIsPausedAndGoesOnDoesNoHarm(TestReporter report) throws Exception {
        var leader = leaders().getFirst();
        var load = new Load(others(leader));
        load.awaitMore(SOME);
        signal(leader, "-STOP");
        load.awaitMore(SOME);
        signal(leader, "-CONT");
        load.awaitMore(SOME);
        load.stop(report, "paused");

        assertThat(load.failed).hasSizeLessThanOrEqualTo(3 * TELLERS);
        nothingIsLost(load, List.copyOf(agents.keySet()));
    }
}
