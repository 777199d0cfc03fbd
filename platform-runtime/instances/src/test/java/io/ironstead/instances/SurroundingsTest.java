package io.ironstead.instances;

import static org.assertj.core.api.Assertions.assertThat;

import io.ironstead.instances.TestNode.App;
import io.ironstead.model.InstanceId;
import io.ironstead.model.InstanceSurroundings;
import io.ironstead.model.VersionKey;
import io.ironstead.model.control.VersionReport.Phase;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SurroundingsTest {
    @TempDir
    Path folder;

    private final Set<InstanceId> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger doors = new AtomicInteger();

    @Test
    void areThereWhileTheProcessRunsAndNoLonger() throws Exception {
        try (var node = new TestNode(folder, UnaryOperator.identity(), this::open)) {
            var shop = node.deploy("shop", App.python(Programs.SERVER.replace("GAE_INSTANCE", "API_PORT")));

            try (var lease = node.lease(shop)) {
                assertThat(TestNode.get(lease, "/")).isEqualTo("1001");
                assertThat(open).containsExactly(lease.instance());
            }
            node.clock.advance(TestNode.limits().idleGrace());
            Eventually.holds("asleep", () -> node.reports(shop).isEmpty());
            assertThat(open).isEmpty();
        }
    }

    @Test
    void areTakenAwayFromAProcessThatDiesAtItsStart() throws Exception {
        try (var node = new TestNode(folder, UnaryOperator.identity(), this::open)) {
            var shop = node.want("shop", App.python("raise SystemExit(3)"), true);
            node.settled(shop, Phase.FAILED);

            Eventually.holds("given up", () -> doors.get() > 0 && open.isEmpty());
        }
    }

    private InstanceSurroundings.Opened open(VersionKey version, InstanceId instance, Executor network)
            throws IOException {
        open.add(instance);
        int port = 1000 + doors.incrementAndGet();
        return new InstanceSurroundings.Opened() {
            @Override
            public Map<String, String> environment() {
                return Map.of("API_PORT", Integer.toString(port));
            }

            @Override
            public void close() {
                open.remove(instance);
            }
        };
    }
}
