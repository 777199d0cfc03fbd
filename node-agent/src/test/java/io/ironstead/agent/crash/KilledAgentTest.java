package io.ironstead.agent.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.StatusRuntimeException;
import io.ironstead.agent.crash.Bank.Receipt;
import io.ironstead.agent.fake.AgentProcess;
import io.ironstead.agent.fake.FakeConsole;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code kill -9} of an agent, with its CouchDB inside, while clients write: 5 rounds, {@code -Dlong=true} for 100,
 * {@code -Drounds=N} for others.
 */
class KilledAgentTest {
    private static final int ROUNDS = Integer.getInteger("rounds", Boolean.getBoolean("long") ? 100 : 5);
    /** Of so many rounds two are special: it is killed as a checkpoint ends, and as its log goes on in a new epoch after one. */
    private static final int CYCLE = 5;

    private static final int ROTATION_ROUND = 2;
    private static final int CHECKPOINT_ROUND = 4;
    private static final String ROTATED = "Log goes on in a new epoch";

    /** So few that a log is long enough at each checkpoint. */
    private static final int LOG_SLOTS = 10;

    /** Within so long after a checkpoint the log's old databases are dropped and a new one is made. */
    private static final int ROTATION_MILLIS_MAX = 100;

    private static final Duration LOAD_MAX = Duration.ofSeconds(120);
    /** What a machine busy with other tests gets by with; docs/status.md has what was measured on an idle one. */
    private static final Duration RESTART_MAX = Duration.ofSeconds(120);

    @TempDir
    Path folder;

    private final Random random = new Random(Long.getLong("seed", 1));
    private final long[] balances = new long[Bank.PAIRS];
    private final Map<String, Long> counts = new LinkedHashMap<>();
    private final List<Duration> restarts = new ArrayList<>();
    private final List<Duration> cpu = new ArrayList<>();
    private int rotations;

    @Test
    void nothingAcknowledgedIsLostAndNoTransactionIsHalfDone() throws Exception {
        int port = freePort();
        Path data = folder.resolve("node");
        try (var console = new FakeConsole()) {
            var program = TrainedAgent.in(folder.resolve("trained"), console);
            Map<String, String> environment =
                    Map.of("AGENT_TOKEN", console.newToken().text());
            long transfers = 0;
            Tellers tellers = null;
            for (int round = 0; round <= ROUNDS; round++) {
                String kind = "Receipt" + round;
                long begin = System.nanoTime();
                try (var agent = AgentProcess.start(
                                program,
                                data,
                                environment,
                                "--agent.http-port=0",
                                "--agent.datastore-port=" + port,
                                "--agent.log-slots=" + LOG_SLOTS);
                        var bank = new Bank(port)) {
                    awaitAnswer(agent, bank);
                    if (tellers == null) {
                        agent.awaitAccepted();
                        environment = Map.of();
                    } else {
                        restarts.add(Duration.ofNanos(System.nanoTime() - begin));
                        cpu.add(agent.cpu());
                        check(bank, "Receipt" + (round - 1), tellers);
                        transfers += tellers.count();
                    }
                    if (round < ROUNDS) {
                        tellers = new Tellers(bank, kind, random.nextLong());
                        awaitMoment(round, agent, tellers, data.resolve("datastore"));
                        agent.kill();
                        tellers.stop();
                        rotations += agent.output().split(ROTATED, -1).length - 1;
                    }
                }
            }
            // Surefire keeps what a test prints, and leaves out what it reports.
            System.out.println("KilledAgentTest " + figures(transfers));
        }
    }

    /** Times are told, not judged: what a start takes depends on what else the machine does. */
    private Map<String, String> figures(long transfers) {
        Collections.sort(restarts);
        Collections.sort(cpu);
        var figures = new LinkedHashMap<String, String>();
        figures.put("rounds", String.valueOf(ROUNDS));
        figures.put("transfers", String.valueOf(transfers));
        figures.put("log rotations", String.valueOf(rotations));
        figures.put("restart to first answer, fastest", restarts.getFirst().toMillis() + " ms");
        figures.put("median", restarts.get(restarts.size() / 2).toMillis() + " ms");
        figures.put("slowest", restarts.getLast().toMillis() + " ms");
        figures.put("its processor time, median", cpu.get(cpu.size() / 2).toMillis() + " ms");
        double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
        figures.put("load of the machine", String.format(Locale.ROOT, "%.1f", load));
        return figures;
    }

    private static void awaitAnswer(AgentProcess agent, Bank bank) throws IOException {
        try {
            untilItAnswers(agent, bank);
        } catch (ConditionTimeoutException silent) {
            throw new AssertionError(agent.output() + agent.errors(), silent);
        }
    }

    private static void untilItAnswers(AgentProcess agent, Bank bank) {
        Awaitility.await()
                .atMost(RESTART_MAX)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(5))
                .ignoreExceptionsInstanceOf(StatusRuntimeException.class)
                .until(() -> {
                    assertThat(agent.isAlive()).as(agent.errors()).isTrue();
                    bank.balance(0, "left", 1_000);
                    return true;
                });
    }

    /** Some time under load, or just when rows are written to the disk, which a checkpoint ends with, or a new log is begun. */
    private void awaitMoment(int round, AgentProcess agent, Tellers tellers, Path rows) throws Exception {
        Awaitility.await().atMost(LOAD_MAX).until(() -> tellers.count() > 20);
        long more = tellers.count() + random.nextInt(400);
        long files = files(rows);
        Callable<Boolean> moment = switch (round % CYCLE) {
            case ROTATION_ROUND -> () -> agent.output().contains(ROTATED);
            case CHECKPOINT_ROUND -> () -> files(rows) > files;
            default -> () -> tellers.count() >= more;
        };
        Awaitility.await()
                .atMost(LOAD_MAX)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .until(moment);
        if (round % CYCLE == ROTATION_ROUND || round % CYCLE == CHECKPOINT_ROUND) {
            TimeUnit.MILLISECONDS.sleep(random.nextInt(ROTATION_MILLIS_MAX));
        }
    }

    private static long files(Path rows) throws IOException {
        try (var all = Files.walk(rows)) {
            return all.filter(file -> file.toString().endsWith(".sst")).count();
        } catch (UncheckedIOException goneMeanwhile) {
            return 0;
        }
    }

    private void check(Bank bank, String kind, Tellers tellers) {
        Map<String, Receipt> found =
                bank.receipts(kind).stream().collect(Collectors.toMap(Receipt::name, receipt -> receipt));
        for (Receipt receipt : tellers.acknowledged()) {
            assertThat(found.get(receipt.name())).as("acknowledged in %s", kind).isEqualTo(receipt);
        }
        assertThat(found.keySet()).as("refused, but there in %s", kind).doesNotContainAnyElementsOf(tellers.refused());
        found.values().forEach(receipt -> balances[receipt.pair()] += receipt.amount());
        for (int pair = 0; pair < Bank.PAIRS; pair++) {
            assertThat(bank.balance(pair, "left", 5_000))
                    .as("pair %d after %s", pair, kind)
                    .isEqualTo(balances[pair]);
            assertThat(bank.balance(pair, "right", 5_000))
                    .as("pair %d after %s", pair, kind)
                    .isEqualTo(-balances[pair]);
        }
        counts.put(kind, (long) found.size());
        counts.forEach(
                (earlier, count) -> assertThat(bank.count(earlier)).as(earlier).isEqualTo(count));
    }

    private static int freePort() throws IOException {
        try (var probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        }
    }
}
