package io.ironstead.agent.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.ironstead.model.NodeId;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataHealthTest {
    private static final NodeId SELF = new NodeId("node-1");

    @TempDir
    Path folder;

    Instant now = Instant.parse("2026-01-31T12:00:00Z");
    Optional<NodeId> keeper = Optional.empty();

    @Test
    void isGoodWhileThisMachineKeepsTheDataAndCouchAnswers() throws IOException {
        try (var couch = CouchHome.embedded(folder, InstantSource.system())) {
            var health = new DataHealth(couch, SELF, () -> keeper, () -> now);
            assertThat(health.isGood()).isTrue();
            keeper = Optional.of(SELF);
            assertThat(health.isGood()).isTrue();
            keeper = Optional.of(new NodeId("node-2"));
            assertThat(health.isGood()).isFalse();
        }
    }

    @Test
    void isBadASecondAfterCouchHasGone() throws IOException {
        var server = CouchHome.embedded(folder, InstantSource.system());
        var address = server.ownAddress().orElseThrow();
        try (var couch = CouchHome.at(List.of(address), "ironstead", folder.resolve("password"), 1)) {
            var health = new DataHealth(couch, SELF, () -> keeper, () -> now);
            assertThat(health.isGood()).isTrue();
            server.close();

            now = now.plus(Duration.ofMillis(999));
            assertThat(health.isGood()).as("asked at most once a second").isTrue();
            now = now.plus(Duration.ofMillis(1));
            assertThat(health.isGood()).isFalse();
        }
    }
}
