package io.ironstead.cluster.placement;

import static io.ironstead.cluster.placement.Pools.MIB;
import static io.ironstead.cluster.placement.Pools.key;
import static io.ironstead.cluster.placement.Pools.load;
import static io.ironstead.cluster.placement.Pools.node;
import static io.ironstead.cluster.placement.Pools.ready;
import static io.ironstead.cluster.placement.Pools.wish;
import static org.assertj.core.api.Assertions.assertThat;

import io.ironstead.cluster.placement.PoolPicture.Seat;
import java.time.Duration;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PlacementTest {
    private static VersionLoad asleepFor(Duration time) {
        return new VersionLoad(0, 0, 0, 0, time.toSeconds());
    }

    @Test
    void whatNobodyAsksForRunsNowhere() {
        var plan = Pools.of(3, 4096)
                .with(wish("shop", 0, 1000), VersionLoad.NONE)
                .with(wish("old", 0, 1000), asleepFor(Duration.ofMinutes(6)), ready(1, 1))
                .decide();

        assertThat(plan.wanted(key("shop"))).isEmpty();
        // Its one instance is surplus, and nothing has to be ready instead of it.
        assertThat(plan.wanted(key("old"))).isEmpty();
        assertThat(plan.mayRun(node(2), key("shop"))).isTrue();
    }

    @Test
    void anIdleOneStaysForItsGrace() {
        var plan = Pools.of(3, 4096)
                .with(wish("shop", 0, 1000), asleepFor(Duration.ofMinutes(4)), ready(1, 1))
                .decide();

        assertThat(plan.wanted(key("shop"))).containsOnly(Map.entry(node(1), 1));
    }

    @Test
    void asManyAsTheRequestsNeedOnTwoNodesAtLeast() {
        var plan = Pools.of(5, 4096).with("shop", 13).decide();

        assertThat(plan.wanted(key("shop")).values()).hasSize(2);
        assertThat(plan.wanted(key("shop")).values().stream()
                        .mapToInt(Integer::intValue)
                        .sum())
                .isEqualTo(3);
    }

    @Test
    void asManyAsTheProcessorsNeed() {
        var plan = Pools.of(5, 4096).with(wish("shop", 0, 1000), load(1, 2.3)).decide();

        assertThat(plan.wanted(key("shop")).values().stream()
                        .mapToInt(Integer::intValue)
                        .sum())
                .isEqualTo(4);
    }

    @Test
    void idleSitesShareOneNode() {
        var pool = Pools.of(5, 8192);
        IntStream.range(0, 20).forEach(site -> pool.with("site-" + site, 0.1));

        var plan = pool.decide();

        for (int site = 0; site < 20; site++) {
            assertThat(plan.wanted(key("site-" + site))).containsOnly(Map.entry(node(0), 1));
        }
    }

    @Test
    void memoryIsAHardLimitAndWhatFindsNoneIsTold() {
        var plan = Pools.of(2, 800).with(wish("manual", 7, 7), VersionLoad.NONE).decide();

        assertThat(plan.wanted(key("manual"))).isEqualTo(Map.of(node(0), 2, node(1), 2));
        assertThat(plan.unplaced(key("manual"))).isEqualTo(3);
    }

    @Test
    void aBusyOneTakesTheMemoryOfOneThatOnlyStays() {
        var plan = Pools.of(1, 400)
                .with(wish("a-idle", 0, 10), asleepFor(Duration.ofMinutes(1)), ready(0, 1))
                .with("shop", 1)
                .decide();

        assertThat(plan.wanted(key("shop"))).containsOnly(Map.entry(node(0), 1));
        assertThat(plan.wanted(key("a-idle"))).isEmpty();
    }

    @Test
    void everyVersionGetsItsFirstInstanceBeforeAnyGetsItsSecond() {
        var plan = Pools.of(1, 800).with("a-busy", 100).with("z-small", 1).decide();

        assertThat(plan.wanted(key("a-busy"))).containsOnly(Map.entry(node(0), 1));
        assertThat(plan.wanted(key("z-small"))).containsOnly(Map.entry(node(0), 1));
    }

    @Test
    void maxInstancesHoldsOverAllNodes() {
        for (int max = 1; max <= 9; max++) {
            for (double requests : new double[] {0, 1, 20, 1000}) {
                var plan = Pools.of(4, 16_384)
                        .with(wish("shop", 0, max), load(requests, 0))
                        .decide();

                int most = IntStream.range(0, 4)
                        .map(node -> plan.of(node(node), key("shop")).most())
                        .sum();
                assertThat(most).as("max %d, %s requests", max, requests).isEqualTo(max);
            }
        }
    }

    @Test
    void minIdleInstancesAreKeptBeyondTheLoad() {
        var spare = new VersionWish(key("shop"), 0, 10, 2, 6, 0.6, 384 * MIB, 600, Duration.ofMinutes(5));

        var plan = Pools.of(4, 4096).with(spare, load(7, 0)).decide();

        assertThat(plan.wanted(key("shop")).values().stream()
                        .mapToInt(Integer::intValue)
                        .sum())
                .isEqualTo(4);
    }

    @Test
    void anEmptiedNodesInstancesAreReplacedElsewhere() {
        var pool = Pools.of(3, 4096).with(wish("manual", 2, 2), VersionLoad.NONE, ready(0, 1), ready(1, 1));
        pool.closeNode(0);

        var plan = pool.decide();

        assertThat(plan.wanted(key("manual"))).isEqualTo(Map.of(node(1), 1, node(2), 1));
        assertThat(plan.of(node(0), key("manual")).most()).isZero();
    }

    @Test
    void aMoveStartsTheNewOneBeforeTheOldOneGoes() {
        // Two nodes with one small site each: one of them is to be empty.
        var pool = Pools.of(3, 4096).with("a", 1, ready(0, 1)).with("b", 1, ready(1, 1));

        var first = pool.decide();
        assertThat(first.wanted(key("b"))).isEqualTo(Map.of(node(0), 1, node(1), 1));
        pool.obey(first, false);
        var meanwhile = pool.decide();
        assertThat(meanwhile.wanted(key("b"))).isEqualTo(Map.of(node(0), 1, node(1), 1));
        pool.obey(meanwhile, true);

        assertThat(pool.decide().wanted(key("b"))).isEqualTo(Map.of(node(0), 1));
        assertThat(pool.decide().wanted(key("a"))).isEqualTo(Map.of(node(0), 1));
    }

    @Test
    void aFullNodeGivesAnInstanceToOneWithProcessorsToSpare() {
        var pool = Pools.of(2, 8192)
                .with(wish("hot", 6, 6), load(6, 3.9), new Seat(node(0), 0, 6, 3.9))
                .with(wish("other", 1, 6), load(1, 0.1), new Seat(node(1), 0, 1, 0.1));

        for (int round = 0; round < 10; round++) {
            pool.obey(pool.decide(), true);
        }

        var wanted = pool.decide().wanted(key("hot"));
        assertThat(wanted.values().stream().mapToInt(Integer::intValue).sum()).isEqualTo(6);
        assertThat(wanted.get(node(1))).isPositive();
        assertThat(pool.decide().wanted(key("hot"))).as("and stays so").isEqualTo(wanted);
    }

    @Test
    void whoUsesMoreThanItsShareOfAFullNodeIsHeldBack() {
        var plan = Pools.of(1, 8192)
                .with(wish("hog", 1, 1), load(9, 3.6), new Seat(node(0), 0, 1, 3.6))
                .with(wish("small", 1, 1), load(1, 0.2), new Seat(node(0), 0, 1, 0.2))
                .decide();

        assertThat(plan.of(node(0), key("hog")).restraint()).isBetween(0.5, 0.6);
        assertThat(plan.of(node(0), key("small")).restraint()).isEqualTo(1);
    }

    @Test
    void nobodyIsHeldBackWhereProcessorsAreLeft() {
        var plan = Pools.of(1, 8192)
                .with(wish("hog", 1, 1), load(9, 3.0), new Seat(node(0), 0, 1, 3.0))
                .with(wish("small", 1, 1), load(1, 0.2), new Seat(node(0), 0, 1, 0.2))
                .decide();

        assertThat(plan.of(node(0), key("hog")).restraint()).isEqualTo(1);
    }
}
