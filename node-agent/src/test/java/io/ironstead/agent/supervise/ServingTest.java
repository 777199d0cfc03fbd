package io.ironstead.agent.supervise;

import static io.ironstead.agent.fake.Sites.all;
import static io.ironstead.agent.fake.Sites.shop;
import static io.ironstead.agent.fake.Sites.version;
import static org.assertj.core.api.Assertions.assertThat;

import io.ironstead.agent.supervise.Serving.Upload;
import io.ironstead.model.ServiceName;
import io.ironstead.model.VersionId;
import io.ironstead.model.control.DesiredSite;
import io.ironstead.model.control.DesiredState;
import io.ironstead.model.control.DesiredVersion;
import io.ironstead.model.control.TrafficSplit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ServingTest {
    final Set<Long> ready = new HashSet<>();

    @Test
    void visitorsOfANewServiceWaitForItsVersion() {
        var building = next(Serving.NOTHING, all("v1"), version("v1", 1));
        assertThat(traffic(building)).isEqualTo(all("v1"));
        assertThat(building.ready()).isEmpty();

        ready.add(1L);
        var built = next(building, all("v1"), version("v1", 1));
        assertThat(built.sites()).isEqualTo(building.sites());
        assertThat(built.differsFor(building)).as("its files are there now").isTrue();
        assertThat(next(built, all("v1"), version("v1", 1)).differsFor(built)).isFalse();
    }

    @Test
    void trafficMovesOnlyWhenTheNewVersionIsReady() {
        ready.add(1L);
        var first = next(Serving.NOTHING, all("v1"), version("v1", 1));

        var building = next(first, all("v2"), version("v1", 1), version("v2", 2));
        assertThat(traffic(building)).isEqualTo(all("v1"));
        assertThat(served(building))
                .as("on its own address the new one may be waited for")
                .containsExactly(1L, 2L);
        assertThat(held(building)).containsExactly(1L, 2L);

        ready.add(2L);
        var switched = next(building, all("v2"), version("v1", 1), version("v2", 2));
        assertThat(traffic(switched)).isEqualTo(all("v2"));
    }

    @Test
    void anOldVersionThatTheConsoleHasDeletedStaysUntilTheNewOneIsReady() {
        ready.add(1L);
        var first = next(Serving.NOTHING, all("v1"), version("v1", 1));

        var building = next(first, all("v2"), version("v2", 2));
        assertThat(traffic(building)).isEqualTo(all("v1"));
        assertThat(held(building)).containsExactly(2L, 1L);

        ready.add(2L);
        var switched = next(building, all("v2"), version("v2", 2));
        assertThat(traffic(switched)).isEqualTo(all("v2"));
        assertThat(held(switched)).containsExactly(2L);
        assertThat(served(switched)).containsExactly(2L);
    }

    @Test
    void aNewUploadOfTheSameVersionTakesOverWhenItIsReady() {
        ready.add(1L);
        var first = next(Serving.NOTHING, all("v1"), version("v1", 1));

        var building = next(first, all("v1"), version("v1", 2));
        assertThat(served(building)).containsExactly(1L);
        assertThat(held(building))
                .as("whoever runs it lets the old upload answer")
                .containsExactly(2L);

        ready.add(2L);
        var switched = next(building, all("v1"), version("v1", 2));
        assertThat(served(switched)).containsExactly(2L);
        assertThat(held(switched)).containsExactly(2L);
    }

    @Test
    void afterARestartTheReadyPartOfASplitServesEverybody() {
        ready.add(2L);
        var split = new TrafficSplit(
                TrafficSplit.By.COOKIE,
                List.of(
                        new TrafficSplit.Share(new VersionId("v1"), 500),
                        new TrafficSplit.Share(new VersionId("v2"), 300),
                        new TrafficSplit.Share(new VersionId("v3"), 200)));
        var versions = new DesiredVersion[] {version("v1", 1), version("v2", 2), version("v3", 3)};

        assertThat(traffic(next(Serving.NOTHING, split, versions)))
                .isEqualTo(new TrafficSplit(
                        TrafficSplit.By.COOKIE, List.of(new TrafficSplit.Share(new VersionId("v2"), 1000))));

        ready.add(3L);
        assertThat(traffic(next(Serving.NOTHING, split, versions)).shares())
                .containsExactly(
                        new TrafficSplit.Share(new VersionId("v2"), 600),
                        new TrafficSplit.Share(new VersionId("v3"), 400));
    }

    @Test
    void aVersionWithoutTrafficIsServedOnItsOwnAddress() {
        ready.addAll(List.of(1L, 2L));
        var serving = next(Serving.NOTHING, all("v1"), version("v1", 1), version("v2", 2));
        assertThat(served(serving)).containsExactly(1L, 2L);
    }

    @Test
    void aSiteThatIsGoneIsGoneAtOnce() {
        ready.add(1L);
        var first = next(Serving.NOTHING, all("v1"), version("v1", 1));
        assertThat(first.next(new DesiredState(2, false, List.of()), this::isReady))
                .isEqualTo(Serving.NOTHING);
    }

    @Test
    void aMachineThatIsEmptiedHoldsNothingAndSendsItsVisitorsAway() {
        ready.add(1L);
        var first = next(Serving.NOTHING, all("v1"), version("v1", 1));
        var state = new DesiredState(2, true, List.of(shop(all("v1"), version("v1", 1))));

        var emptied = first.next(state, this::isReady);
        assertThat(emptied.held()).isEmpty();
        assertThat(emptied.sites())
                .singleElement()
                .satisfies(site -> assertThat(site.suspended()).isTrue());
    }

    @Test
    void whileVisitorsAreLedElsewhereBothAreHeld() {
        ready.addAll(List.of(1L, 3L));
        var first = next(Serving.NOTHING, all("v1"), version("v1", 1), version("v3", 3));
        ready.add(4L);
        var second = next(first, all("v2"), version("v3", 4), version("v2", 2));
        ready.add(2L);
        var third = next(second, all("v2"), version("v2", 2));

        assertThat(uploads(third.heldSince(second))).containsExactly(2L, 4L, 1L);
        assertThat(held(third)).containsExactly(2L);
    }

    @Test
    void aSuspendedSiteStaysBuiltAndRunsNothing() {
        ready.add(1L);
        var site = shop(all("v1"), version("v1", 1));
        var suspended = new DesiredSite(
                site.name(), site.tenant(), List.of(), true, site.traffic(), site.versions(), List.of());

        var serving = Serving.NOTHING.next(new DesiredState(1, false, List.of(suspended)), this::isReady);

        assertThat(serving.sites().getFirst().suspended()).isTrue();
        assertThat(serving.held().getFirst().versions()).singleElement().satisfies(held -> {
            assertThat(held.serving()).isFalse();
            assertThat(held.warm()).isFalse();
        });
    }

    /** Over many histories: from the first ready version on, a service's traffic goes to ready versions only. */
    @Test
    void noHistoryOfDeploysTakesAServiceAwayFromItsVisitors() {
        for (long seed = 0; seed < 300; seed++) {
            var random = new Random(seed);
            ready.clear();
            var serving = Serving.NOTHING;
            boolean answered = false;
            long uploads = 0;
            var versions = new ArrayList<DesiredVersion>();
            for (int step = 0; step < 40; step++) {
                var where = "seed " + seed + ", step " + step;
                if (random.nextBoolean() || versions.isEmpty()) {
                    var name = "v" + random.nextInt(3);
                    versions.removeIf(v -> v.version().value().equals(name) || random.nextInt(4) == 0);
                    versions.add(version(name, ++uploads));
                }
                if (random.nextBoolean()) {
                    ready.add(1 + random.nextLong(uploads));
                }
                var target = versions.get(random.nextInt(versions.size())).version();
                serving = next(serving, TrafficSplit.all(target), versions.toArray(DesiredVersion[]::new));

                assertThat(names(serving.held()))
                        .as(where)
                        .containsAll(names(serving.sites()))
                        .doesNotHaveDuplicates();
                var taking = taking(serving);
                answered |= ready.contains(taking);
                assertThat(ready.contains(taking)).as(where).isEqualTo(answered);
            }
        }
    }

    /** The upload that takes the traffic. */
    private static long taking(Serving serving) {
        var split = serving.sites().getFirst().traffic().get(ServiceName.DEFAULT);
        var target = split.shares().getFirst().version();
        return serving.sites().getFirst().versions().stream()
                .filter(version -> version.version().equals(target))
                .findFirst()
                .orElseThrow()
                .deploymentId();
    }

    private static List<VersionId> names(List<DesiredSite> sites) {
        return sites.getFirst().versions().stream().map(DesiredVersion::version).toList();
    }

    private Serving next(Serving before, TrafficSplit split, DesiredVersion... versions) {
        return before.next(new DesiredState(1, false, List.of(shop(split, versions))), this::isReady);
    }

    private boolean isReady(Upload upload) {
        return ready.contains(upload.deploymentId());
    }

    private static @Nullable TrafficSplit traffic(Serving serving) {
        return serving.sites().getFirst().traffic().get(ServiceName.DEFAULT);
    }

    private static List<Long> served(Serving serving) {
        return uploads(serving.sites());
    }

    private static List<Long> held(Serving serving) {
        return uploads(serving.held());
    }

    private static List<Long> uploads(List<DesiredSite> sites) {
        return sites.getFirst().versions().stream()
                .map(DesiredVersion::deploymentId)
                .toList();
    }
}
