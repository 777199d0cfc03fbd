package io.ironstead.cluster.placement;

import static org.assertj.core.api.Assertions.assertThat;

import io.ironstead.cluster.placement.PoolPicture.Seat;
import io.ironstead.model.NodeId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What holds for every pool, tried on many made from seeds. */
class PlacementPropertiesTest {
    private static final int POOLS = 400;

    private static Pools random(Random dice) {
        var pool = Pools.of(1 + dice.nextInt(8), 400 + dice.nextInt(6000));
        int sites = 1 + dice.nextInt(25);
        for (int i = 0; i < sites; i++) {
            int max = dice.nextInt(3) == 0 ? 1 + dice.nextInt(4) : 1000;
            int min = dice.nextInt(4) == 0 ? dice.nextInt(Math.min(4, max) + 1) : 0;
            var wish = new VersionWish(
                    Pools.key("site-" + i),
                    min,
                    max,
                    dice.nextInt(5) == 0 ? 1 : 0,
                    6,
                    0.6,
                    (dice.nextBoolean() ? 384 : 768) * Pools.MIB,
                    600,
                    Duration.ofMinutes(5));
            double requests = dice.nextInt(3) == 0 ? dice.nextDouble() * 40 : 0;
            pool.with(wish, Pools.load(requests, requests * dice.nextDouble() * 0.2));
        }
        return pool;
    }

    private static void assertLimits(Pools pool, PlacementPlan plan, long seed) {
        var memory = new HashMap<NodeId, Long>();
        for (var version : pool.versions) {
            var wanted = plan.wanted(version.wish().version());
            int total = wanted.values().stream().mapToInt(Integer::intValue).sum();
            assertThat(total)
                    .as("seed %d, %s", seed, version.wish().version())
                    .isLessThanOrEqualTo(version.wish().max());
            wanted.forEach(
                    (node, count) -> memory.merge(node, count * version.wish().memoryBytes(), Long::sum));
        }
        for (var node : pool.nodes) {
            assertThat(memory.getOrDefault(node.node(), 0L))
                    .as("seed %d, memory of %s", seed, node.node())
                    .isLessThanOrEqualTo(node.memoryBytes());
        }
    }

    @Test
    void memoryAndMaxInstancesAreNeverExceededAndTheOrderInWhichOneHearsDoesNotMatter() {
        for (long seed = 0; seed < POOLS; seed++) {
            var dice = new Random(seed);
            var pool = random(dice);
            var plan = pool.decide();
            assertLimits(pool, plan, seed);

            var shuffled = new ArrayList<>(pool.nodes);
            Collections.shuffle(shuffled, dice);
            var again = Placement.decide(new PoolPicture(shuffled, pool.versions), PlacementRules.USUAL);
            for (var version : pool.versions) {
                var key = version.wish().version();
                assertThat(again.wanted(key)).as("seed %d", seed).isEqualTo(plan.wanted(key));
            }
        }
    }

    @Test
    void anUnchangedLoadComesToRestAndTwoInstancesAreOnTwoNodes() {
        for (long seed = 0; seed < POOLS; seed++) {
            var pool = random(new Random(seed));
            for (int round = 0; round < 60; round++) {
                pool.obey(pool.decide(), round % 2 == 1);
            }
            pool.obey(pool.decide(), true);
            pool.obey(pool.decide(), true);
            var plan = pool.decide();
            for (var version : pool.versions) {
                var wanted = plan.wanted(version.wish().version());
                var present = new HashMap<NodeId, Integer>();
                version.seats().forEach(seat -> present.put(seat.node(), seat.instances()));
                assertThat(wanted)
                        .as("seed %d, %s", seed, version.wish().version())
                        .isEqualTo(present);
                if (version.seats().stream().mapToInt(Seat::instances).sum() > 1 && fitsOnTwo(pool, plan, version)) {
                    assertThat(wanted).as("seed %d", seed).hasSizeGreaterThan(1);
                }
            }
        }
    }

    private static boolean fitsOnTwo(Pools pool, PlacementPlan plan, PoolPicture.VersionPicture version) {
        return pool.nodes.stream()
                        .filter(node -> {
                            long there = pool.versions.stream()
                                    .mapToLong(one -> one.wish().memoryBytes()
                                            * plan.wanted(one.wish().version()).getOrDefault(node.node(), 0))
                                    .sum();
                            boolean here = version.seats().stream()
                                    .anyMatch(seat -> seat.node().equals(node.node()));
                            return here || there + version.wish().memoryBytes() <= node.memoryBytes();
                        })
                        .count()
                > 1;
    }

    @Test
    void aMoveNeverLeavesFewerReadyThanAreNeeded() {
        for (long seed = 0; seed < POOLS; seed++) {
            var dice = new Random(seed);
            var pool = random(dice);
            for (int round = 0; round < 20; round++) {
                pool.obey(pool.decide(), true);
            }
            int closed = dice.nextInt(pool.nodes.size());
            for (int round = 0; round < 20; round++) {
                if (round == 10 && pool.nodes.size() > 2) {
                    pool.closeNode(closed);
                }
                var plan = pool.decide();
                for (var version : pool.versions) {
                    int need = Need.of(version.wish(), version.load()).firm();
                    var wanted = plan.wanted(version.wish().version());
                    int before = openReady(pool, version);
                    int after = version.seats().stream()
                            .mapToInt(seat -> Math.min(seat.ready(), wanted.getOrDefault(seat.node(), 0)))
                            .sum();
                    assertThat(after)
                            .as(
                                    "seed %d round %d %s",
                                    seed, round, version.wish().version())
                            .isGreaterThanOrEqualTo(Math.min(before, need)
                                    - plan.unplaced(version.wish().version()));
                }
                pool.obey(plan, dice.nextBoolean());
            }
        }
    }

    private static int openReady(Pools pool, PoolPicture.VersionPicture version) {
        return version.seats().stream()
                .filter(seat -> pool.nodes.stream().anyMatch(node -> node.node().equals(seat.node()) && node.open()))
                .mapToInt(Seat::ready)
                .sum();
    }
}
