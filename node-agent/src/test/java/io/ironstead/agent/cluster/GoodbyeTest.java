package io.ironstead.agent.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.ironstead.cluster.DataPart;
import io.ironstead.cluster.Member;
import io.ironstead.cluster.MemberSettings;
import io.ironstead.cluster.Neighbours;
import io.ironstead.cluster.NodeRoom;
import io.ironstead.model.NodeId;
import io.ironstead.model.control.ClusterPoint;
import io.ironstead.model.control.PoolMember;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real members on loopback. */
class GoodbyeTest {
    private static final int ATTEMPTS_MAX = 3;

    @TempDir
    Path folder;

    private One stays;
    private One leaves;

    private static final class One implements AutoCloseable {
        final NodeId id;
        final ClusterPoint point;
        final Member member;
        final Neighbours neighbours;
        final Goodbye goodbye;

        One(String name, Path file) throws IOException {
            id = new NodeId(name);
            point = new ClusterPorts(file).settle("127.0.0.1");
            member = new Member(new MemberSettings(id, "test", point.host(), point.memberPort()));
            var said = new AtomicReference<Goodbye>();
            var card = new OwnCard(
                    id,
                    point,
                    1,
                    () -> said.get().isSaid(),
                    NodeRoom.NONE,
                    () -> Wishes.NONE,
                    Optional::empty,
                    () -> DataPart.NONE);
            neighbours = new Neighbours(member, id, card, System::nanoTime);
            goodbye = new Goodbye(neighbours);
            said.set(goodbye);
        }

        @Override
        public void close() {
            member.close();
        }
    }

    @AfterEach
    void stop() {
        stays.close();
        leaves.close();
    }

    @Test
    void whenItHasBeenSaidTheOthersKnow() throws IOException {
        meet();
        assertThat(stays.neighbours.alive().getFirst().draining()).isFalse();

        leaves.goodbye.run();

        assertThat(stays.neighbours.alive().getFirst().draining()).isTrue();
    }

    /** Ports that were free may be taken a moment later by whatever else runs on this machine: then with others. */
    private void meet() throws IOException {
        for (int attempt = 1; attempt <= ATTEMPTS_MAX; attempt++) {
            stays = new One("stays", folder.resolve("stays" + attempt));
            leaves = new One("leaves", folder.resolve("leaves" + attempt));
            var pool = List.of(new PoolMember(stays.id, stays.point), new PoolMember(leaves.id, leaves.point));
            stays.neighbours.members(pool);
            leaves.neighbours.members(pool);
            try {
                Awaitility.await()
                        .atMost(Duration.ofSeconds(30))
                        .pollInterval(Duration.ofMillis(200))
                        .until(() -> hears(stays) & hears(leaves));
                return;
            } catch (ConditionTimeoutException alone) {
                assertThat(attempt).as("They do not hear each other").isLessThan(ATTEMPTS_MAX);
                stop();
            }
        }
    }

    private static boolean hears(One node) {
        node.neighbours.tell();
        return node.neighbours.alive().size() == 1;
    }

    @Test
    void aNodeThatIsAloneDoesNotWait() throws IOException {
        stays = new One("stays", folder.resolve("stays.json"));
        leaves = new One("leaves", folder.resolve("leaves.json"));
        long began = System.nanoTime();

        leaves.goodbye.run();

        assertThat(System.nanoTime() - began).isLessThan(Duration.ofMillis(200).toNanos());
        assertThat(leaves.goodbye.isSaid()).isTrue();
    }
}
