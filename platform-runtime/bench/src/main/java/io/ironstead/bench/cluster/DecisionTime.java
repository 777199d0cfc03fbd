package io.ironstead.bench.cluster;

import io.ironstead.bench.Report;
import io.ironstead.cluster.Catalogue;
import io.ironstead.cluster.DataPart;
import io.ironstead.cluster.NodeCard;
import io.ironstead.cluster.NodeRoom;
import io.ironstead.cluster.placement.Placement;
import io.ironstead.cluster.placement.PlacementPlan;
import io.ironstead.cluster.placement.PlacementRules;
import io.ironstead.cluster.placement.PoolWatch;
import io.ironstead.cluster.placement.VersionWish;
import io.ironstead.model.NodeId;
import io.ironstead.model.ServiceName;
import io.ironstead.model.SiteName;
import io.ironstead.model.VersionId;
import io.ironstead.model.VersionKey;
import io.ironstead.model.VersionRoom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;

/** What one node's part in placing costs in a large pool: reading the cards, and deciding. */
final class DecisionTime implements ClusterPart {
    private static final int NODES = 200;
    private static final int SITES = 2000;
    private static final NodeRoom ROOM = new NodeRoom(16L << 30, 4);
    private static final long SEED = 107;

    @Override
    public String question() {
        return "Placement: one decision of one node at " + NODES + " nodes and " + SITES
                + " sites, on one thread, simulated; a node makes one each second.";
    }

    @Override
    public void measure(Report report, boolean quick) {
        report.columns(
                "awake", "instances", "decisions", "p50 ms", "p99 ms", "worst ms", "card, largest", "cards heard / s");
        for (double awake : new double[] {0.05, 0.25, 1}) {
            var pool = new Pool(awake);
            pool.rounds(20);
            var times = pool.rounds(quick ? 50 : 300);
            Arrays.sort(times);
            long[] sizes = pool.cards().stream().mapToLong(NodeCard::bytes).toArray();
            report.row(
                    "%.0f %%".formatted(100 * awake),
                    pool.instances(),
                    times.length,
                    millis(times, 0.5),
                    millis(times, 0.99),
                    millis(times, 1),
                    Arrays.stream(sizes).max().orElse(0) + " B",
                    "%.1f MB".formatted(2 * Arrays.stream(sizes).sum() / 1e6));
        }
    }

    private static String millis(long[] sorted, double part) {
        int at = Math.clamp((long) Math.ceil(part * sorted.length) - 1, 0, sorted.length - 1);
        return "%.1f".formatted(sorted[at] / 1e6);
    }

    /** All nodes obey at once; the load of each awake site changes a little from decision to decision. */
    private static final class Pool {
        private final Random dice = new Random(SEED);
        private final PoolWatch watch = new PoolWatch(PlacementRules.USUAL);
        private final List<VersionWish> wishes = new ArrayList<>();
        private final List<NodeId> nodes = new ArrayList<>();
        private final Map<VersionKey, Double> processors = new HashMap<>();
        private final Catalogue catalogue;
        private PlacementPlan plan = PlacementPlan.NOTHING;
        private long nanos;

        Pool(double awake) {
            for (int node = 0; node < NODES; node++) {
                nodes.add(new NodeId("node-%03d".formatted(node)));
            }
            for (int site = 0; site < SITES; site++) {
                var key = new VersionKey(
                        new SiteName("site-%04d".formatted(site)),
                        ServiceName.DEFAULT,
                        new VersionId("20261123t120000"));
                int max = site % 3 == 0 ? 3 : 1000;
                wishes.add(new VersionWish(key, 0, max, 0, 6, 0.6, 384L << 20, 600, Duration.ofMinutes(5)));
                if (dice.nextDouble() < awake) {
                    // Few are busy, most are hardly visited.
                    processors.put(key, dice.nextInt(5) == 0 ? 1 + dice.nextDouble() : 0.05 * dice.nextDouble());
                }
            }
            catalogue = Catalogue.of(wishes.stream().map(VersionWish::version).collect(Collectors.toSet()));
        }

        long[] rounds(int count) {
            var times = new long[count];
            for (int i = 0; i < count; i++) {
                processors.replaceAll((_, before) -> before * (0.95 + 0.1 * dice.nextDouble()));
                var cards = cards();
                nanos += 1_000_000_000L;
                long began = System.nanoTime();
                plan = Placement.decide(watch.observe(cards, wishes, nanos), PlacementRules.USUAL);
                times[i] = System.nanoTime() - began;
            }
            return times;
        }

        int instances() {
            return wishes.stream()
                    .mapToInt(wish -> plan.wanted(wish.version()).values().stream()
                            .mapToInt(Integer::intValue)
                            .sum())
                    .sum();
        }

        List<NodeCard> cards() {
            var rooms = new HashMap<NodeId, Map<VersionKey, VersionRoom>>();
            for (var wish : wishes) {
                double asked = processors.getOrDefault(wish.version(), 0.0);
                var wanted = plan.wanted(wish.version());
                // Where it does not run yet, its first visitors wait.
                var where = wanted.isEmpty() && asked > 0 ? Map.of(nodes.getFirst(), 0) : wanted;
                where.forEach((node, count) -> {
                    float part = (float) (asked / where.size());
                    var room = new VersionRoom(
                            true, true, count, 1, 1, 0, 0, new VersionRoom.Load(2 * part, part, asked > 0 ? 0 : 30));
                    rooms.computeIfAbsent(node, _ -> new HashMap<>()).put(wish.version(), room);
                });
            }
            return nodes.stream()
                    .map(node -> new NodeCard(
                            node,
                            1,
                            1,
                            "10.0.0.1",
                            4000,
                            false,
                            List.of(),
                            ROOM,
                            catalogue,
                            rooms.getOrDefault(node, Map.of()),
                            DataPart.NONE))
                    .toList();
        }
    }
}
