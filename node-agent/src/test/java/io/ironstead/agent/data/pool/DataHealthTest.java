package io.ironstead.agent.data.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.ironstead.agent.data.CouchHome;
import io.ironstead.agent.data.pool.SiteLeaders.Place;
import io.ironstead.model.NodeId;
import io.ironstead.model.SiteName;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataHealthTest {
    private static final SiteName SITE = new SiteName("shop");

    @TempDir
    Path folder;

    Instant now = Instant.parse("2026-01-31T12:00:00Z");
    Place place = new Place.Here();

    @Test
    void isGoodWhileSomeNodeLeadsAndCouchAnswersIfItIsThisOne() throws IOException {
        try (var couch = CouchHome.embedded(folder, InstantSource.system())) {
            var health = new DataHealth(couch, site -> place, () -> now);
            assertThat(health.isGood(SITE)).isTrue();
            place = new Place.At(new NodeId("node-2"), "127.0.0.1", 1);
            assertThat(health.isGood(SITE)).isTrue();
            place = new Place.Nowhere("Nobody has it.");
            assertThat(health.isGood(SITE)).isFalse();
        }
    }

    @Test
    void isBadASecondAfterCouchHasGone() throws IOException {
        var server = CouchHome.embedded(folder, InstantSource.system());
        var address = server.ownAddress().orElseThrow();
        try (var couch = CouchHome.at(List.of(address), "ironstead", folder.resolve("password"), 1)) {
            var health = new DataHealth(couch, site -> place, () -> now);
            assertThat(health.isGood(SITE)).isTrue();
            server.close();

            now = now.plus(Duration.ofMillis(999));
            assertThat(health.isGood(SITE)).as("asked at most once a second").isTrue();
            now = now.plus(Duration.ofMillis(1));
            assertThat(health.isGood(SITE)).isFalse();
        }
    }
}
