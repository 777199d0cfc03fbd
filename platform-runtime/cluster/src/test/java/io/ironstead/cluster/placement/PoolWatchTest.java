package io.ironstead.cluster.placement;

import static org.assertj.core.api.Assertions.assertThat;

import io.ironstead.cluster.Catalogue;
import io.ironstead.cluster.DataPart;
import io.ironstead.cluster.NodeCard;
import io.ironstead.cluster.NodeRoom;
import io.ironstead.model.VersionRoom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is made of cards; the test is the clock. */
class PoolWatchTest {
    private static final VersionWish SHOP = Pools.wish("shop", 0, 10);
    private static final NodeRoom ROOM = new NodeRoom(4096 * Pools.MIB, 4);
    private final PoolWatch watch = new PoolWatch(PlacementRules.USUAL);

    private static NodeCard card(int node, int starting, int ready, float requests, float processors, int idle) {
        var room =
                new VersionRoom(true, true, ready, 0, 0, 0, starting, new VersionRoom.Load(requests, processors, idle));
        return new NodeCard(
                Pools.node(node),
                1,
                1,
                "127.0.0.1",
                4000,
                false,
                List.of(),
                ROOM,
                Catalogue.NONE,
                Map.of(SHOP.version(), room),
                DataPart.NONE);
    }

    private PoolPicture.VersionPicture see(Duration at, NodeCard... cards) {
        return watch.observe(List.of(cards), List.of(SHOP), at.toNanos())
                .versions()
                .getFirst();
    }

    @Test
    void addsUpWhatAllNodesSay() {
        var seen = see(Duration.ZERO, card(1, 1, 2, 3, 0.5f, 7), card(0, 0, 1, 1, 0.25f, 4));

        assertThat(seen.load()).isEqualTo(new VersionLoad(4, 4, 0.75, 0.75, 4));
        assertThat(seen.seats())
                .containsExactly(
                        new PoolPicture.Seat(Pools.node(0), 0, 1, 0.25),
                        new PoolPicture.Seat(Pools.node(1), 1, 2, 0.5));
    }

    @Test
    void remembersTheBusiestMomentOfItsWindowAndNoLonger() {
        see(Duration.ZERO, card(0, 0, 1, 8, 2, 0));
        see(Duration.ofSeconds(1), card(0, 0, 1, 1, 0.5f, 0));

        assertThat(see(Duration.ofSeconds(20), card(0, 0, 1, 1, 0.5f, 0)).load())
                .isEqualTo(new VersionLoad(1, 8, 0.5, 2, 0));
        assertThat(see(Duration.ofSeconds(31), card(0, 0, 1, 1, 0.5f, 0)).load())
                .isEqualTo(new VersionLoad(1, 8, 0.5, 0.5, 0));
        assertThat(see(Duration.ofSeconds(301), card(0, 0, 1, 1, 0.5f, 0)).load())
                .isEqualTo(new VersionLoad(1, 1, 0.5, 0.5, 0));
    }

    @Test
    void whatNobodySpeaksOfIsForgottenAfterItsWindow() {
        see(Duration.ZERO, card(0, 0, 1, 8, 2, 0));

        assertThat(see(Duration.ofSeconds(60)).load().requestsPeak()).isEqualTo(8);
        assertThat(see(Duration.ofSeconds(360)).load()).isEqualTo(VersionLoad.NONE);
        assertThat(see(Duration.ofSeconds(361))).isEqualTo(see(Duration.ofSeconds(362)));
    }

    @Test
    void aNodeThatIsEmptiedIsNotOpen() {
        var draining = new NodeCard(Pools.node(3), 1, 1, "127.0.0.1", 4000, true, List.of(), Map.of());

        assertThat(watch.observe(List.of(draining), List.of(SHOP), 0).nodes())
                .containsExactly(new PoolPicture.NodePicture(Pools.node(3), 0, 0, false));
    }
}
