package io.ironstead.agent.supervise;

import static io.ironstead.agent.fake.Sites.all;
import static io.ironstead.agent.fake.Sites.shop;
import static io.ironstead.agent.fake.Sites.state;
import static io.ironstead.agent.fake.Sites.version;
import static org.assertj.core.api.Assertions.assertThat;

import io.ironstead.agent.fake.FakeVersions;
import io.ironstead.model.control.DesiredSite;
import io.ironstead.model.control.DesiredVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SupervisorTest {
    @TempDir
    Path data;

    final FakeVersions versions = new FakeVersions();
    final List<List<Long>> heldWhenServed = new CopyOnWriteArrayList<>();
    final AtomicInteger swaps = new AtomicInteger();
    volatile List<DesiredSite> served = List.of();
    volatile boolean frontBroken;
    Supervisor supervisor;

    @BeforeEach
    void start() throws IOException {
        supervisor = newSupervisor();
        supervisor.start();
    }

    @AfterEach
    void close() {
        supervisor.close();
    }

    @Test
    void whatIsReadyIsServedAndWhatWasServedBeforeIsLetGoAfter() {
        supervisor.desire(state(1, shop(all("v1"), version("v1", 1))));
        build(1L);

        supervisor.desire(state(2, shop(all("v2"), version("v2", 2))));
        await(() -> versions.held().equals(List.of(2L, 1L)));
        await(() -> uploads().equals(List.of(2L, 1L)));
        assertThat(served.getFirst().traffic()).containsValue(all("v1"));

        build(2L);
        await(() -> versions.held().equals(List.of(2L)));
        assertThat(uploads()).containsExactly(2L);
        assertThat(heldWhenServed)
                .as("both, while visitors are led from one to the other")
                .contains(List.of(2L, 1L));
    }

    @Test
    void anOlderStateIsIgnored() {
        supervisor.desire(state(5, shop(all("v1"), version("v1", 1))));
        assertThat(supervisor.desire(state(4))).isEqualTo(Supervisor.Answer.OLDER);
        assertThat(supervisor.desire(state(5, shop(all("v1"), version("v1", 1)))))
                .isEqualTo(Supervisor.Answer.TAKEN);
        await(() -> supervisor.revisionApplied() == 5);
        assertThat(versions.held()).containsExactly(1L);
    }

    @Test
    void theSameStateAgainChangesNothing() {
        var same = state(1, shop(all("v1"), version("v1", 1)));
        supervisor.desire(same);
        build(1L);
        await(() -> swaps.get() == 2);
        int before = swaps.get();

        supervisor.desire(same);
        supervisor.versionsChanged();
        supervisor.desire(state(2, same.sites().getFirst()));
        await(() -> supervisor.revisionApplied() == 2);

        assertThat(swaps).hasValue(before);
    }

    @Test
    void aStateIsOnTheDiskBeforeItIsTaken() throws IOException {
        var wanted = state(7, shop(all("v1"), version("v1", 1)));
        supervisor.desire(wanted);
        assertThat(new DesiredStore(file()).load()).isEqualTo(wanted);
    }

    @Test
    void aRestartServesFromTheDisk() throws IOException {
        supervisor.desire(state(7, shop(all("v1"), version("v1", 1))));
        await(() -> versions.held().equals(List.of(1L)));
        versions.buildAll();
        supervisor.close();
        served = List.of();

        supervisor = newSupervisor();
        supervisor.start();

        assertThat(uploads()).as("before the console was asked").containsExactly(1L);
        assertThat(supervisor.revisionApplied()).isEqualTo(7);
        assertThat(supervisor.desire(state(6))).isEqualTo(Supervisor.Answer.OLDER);
    }

    @Test
    void aDamagedDiskWaitsForTheConsole() throws IOException {
        supervisor.close();
        Files.writeString(file(), "{damaged");
        supervisor = newSupervisor();
        supervisor.start();

        supervisor.desire(state(3, shop(all("v1"), version("v1", 1))));
        await(() -> supervisor.revisionApplied() == 3);
    }

    @Test
    void aFailureLeavesEverythingAsItIsAndTheNextRoundTriesAgain() {
        supervisor.desire(state(1, shop(all("v1"), version("v1", 1))));
        build(1L);
        await(() -> uploads().equals(List.of(1L)));
        frontBroken = true;
        supervisor.desire(state(2, shop(all("v2"), version("v1", 1), version("v2", 2))));
        await(() -> versions.held().size() == 2);
        versions.buildAll();

        frontBroken = false;
        supervisor.versionsChanged();
        await(() -> uploads().equals(List.of(1L, 2L)));
        assertThat(served.getFirst().traffic()).containsValue(all("v2"));
    }

    private Supervisor newSupervisor() {
        return new Supervisor(new DesiredStore(file()), versions, sites -> {
            if (frontBroken) {
                throw new IllegalStateException("broken on purpose");
            }
            swaps.incrementAndGet();
            heldWhenServed.add(versions.held());
            served = sites;
        });
    }

    private Path file() {
        return data.resolve("desired.json");
    }

    private void build(long upload) {
        await(() -> versions.held().contains(upload));
        versions.buildAll();
        supervisor.versionsChanged();
    }

    private List<Long> uploads() {
        return served.stream()
                .flatMap(site -> site.versions().stream())
                .map(DesiredVersion::deploymentId)
                .toList();
    }

    private static void await(Callable<Boolean> condition) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(5))
                .until(condition);
    }
}
