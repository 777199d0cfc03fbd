package io.ironstead.datastore.log.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.ironstead.datastore.log.LogSettings;
import io.ironstead.datastore.log.LogWriter;
import io.ironstead.datastore.log.Pause;
import io.ironstead.datastore.log.SlotContent;
import io.ironstead.datastore.log.SlotId;
import io.ironstead.datastore.log.SlotStore;
import io.ironstead.datastore.log.TabletLog;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * Leaders of one tablet over a cluster that loses, delays, reorders and repeats messages, answers below quorum, and stops and
 * starts its nodes, while leaders crash, pause and rival. The protocol's own code runs, thread by thread, as the seed says.
 * {@code -Dseeds=N} for more seeds, {@code -Dlong=true} for 20,000, {@code -Dseed=S} for one of them again.
 */
class LogSimulationTest {
    private static final int SEEDS = Integer.getInteger("seeds", Boolean.getBoolean("long") ? 20_000 : 2_000);
    private static final int STEPS = 1_500;
    private static final int CALM_STEPS = 30_000;

    /** How a process reaches the cluster; broken on purpose in some tests. */
    private interface Way {
        SlotStore open(Stage stage, SimulatedCluster cluster, Random random);
    }

    @Test
    void nothingThatWasAcknowledgedIsEverLost() {
        long acknowledged = 0;
        long leaders = 0;
        for (long seed : seeds(SEEDS)) {
            var ledger = run(seed, SimulatedStore::new);
            assertThat(ledger.broken()).as("-Dseed=%d", seed).isNull();
            acknowledged += ledger.acknowledgements();
            leaders += ledger.leaders();
        }
        // A simulation in which nothing happens proves nothing.
        assertThat(acknowledged).isGreaterThan(SEEDS);
        assertThat(leaders).isGreaterThan(2L * SEEDS);
    }

    @Test
    void takingOneReplicaForAQuorumIsFound() {
        assertThat(finds((stage, cluster, random) -> new SimulatedStore(stage, cluster, random) {
                    @Override
                    public boolean create(SlotId slot, SlotContent content) {
                        return offer(slot, content, false, 1);
                    }
                }))
                .isTrue();
    }

    @Test
    void leavingOutASealIsFound() {
        assertThat(finds((stage, cluster, random) -> new SimulatedStore(stage, cluster, random) {
                    @Override
                    public boolean create(SlotId slot, SlotContent content) {
                        return content instanceof SlotContent.Seal || super.create(slot, content);
                    }
                }))
                .isTrue();
    }

    @Test
    void takingOneReplicasSealForTheEndIsFound() {
        assertThat(finds((stage, cluster, random) -> new SimulatedStore(stage, cluster, random) {
                    @Override
                    public int quorum() {
                        return 1;
                    }

                    @Override
                    public boolean create(SlotId slot, SlotContent content) {
                        return offer(slot, content, false, 2);
                    }
                }))
                .isTrue();
    }

    private static boolean finds(Way broken) {
        for (long seed : seeds(Math.max(SEEDS, 2_000))) {
            if (run(seed, broken).broken() != null) {
                return true;
            }
        }
        return false;
    }

    private static long[] seeds(int count) {
        Long one = Long.getLong("seed");
        return one != null ? new long[] {one} : LongStream.range(0, count).toArray();
    }

    private static Ledger run(long seed, Way way) {
        var random = new Random(seed);
        try (var stage = new Stage(random)) {
            var play = new Play(stage, new SimulatedCluster(random), random, way, new Ledger());
            play.storm();
            if (play.ledger.broken() == null) {
                play.calm(seed);
            }
            return play.ledger;
        }
    }

    /** One run. */
    private record Play(
            Stage stage, SimulatedCluster cluster, Random random, Way way, Ledger ledger, List<Stage.Process> alive) {
        Play(Stage stage, SimulatedCluster cluster, Random random, Way way, Ledger ledger) {
            this(stage, cluster, random, way, ledger, new ArrayList<>());
        }

        void storm() {
            for (int step = 0; step < STEPS && ledger.broken() == null; step++) {
                int chance = random.nextInt(1_000);
                if (alive.isEmpty() || (chance < 4 && alive.size() < 3)) {
                    alive.add(launch());
                } else if (chance < 8) {
                    alive.remove(random.nextInt(alive.size())).crash();
                } else if (chance < 20) {
                    cluster.toggle();
                }
                stage.step();
                alive.removeIf(process -> !process.isRunning());
            }
        }

        /** When the faults stop, a challenger that is left alone must come to serve, with everything that was told. */
        void calm(long seed) {
            alive.forEach(Stage.Process::crash);
            cluster.calm();
            int before = ledger.leaders();
            launch();
            for (int step = 0; step < CALM_STEPS && ledger.leaders() == before; step++) {
                assertThat(stage.step())
                        .as("-Dseed=%d: the last challenger ended", seed)
                        .isTrue();
            }
            assertThat(ledger.leaders())
                    .as("-Dseed=%d: nobody serves when all is well", seed)
                    .isGreaterThan(before);
        }

        private Stage.Process launch() {
            var process = stage.process();
            var store = way.open(stage, cluster, random);
            Pause pause = attempt -> {
                stage.await(() -> random.nextInt(3) == 0);
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
            };
            var threads = process.threads();
            var world = new TabletLog.World(random, pause, threads, () -> 0);
            threads.newThread(() -> lead(store, world, pause)).start();
            return process;
        }

        private void lead(SlotStore store, TabletLog.World world, Pause pause) {
            try {
                var settings = new LogSettings("node", 3, 4, 1, Duration.ZERO, 10_000);
                var log = TabletLog.takeOver(store, settings, world, () -> {});
                ledger.established(log.epoch(), read(log));
                int entries = random.nextInt(12);
                for (int i = 0; i < entries && log.writer().serves(); i++) {
                    while (!log.writer().hasRoom() && log.writer().serves()) {
                        pause.before(1);
                    }
                    // Some entries need two slots.
                    String entry = random.nextInt(4) == 0 ? "e" + log.epoch() + "-" + i + "....." : "e" + i;
                    append(log, entry);
                }
            } catch (InterruptedException ended) {
                Thread.currentThread().interrupt();
            }
        }

        private void append(TabletLog log, String entry) {
            log.writer().append(entry.getBytes(StandardCharsets.UTF_8), new LogWriter.Outcome() {
                @Override
                public void durable(long lsn) {
                    ledger.acknowledged(log.epoch(), lsn, entry);
                }

                @Override
                public void unknown() {
                    // May be found in a later log or not.
                }
            });
        }

        private static List<String> read(TabletLog log) throws InterruptedException {
            var entries = new ArrayList<String>();
            log.replay(1, (lsn, bytes) -> {
                while (entries.size() < lsn - 1) {
                    entries.add("");
                }
                entries.add(new String(bytes, StandardCharsets.UTF_8));
            });
            return entries;
        }
    }
}
