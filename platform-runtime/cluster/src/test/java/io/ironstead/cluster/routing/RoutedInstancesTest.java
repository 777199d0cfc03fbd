package io.ironstead.cluster.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.ironstead.cluster.NodeCard;
import io.ironstead.model.Lease;
import io.ironstead.model.NoInstanceException;
import io.ironstead.model.NodeId;
import io.ironstead.model.ServiceName;
import io.ironstead.model.SiteName;
import io.ironstead.model.VersionId;
import io.ironstead.model.VersionKey;
import io.ironstead.model.VersionRoom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

class RoutedInstancesTest {
    private static final VersionKey SHOP = key("shop");
    private static final VersionRoom ASLEEP = new VersionRoom(true, true, 0, 0, 0, 0);
    private static final VersionRoom BUILDING = new VersionRoom(true, false, 0, 0, 0, 0);
    private static final VersionRoom FULL = new VersionRoom(true, true, 1, 0, 8, 0);

    private final List<NodeCard> cards = new ArrayList<>();
    private final Random random = new Random(1);
    private final NoInstanceException askedHere =
            new NoInstanceException(NoInstanceException.Reason.OVERLOADED, "asked here");
    private VersionRoom here = VersionRoom.NONE;
    /** Empty: everybody. */
    private final Set<String> mayWake = new HashSet<>();

    private long now;
    private final RoutedInstances pool = new RoutedInstances(
            (version, wait) -> CompletableFuture.failedFuture(askedHere),
            version -> here,
            () -> cards,
            new Wakes() {
                @Override
                public boolean here(VersionKey version) {
                    return mayWake.isEmpty() || mayWake.contains("here");
                }

                @Override
                public boolean there(NodeId node, VersionKey version) {
                    return mayWake.isEmpty() || mayWake.contains(node.value());
                }
            },
            () -> now,
            random::nextInt);

    private static VersionKey key(String site) {
        return new VersionKey(new SiteName(site), ServiceName.DEFAULT, new VersionId("v1"));
    }

    private static VersionRoom free(int free) {
        return new VersionRoom(true, true, 1, free, 0, 0);
    }

    private void peer(String name, VersionRoom room) {
        peer(name, room, false);
    }

    private void peer(String name, VersionRoom room, boolean draining) {
        var node = new NodeId(name);
        cards.removeIf(card -> card.node().equals(node));
        cards.add(new NodeCard(node, 1, 1, "127.0.0.1", 4000, draining, List.of(), Map.of(SHOP, room)));
    }

    /** The peer's name, or {@code here}, or {@code nowhere}. */
    private String where() {
        try {
            return where(pool.lease(SHOP, Duration.ofSeconds(1)).join());
        } catch (CompletionException refused) {
            return refused.getCause() == askedHere ? "here" : "nowhere";
        }
    }

    private static String where(Lease lease) {
        return lease.peer().orElseThrow().value();
    }

    @Test
    void wakesOnlyWhereThePlanLetsIt() {
        here = ASLEEP;
        peer("b", ASLEEP);
        peer("c", ASLEEP);
        mayWake.add("c");
        assertThat(where()).isEqualTo("c");
        peer("b", free(1));
        assertThat(where()).as("what runs takes requests, planned or not").isEqualTo("b");
        mayWake.add("here");
        peer("b", ASLEEP);
        assertThat(where()).isEqualTo("here");
    }

    @Test
    void localAndWarmComesFirst() {
        here = free(1);
        peer("b", free(100));
        assertThat(where()).isEqualTo("here");
    }

    @Test
    void aPlaceIsLostWhenItsNodeStaysSilent() {
        peer("b", free(9));
        var lease = pool.lease(SHOP, Duration.ofSeconds(1)).join();
        assertThat(lease.lost()).isFalse();
        cards.clear();
        assertThat(lease.lost()).isFalse();
        now = Duration.ofMillis(1500).toNanos();
        assertThat(lease.lost()).isFalse();
        // Heard of again in time: silence is counted from its next beginning.
        peer("b", free(9));
        assertThat(lease.lost()).isFalse();
        cards.clear();
        now += Duration.ofSeconds(9).toNanos();
        assertThat(lease.lost()).isFalse();
        now += Duration.ofMillis(1501).toNanos();
        assertThat(lease.lost()).isTrue();
    }

    @Test
    void aPeerWithAFreePlaceComesBeforeWakingHere() {
        here = ASLEEP;
        peer("b", free(1));
        assertThat(where()).isEqualTo("b");
        // That place is taken now, whatever the card says.
        assertThat(where()).isEqualTo("here");
    }

    @Test
    void whatIsSleepingEverywhereWakesHere() {
        here = ASLEEP;
        peer("b", ASLEEP);
        assertThat(where()).isEqualTo("here");
    }

    @Test
    void whatIsNotBuiltHereIsWokenWhereItIs() {
        here = BUILDING;
        peer("b", ASLEEP);
        peer("c", BUILDING);
        assertThat(where()).isEqualTo("b");
    }

    @Test
    void whatNobodyHasBuiltWaitsHere() {
        here = BUILDING;
        peer("b", BUILDING);
        assertThat(where()).isEqualTo("here");
    }

    @Test
    void aNodeThatRunsNothingPassesOnAndOneThatIsEmptiedGetsNothing() {
        here = VersionRoom.NONE;
        peer("b", free(9), true);
        assertThat(where()).isEqualTo("nowhere");
        peer("c", BUILDING);
        assertThat(where()).isEqualTo("c");
    }

    @Test
    void aMuchShorterQueueElsewhereIsTaken() {
        here = new VersionRoom(true, true, 1, 0, 8, 20);
        peer("b", FULL);
        assertThat(where()).isEqualTo("b");
        here = new VersionRoom(true, true, 1, 0, 8, 1);
        assertThat(where()).isEqualTo("here");
    }

    @Test
    void aPeerThatCouldNotBeReachedIsLeftOutForTwoSeconds() {
        here = ASLEEP;
        peer("b", free(9));
        pool.lease(SHOP, Duration.ofSeconds(1)).join().unreachable();

        assertThat(where()).isEqualTo("here");
        now += Duration.ofSeconds(2).toNanos() - 1;
        assertThat(where()).isEqualTo("here");
        now += 1;
        assertThat(where()).isEqualTo("b");
    }

    @Test
    void ofTwoThatHaveRoomBothGetSome() {
        here = FULL;
        peer("b", free(50));
        peer("c", free(50));
        var seen = new HashSet<String>();
        for (int i = 0; i < 40; i++) {
            seen.add(where());
        }
        assertThat(seen).containsExactlyInAnyOrder("b", "c");
    }

    @Test
    void aClosedLeaseGivesItsPlaceBackOnce() {
        here = ASLEEP;
        peer("b", free(1));
        var lease = pool.lease(SHOP, Duration.ofSeconds(1)).join();
        lease.close();
        lease.close();
        assertThat(where()).isEqualTo("b");
        assertThat(where()).isEqualTo("here");
    }

    @Test
    void filesComeFromAPeerThatHasThem() {
        peer("b", BUILDING);
        assertThat(pool.elsewhere(SHOP)).isEmpty();
        peer("c", ASLEEP);
        assertThat(pool.elsewhere(SHOP).map(RoutedInstancesTest::where)).contains("c");
    }

    @Test
    void everyNodeNamesTheSameOwnerAndOnlyTheLostOnesMove() {
        var nodes = List.of(new NodeId("a"), new NodeId("b"), new NodeId("c"));
        var owned = new HashSet<NodeId>();
        for (int i = 0; i < 60; i++) {
            var version = key("site-" + i);
            var owner = Owners.ownerOf(version, nodes);
            owned.add(owner);
            assertThat(Owners.ownerOf(version, nodes.reversed())).isEqualTo(owner);
            var without =
                    nodes.stream().filter(node -> !node.value().equals("c")).toList();
            if (!owner.value().equals("c")) {
                Assertions.assertThat(Owners.ownerOf(version, without)).isEqualTo(owner);
            }
        }
        assertThat(owned).hasSize(3);
    }
}
