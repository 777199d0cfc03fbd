package io.ironstead.agent.bed;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.ironstead.agent.bed.ChaosHosts.Node;
import io.ironstead.agent.crash.Bank.Receipt;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Faults by chance on three hosts that share a store, under constant load of transfers and audits from outside, which go to another
 * node when one fails them. Whatever was acknowledged is there at the end, no transfer is half done or done twice, every audit saw
 * both sides of each, and what had been acknowledged before it. Runs with {@code -Dlong=true}; {@code -Dfaults=N} (100) and
 * {@code -Dseed=S}.
 */
@EnabledIfSystemProperty(named = "long", matches = "true")
class ChaosTest {
    private static final int FAULTS = Integer.getInteger("faults", 100);
    private static final long SEED = Long.getLong("seed", 5);
    private static final int TELLERS = 4;
    private static final int PAIRS = 2;
    private static final String KIND = "Receipt";
    private static final long CALL_MILLIS = 2_500;
    private static final Duration RECOVERED_WITHIN = Duration.ofMinutes(2);

    @TempDir
    Path folder;

    /** What is done to a node, or to the store of all. */
    private enum Fault {
        KILL_AGENT,
        PAUSE_AGENT,
        CUT_OFF,
        FILL_DISK,
        KILL_STORE
    }

    private final Random dice = new Random(SEED);
    private final ConcurrentLinkedQueue<Receipt> acknowledged = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<String> wrong = new ConcurrentLinkedQueue<>();
    private final AtomicLongArray succeeded = new AtomicLongArray(TELLERS);
    private final AtomicBoolean enough = new AtomicBoolean();

    @Test
    void nothingAcknowledgedIsLostWhateverHappens() throws Exception {
        try (var hosts = new ChaosHosts(folder, 3)) {
            awaitServing(hosts);
            var load = startLoad(hosts);
            Map<Fault, List<Long>> outages = new EnumMap<>(Fault.class);
            for (int i = 1; i <= FAULTS; i++) {
                var fault = Fault.values()[dice.nextInt(Fault.values().length)];
                var node = hosts.nodes().get(dice.nextInt(hosts.nodes().size()));
                long millis = outage(hosts, fault, node, Duration.ofMillis(500 + dice.nextInt(3_000)));
                outages.computeIfAbsent(fault, _ -> new ArrayList<>()).add(millis);
                assertThat(wrong)
                        .as("seed %d, fault %d: %s of %s", SEED, i, fault, node.name())
                        .isEmpty();
            }
            enough.set(true);
            for (var thread : load) {
                thread.join();
            }
            hosts.awaitAllUp();
            awaitServing(hosts);
            outages.forEach((fault, times) -> System.out.println(
                    "ChaosTest " + fault + ", ms until everybody had an answer again: " + summary(times)));
            System.out.println("ChaosTest transfers acknowledged: " + acknowledged.size());
            for (var node : hosts.nodes()) {
                nothingIsLost(node);
            }
        }
    }

    /** How long from the fault until every teller had an answer again; where nobody can answer, from its end. */
    private long outage(ChaosHosts hosts, Fault fault, Node node, Duration lasts) throws Exception {
        long began = System.nanoTime();
        Runnable end = switch (fault) {
            case KILL_AGENT -> hosts.kill(node);
            case PAUSE_AGENT -> hosts.pause(node);
            case CUT_OFF -> hosts.cut(node);
            case FILL_DISK -> hosts.fillDisk(node);
            case KILL_STORE -> hosts.killStore();
        };
        if (fault == Fault.KILL_STORE) {
            TimeUnit.MILLISECONDS.sleep(lasts.toMillis());
            end.run();
            began = System.nanoTime();
            return awaitSuccess(began, fault, node);
        }
        long millis = awaitSuccess(began, fault, node);
        TimeUnit.MILLISECONDS.sleep(Math.max(0, lasts.toMillis() - millis));
        end.run();
        awaitSuccess(System.nanoTime(), fault, node);
        return millis;
    }

    private long awaitSuccess(long since, Fault fault, Node node) {
        Awaitility.await("seed %d: answers after %s of %s".formatted(SEED, fault, node.name()))
                .atMost(RECOVERED_WITHIN)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> {
                    for (int teller = 0; teller < TELLERS; teller++) {
                        if (succeeded.get(teller) - since < 0) {
                            return false;
                        }
                    }
                    return true;
                });
        long last = 0;
        for (int teller = 0; teller < TELLERS; teller++) {
            last = Math.max(last, firstAfter(teller, since));
        }
        return TimeUnit.NANOSECONDS.toMillis(last - since);
    }

    /** Close enough: polled every 20 ms. */
    private long firstAfter(int teller, long since) {
        return Math.max(succeeded.get(teller), since);
    }

    // --- load ------------------------------------------------------------------------------------------------------

    private List<Thread> startLoad(ChaosHosts hosts) {
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < TELLERS; i++) {
            int teller = i;
            threads.add(Thread.ofVirtual().name("teller-" + i).start(() -> transfer(teller, hosts)));
        }
        threads.add(Thread.ofVirtual().name("auditor").start(() -> audit(hosts)));
        return threads;
    }

    private void transfer(int teller, ChaosHosts hosts) {
        int at = teller % hosts.nodes().size();
        for (int i = 1; !enough.get(); i++) {
            var receipt = new Receipt(teller + "-" + i, teller % PAIRS, i);
            long began = System.nanoTime();
            try {
                hosts.nodes().get(at).bank().transfer(KIND, receipt, CALL_MILLIS);
                acknowledged.add(receipt);
                // What began before the fault proves nothing.
                succeeded.set(teller, began);
            } catch (StatusRuntimeException refused) {
                if (refused.getStatus().getCode() != Status.Code.ABORTED) {
                    at = (at + 1) % hosts.nodes().size();
                    pause();
                }
            }
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(20);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void audit(ChaosHosts hosts) {
        while (!enough.get()) {
            var known = acknowledged.toArray(Receipt[]::new);
            if (known.length > 0) {
                var receipt =
                        known[known.length - 1 - ThreadLocalRandom.current().nextInt(Math.min(50, known.length))];
                var node = hosts.nodes()
                        .get(ThreadLocalRandom.current().nextInt(hosts.nodes().size()));
                try {
                    var found = node.bank().audit(receipt.pair(), KIND, receipt.name(), CALL_MILLIS);
                    if (found.sum() != 0 || !found.receiptSeen()) {
                        wrong.add("at " + node.name() + ": " + receipt + " acknowledged, then seen " + found);
                    }
                } catch (StatusRuntimeException refused) {
                    pause();
                }
            }
            pause();
        }
    }

    // --- what has to hold ------------------------------------------------------------------------------------------

    private void awaitServing(ChaosHosts hosts) {
        for (var node : hosts.nodes()) {
            Awaitility.await(node.name() + " serves")
                    .atMost(RECOVERED_WITHIN)
                    .pollInterval(Duration.ofMillis(200))
                    .ignoreExceptionsInstanceOf(StatusRuntimeException.class)
                    .until(() -> node.bank().balance(0, "left", CALL_MILLIS) != Long.MIN_VALUE);
        }
    }

    private void nothingIsLost(Node node) {
        var found = node.bank().receipts(KIND).stream().collect(Collectors.toMap(Receipt::name, receipt -> receipt));
        for (var receipt : acknowledged) {
            assertThat(found.get(receipt.name()))
                    .as("seed %d: acknowledged, at %s", SEED, node.name())
                    .isEqualTo(receipt);
        }
        for (int pair = 0; pair < PAIRS; pair++) {
            int own = pair;
            long sum = found.values().stream()
                    .filter(receipt -> receipt.pair() == own)
                    .mapToLong(Receipt::amount)
                    .sum();
            assertThat(node.bank().balance(pair, "left", 10_000))
                    .as("seed %d: pair %d at %s", SEED, pair, node.name())
                    .isEqualTo(sum);
            assertThat(node.bank().balance(pair, "right", 10_000))
                    .as("seed %d: pair %d at %s", SEED, pair, node.name())
                    .isEqualTo(-sum);
        }
    }

    private static String summary(List<Long> times) {
        long[] sorted = times.stream().mapToLong(Long::longValue).toArray();
        Arrays.sort(sorted);
        return "%d faults: p50 %d, worst %d"
                .formatted(sorted.length, sorted[sorted.length / 2], sorted[sorted.length - 1]);
    }
}
