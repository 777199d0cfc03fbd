package io.ironstead.bench.cluster;

import io.ironstead.bench.Report;
import io.ironstead.bench.cluster.pool.Optimum;
import io.ironstead.bench.cluster.pool.Simulation;
import io.ironstead.bench.cluster.pool.Trace;
import io.ironstead.cluster.NodeRoom;
import io.ironstead.cluster.placement.PlacementRules;
import java.time.Duration;
import java.util.Arrays;

/** How many machines 22 sites need of which five are busy: by placement, with one machine each, and at best. */
final class UseOfMachines implements ClusterPart {
    private static final NodeRoom ROOM = new NodeRoom(16L << 30, 4);
    private static final int NODES = 20;
    private static final int WARM_UP_SECONDS = 600;
    private static final long[] SEEDS = {1, 2, 3, 4, 5};

    @Override
    public String question() {
        return "Use of machines: 22 sites, 5 of them busy, " + NODES + " nodes of " + ROOM.processors()
                + " processors and 16 GiB, simulated; a node is filled to "
                + Math.round(PlacementRules.USUAL.comfort() * 100)
                + " % of its processors, by all three. Late: how long work waited for a processor, on"
                + " average.";
    }

    @Override
    public void measure(Report report, boolean quick) {
        report.columns(
                "seed",
                "machines",
                "placement",
                "most",
                "optimum",
                "placement / optimum",
                "one each",
                "processors used",
                "used, one each",
                "late",
                "late, one each",
                "starts / h",
                "slots proven");
        for (long seed : quick ? new long[] {1} : SEEDS) {
            measure(report, seed, Duration.ofHours(quick ? 1 : 4));
        }
    }

    private static void measure(Report report, long seed, Duration length) {
        var trace = Trace.of(seed, length);
        var result = new Simulation(trace, NODES, ROOM, PlacementRules.USUAL, seed).run(WARM_UP_SECONDS);
        var best = Best.of(trace, WARM_UP_SECONDS);
        var alone = Alone.of(trace, WARM_UP_SECONDS);
        report.row(
                seed,
                NODES,
                "%.2f".formatted(result.machines()),
                result.machinesMost(),
                "%.2f".formatted(best.machines()),
                "%.3f".formatted(result.machines() / best.machines()),
                trace.sites().size(),
                percent(result.use()),
                percent(alone.use()),
                seconds(result.late()),
                seconds(alone.late()),
                Math.round(result.starts() * 3600.0 / (trace.seconds() - WARM_UP_SECONDS)),
                percent(best.proven()));
    }

    private static String seconds(double seconds) {
        return "%.3f s".formatted(seconds);
    }

    private static String percent(double part) {
        return "%.1f %%".formatted(100 * part);
    }

    /** Each slot by itself, knowing everything. */
    private record Best(double machines, double proven) {
        static Best of(Trace trace, int warmUpSeconds) {
            var optimum = new Optimum(PlacementRules.USUAL.comfort() * ROOM.processors(), ROOM.memoryBytes());
            long memory = trace.sites().getFirst().memoryBytes();
            int first = warmUpSeconds / Trace.SLOT_SECONDS;
            double sum = 0;
            int proven = 0;
            for (int slot = first; slot < trace.slots().length; slot++) {
                var answer = optimum.of(trace.slots()[slot], memory);
                sum += answer.machines();
                proven += answer.proven() ? 1 : 0;
            }
            int slots = trace.slots().length - first;
            return new Best(sum / slots, (double) proven / slots);
        }
    }

    /** A machine for each site, always on: what one cannot do at once it does later, and what others have is no use. */
    private record Alone(double use, double late) {
        static Alone of(Trace trace, int warmUpSeconds) {
            int first = warmUpSeconds / Trace.SLOT_SECONDS;
            var backlog = new double[trace.sites().size()];
            double done = 0;
            double late = 0;
            double offered = 0;
            for (int slot = first; slot < trace.slots().length; slot++) {
                var load = trace.slots()[slot];
                offered += Arrays.stream(load).sum() * Trace.SLOT_SECONDS;
                for (int site = 0; site < load.length; site++) {
                    double comes = backlog[site] + load[site] * Trace.SLOT_SECONDS;
                    double does = Math.min(comes, (double) ROOM.processors() * Trace.SLOT_SECONDS);
                    backlog[site] = comes - does;
                    done += does;
                    late += backlog[site] * Trace.SLOT_SECONDS;
                }
            }
            double seconds = (double) (trace.slots().length - first) * Trace.SLOT_SECONDS;
            return new Alone(done / (seconds * trace.sites().size() * ROOM.processors()), late / offered);
        }
    }
}
