package io.ironstead.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.ironstead.model.Deadline;
import io.ironstead.model.NodeId;
import io.ironstead.model.control.ClusterPoint;
import io.ironstead.model.control.PoolMember;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Real members on loopback. */
class NeighboursTest {
    private static final Duration SOON = Duration.ofSeconds(60);
    private final List<One> nodes = new ArrayList<>();

    private static final class One {
        final NodeId id;
        final Member member;
        final Neighbours neighbours;
        final int port;

        One(String name) throws IOException {
            id = new NodeId(name);
            try (var probe = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
                port = probe.getLocalPort();
            }
            member = new Member(new MemberSettings(id, "test", "127.0.0.1", port));
            neighbours = new Neighbours(member, id, number -> CardTableTest.card(id, 1, number), System::nanoTime);
        }

        PoolMember asMember() {
            return new PoolMember(id, new ClusterPoint("127.0.0.1", port, 1));
        }
    }

    private One node(String name) throws IOException {
        var made = new One(name);
        nodes.add(made);
        return made;
    }

    private List<PoolMember> pool() {
        return nodes.stream().map(One::asMember).toList();
    }

    @AfterEach
    void stop() {
        nodes.forEach(node -> node.member.close());
    }

    /** Tells twice a second, as an agent does, until it holds. Returns how long that took, in milliseconds. */
    private long until(String what, BooleanSupplier holds) {
        long began = System.nanoTime();
        long told = began - Duration.ofSeconds(1).toNanos();
        while (!holds.getAsBoolean()) {
            long now = System.nanoTime();
            assertThat(now - began).as(what).isLessThan(SOON.toNanos());
            if (now - told >= Duration.ofMillis(500).toNanos()) {
                told = now;
                nodes.forEach(node -> node.neighbours.tell());
            }
            LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
        }
        return Duration.ofNanos(System.nanoTime() - began).toMillis();
    }

    private static boolean hears(One node, int others) {
        return node.neighbours.alive().size() == others;
    }

    @Test
    void aNodeThatIsAloneStartsNothing() throws IOException {
        var a = node("a");
        a.neighbours.members(pool());
        a.neighbours.tell();

        assertThat(a.member.isStarted()).isFalse();
        assertThat(a.neighbours.alive()).isEmpty();
    }

    @Test
    void threeHearOfEachOtherAndOneThatEndsIsForgottenWithinTwoSeconds() throws IOException {
        var a = node("a");
        var b = node("b");
        var c = node("c");
        nodes.forEach(node -> node.neighbours.members(pool()));
        until("all hear all", () -> nodes.stream().allMatch(node -> hears(node, 2)));

        // Not in order: it says nothing to anybody.
        c.member.running().orElseThrow().getLifecycleService().terminate();
        nodes.remove(c);
        long took = until("c is forgotten", () -> hears(a, 1) && hears(b, 1));

        assertThat(took).isLessThan(2000);
        assertThat(a.neighbours.alive().getFirst().node()).isEqualTo(b.id);
    }

    @Test
    void twoThatBeganAloneFindEachOther() throws IOException {
        var a = node("a");
        var b = node("b");
        assertThat(a.member.get(Deadline.in(SOON))).isPresent();
        assertThat(b.member.get(Deadline.in(SOON))).isPresent();
        nodes.forEach(node -> node.neighbours.members(pool()));

        until("both hear each other", () -> hears(a, 1) && hears(b, 1));
    }

    /** Hazelcast's thread that sends can turn in circles on a connection that was taken and says nothing, and starve the others. */
    @Test
    void twoThatBeganAloneFindEachOtherThoughTwoOthersStandStill() throws IOException {
        var loopback = InetAddress.ofLiteral("127.0.0.1");
        try (var still = new ServerSocket(0, 50, loopback);
                var stillToo = new ServerSocket(0, 50, loopback)) {
            var third = new PoolMember(new NodeId("c"), new ClusterPoint("127.0.0.1", still.getLocalPort(), 1));
            var fourth = new PoolMember(new NodeId("d"), new ClusterPoint("127.0.0.1", stillToo.getLocalPort(), 1));
            var a = node("a");
            var b = node("b");
            assertThat(a.member.get(Deadline.in(SOON))).isPresent();
            assertThat(b.member.get(Deadline.in(SOON))).isPresent();
            var pool = new ArrayList<>(pool());
            pool.add(third);
            pool.add(fourth);
            nodes.forEach(node -> node.neighbours.members(pool));

            until("both hear each other", () -> hears(a, 1) && hears(b, 1));
        }
    }
}
