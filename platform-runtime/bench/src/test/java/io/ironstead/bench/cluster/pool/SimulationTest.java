package io.ironstead.bench.cluster.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.ironstead.bench.cluster.pool.Simulation.Result;
import io.ironstead.cluster.NodeRoom;
import io.ironstead.cluster.placement.PlacementRules;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The pool under its load: the same figures as the benchmark's, on one short trace. */
class SimulationTest {
    private static final long SEED = 2;
    private static final NodeRoom ROOM = new NodeRoom(16L << 30, 4);
    private static final int WARM_UP_SECONDS = 300;
    private static final Trace TRACE = Trace.of(SEED, Duration.ofMinutes(25));

    private static Result run() {
        return new Simulation(TRACE, 20, ROOM, PlacementRules.USUAL, SEED).run(WARM_UP_SECONDS);
    }

    @Test
    void usesHardlyMoreMachinesThanWhoeverKnowsTheFutureAndKeepsNobodyWaiting() {
        var optimum = new Optimum(PlacementRules.USUAL.comfort() * ROOM.processors(), ROOM.memoryBytes());
        long memory = TRACE.sites().getFirst().memoryBytes();
        int first = WARM_UP_SECONDS / Trace.SLOT_SECONDS;
        double best = 0;
        for (int slot = first; slot < TRACE.slots().length; slot++) {
            best += optimum.of(TRACE.slots()[slot], memory).machines();
        }
        best /= TRACE.slots().length - first;

        var result = run();

        assertThat(result.machines() / best).as("seed %d, %s", SEED, result).isBetween(0.9, 1.15);
        assertThat(result.late()).as("seed %d, %s", SEED, result).isLessThan(0.1);
        assertThat(result.refused()).as("seed %d, %s", SEED, result).isZero();
    }

    @Test
    void theSameSeedGivesTheSameRun() {
        assertThat(run()).isEqualTo(run());
    }
}
