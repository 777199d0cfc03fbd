package io.ironstead.instances;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ironstead.instances.TestNode.App;
import io.ironstead.model.Lease;
import io.ironstead.model.NoInstanceException;
import io.ironstead.model.NoInstanceException.Reason;
import io.ironstead.model.app.Scaling;
import io.ironstead.model.control.DesiredVersion;
import io.ironstead.model.control.InstanceReport.State;
import io.ironstead.model.control.VersionReport.Phase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real processes through the whole road: wanted, woken, used, put to sleep. */
class InstancesTest {
    @TempDir
    Path folder;

    TestNode node;

    @BeforeEach
    void start() {
        node = new TestNode(folder);
    }

    @AfterEach
    void stop() throws Exception {
        node.close();
    }

    @Test
    void wakesForTheFirstRequestAndSleepsAfterTheGrace() throws Exception {
        var shop = node.deploy("shop", App.python(Programs.SERVER));
        assertThat(node.reports(shop)).isEmpty();

        try (var lease = node.lease(shop)) {
            assertThat(lease.cold()).isTrue();
            assertThat(TestNode.get(lease, "/")).isEqualTo(lease.instance().value());
        }
        assertThat(node.told("v1 woke for 1 request, ready in ")).isTrue();
        try (var lease = node.lease(shop)) {
            assertThat(lease.cold()).isFalse();
        }
        var process = node.reports(shop).getFirst().pid();

        node.clock.advance(TestNode.limits().idleGrace());
        Eventually.holds("asleep", () -> node.reports(shop).isEmpty());
        assertThat(ProcessHandle.of(process)).isEmpty();
        assertThat(node.told("v1 stopped: idle")).isTrue();
        assertThat(folder.resolve("data/running")).isEmptyDirectory();
    }

    @Test
    void twoHundredRequestsWakeOneInstanceAndAllGetAPlace() throws Exception {
        var shop = node.deploy("shop", App.python(Programs.SERVER));
        var answers = new ArrayList<Future<String>>();
        try (var visitors = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 200; i++) {
                answers.add(visitors.submit(() -> node.get(shop, "/")));
            }
        }
        for (var answer : answers) {
            assertThat(answer.get()).hasSize(20);
        }
        assertThat(node.get(shop, "/most")).isIn("1", "2", "3", "4", "5", "6", "7", "8", "9", "10");
    }

    @Test
    void startsAnotherInstanceWhileTheFirstIsBusy() throws Exception {
        var scaling = new Scaling.Automatic(0, 2, 0, 1, 0.6, 0.95, Duration.ofMillis(10), Duration.ofMillis(30));
        var shop = node.deploy("shop", App.python(Programs.SERVER).with(scaling));
        var seen = new HashSet<String>();
        try (var first = node.lease(shop);
                var second = node.lease(shop)) {
            seen.add(TestNode.get(first, "/"));
            seen.add(TestNode.get(second, "/"));
            assertThat(seen).hasSize(2);

            var third = node.instances.lease(shop, Duration.ofMillis(200));
            assertThatThrownBy(() -> third.get(Eventually.LIMIT.toSeconds(), TimeUnit.SECONDS))
                    .cause()
                    .isInstanceOfSatisfying(NoInstanceException.class, refused -> {
                        assertThat(refused.reason()).isEqualTo(Reason.TIMED_OUT);
                        assertThat(refused).hasMessage("All 2 instances were busy all the time");
                    });
        }
    }

    @Test
    void aCancelledRequestGivesItsPlaceToTheNext() throws Exception {
        var scaling = new Scaling.Automatic(0, 1, 0, 1, 0.6, 0.95, Duration.ofMillis(10), Duration.ofMillis(30));
        var shop = node.deploy("shop", App.python(Programs.SERVER).with(scaling));
        var running = node.lease(shop);
        var cancelled = node.instances.lease(shop, Eventually.LIMIT);
        var next = node.instances.lease(shop, Eventually.LIMIT);
        cancelled.cancel(false);
        running.close();
        next.get(Eventually.LIMIT.toSeconds(), TimeUnit.SECONDS).close();

        var given = node.instances.lease(shop, Eventually.LIMIT);
        assertThat(given).isCompleted();
        given.cancel(false);
        assertThat(node.instances.lease(shop, Eventually.LIMIT)).isCompleted();
    }

    @Test
    void aThousandRequestsThatEndAtOnceNeedNoDeepStack() throws Exception {
        var scaling = new Scaling.Automatic(0, 1, 0, 1, 0.6, 0.95, Duration.ofMillis(10), Duration.ofMillis(30));
        var shop = node.deploy("shop", App.python(Programs.SERVER).with(scaling));
        var all = new ArrayList<CompletableFuture<Void>>();
        for (int i = 0; i < 1000; i++) {
            all.add(node.instances.lease(shop, Eventually.LIMIT).thenAccept(Lease::close));
        }
        CompletableFuture.allOf(all.toArray(CompletableFuture[]::new))
                .get(Eventually.LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    @Test
    void seesTheEnvironmentOfAppEngineAndNothingOfThisMachine() throws Exception {
        var app = App.python(Programs.SERVER)
                .withEnvironment(java.util.Map.of("COLOUR", "green", "GAE_SERVICE", "forged"));
        var shop = node.deploy("shop", app);
        var environment = node.get(shop, "/env");
        assertThat(environment)
                .contains("\"GAE_APPLICATION\": \"s~shop\"")
                .contains("\"GOOGLE_CLOUD_PROJECT\": \"shop\"")
                .contains("\"GAE_SERVICE\": \"default\"")
                .contains("\"GAE_VERSION\": \"v1\"")
                .contains("\"GAE_DEPLOYMENT_ID\": \"" + node.version(shop).deploymentId() + "\"")
                .contains("\"GAE_ENV\": \"standard\"")
                .contains("\"GAE_MEMORY_MB\": \"384\"")
                .contains("\"COLOUR\": \"green\"")
                .doesNotContain(
                        "JAVA_HOME", "MAVEN", "\"USER\"", "\"HOME\": \"" + System.getProperty("user.home") + "\"");
    }

    @Test
    void aProgramThatCrashesIsReplacedAtOnceAndThenPauses() throws Exception {
        var shop = node.deploy("shop", App.python(Programs.SERVER));
        node.clock.freeze();
        node.get(shop, "/");
        die(shop);
        // The first crash: the next request wakes another one at once.
        node.get(shop, "/");
        die(shop);
        node.clock.advance(Duration.ofSeconds(1));
        die(shop);
        Eventually.holds(
                "pausing", () -> node.reports(shop).stream().anyMatch(report -> report.state() == State.BACKING_OFF));
        var pausing = node.reports(shop).getFirst();
        assertThat(pausing.why()).isEqualTo("exit code 7");
        assertThatThrownBy(() -> node.lease(shop))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOfSatisfying(NoInstanceException.class, refused -> {
                    assertThat(refused.reason()).isEqualTo(Reason.CANNOT_START);
                    assertThat(refused.getMessage()).contains("ended 3 times in a row (exit code 7)");
                });

        node.clock.advance(Duration.ofSeconds(2));
        assertThat(node.get(shop, "/")).isNotEmpty();
    }

    private void die(io.ironstead.model.VersionKey key) throws Exception {
        try (Lease lease = node.lease(key)) {
            var dead = lease.instance();
            assertThatThrownBy(() -> TestNode.get(lease, "/die")).isNotNull();
            Eventually.holds(
                    "seen dead",
                    () -> node.reports(key).stream()
                            .noneMatch(report -> report.id().equals(dead) && report.state() == State.READY));
        }
    }

    @Test
    void killsAnInstanceAboveItsMemoryLimitAndSaysSo() throws Exception {
        var shop = node.deploy("shop", App.python(Programs.SERVER));
        try (var lease = node.lease(shop)) {
            assertThatThrownBy(() -> TestNode.get(lease, "/eat")).isNotNull();
        }
        Eventually.holds("told", () -> node.told("ended: killed: out of memory at 384 MiB"));
    }

    @Test
    void aRedeployKeepsServingUntilTheNewOneAnswersAndLetsRunningRequestsFinish() throws Exception {
        var shop = node.deploy("shop", App.python(Programs.SERVER).withEnvironment(java.util.Map.of("SLOW", "2")));
        var old = node.lease(shop);
        var slow = new FutureTask<>(() -> TestNode.get(old, "/slow"));
        Thread.ofVirtual().start(slow);
        node.want("shop", App.python(Programs.SERVER + "\n# second\n"), true);
        node.settled(shop, Phase.READY);
        assertThat(node.report(shop).stepTimes())
                .extracting(time -> time.phase())
                .containsExactly(Phase.WAITING, Phase.FETCHING, Phase.BUILDING, Phase.WARMING);
        try (var lease = node.lease(shop)) {
            assertThat(lease.cold()).isFalse();
            assertThat(lease.instance()).isNotEqualTo(old.instance());
        }
        assertThat(slow.get(Eventually.LIMIT.toSeconds(), TimeUnit.SECONDS))
                .isEqualTo(old.instance().value());
        old.close();
        Eventually.holds(
                "the old one is gone",
                () -> node.reports(shop).stream()
                        .noneMatch(report -> report.id().equals(old.instance())));
    }

    @Test
    void anInstanceThatTakesNoConnectionsIsReplacedAtOnce() throws Exception {
        var shop = node.deploy("shop", App.python(Programs.SERVER));
        try (var lease = node.lease(shop)) {
            TestNode.get(lease, "/deaf");
            lease.unreachable();
            Eventually.holds(
                    "told to stop",
                    () -> node.reports(shop).stream().noneMatch(report -> report.state() == State.READY));
        }
        assertThat(node.get(shop, "/")).isNotEmpty();
        assertThat(node.told("stopped: refused connections")).isTrue();
    }

    @Test
    void aRetiredInstanceFinishesItsRequestsAndAnotherTakesItsPlace() throws Exception {
        var shop = node.deploy("shop", App.python(Programs.SERVER));
        try (var running = node.lease(shop)) {
            node.instances.retire(running.instance());
            try (var next = node.lease(shop)) {
                assertThat(next.instance()).isNotEqualTo(running.instance());
            }
            assertThat(TestNode.get(running, "/")).isEqualTo(running.instance().value());
        }
        Eventually.holds("gone", () -> node.told("stopped: retired by an operator"));
    }

    @Test
    void aStoppedVersionRunsNothingAndServesAgainWhenWanted() throws Exception {
        var shop = node.deploy("shop", App.python(Programs.SERVER));
        node.get(shop, "/");
        node.change(shop, version -> serving(version, false));
        assertThatThrownBy(() -> node.lease(shop))
                .cause()
                .isInstanceOf(NoInstanceException.class)
                .hasMessage("This version is stopped");
        Eventually.holds("stopped", () -> node.reports(shop).isEmpty());
        node.change(shop, version -> serving(version, true));
        assertThat(node.get(shop, "/")).isNotEmpty();
        assertThat(node.fetches).hasValue(1);
    }

    private static DesiredVersion serving(DesiredVersion version, boolean serving) {
        return new DesiredVersion(
                version.service(),
                version.version(),
                version.deploymentId(),
                version.bundle(),
                version.archive(),
                version.app(),
                serving,
                version.warm());
    }

    @Test
    void manualScalingKeepsItsNumberAndSaysStartToEach() throws Exception {
        var shop = node.want("shop", App.python(Programs.SERVER).with(new Scaling.Manual(2)), false);
        node.settled(shop, Phase.READY);
        Eventually.holds(
                "two",
                () -> node.reports(shop).stream()
                                .filter(report -> report.state() == State.READY)
                                .count()
                        == 2);
        var lines = java.util.Collections.synchronizedList(new ArrayList<String>());
        try (var tail = node.instances.tail(
                shop.site(), 100, (more, skipped) -> more.forEach(line -> lines.add(line.text())))) {
            assertThat(tail).isNotNull();
            Eventually.holds(
                    "both were told",
                    () -> java.util.List.copyOf(lines).stream()
                                    .filter("saw /_ah/start"::equals)
                                    .count()
                            == 2);
        }
        node.clock.advance(Duration.ofDays(1));
        die(shop);
        Eventually.holds(
                "two again",
                () -> node.reports(shop).stream()
                                .filter(report -> report.state() == State.READY)
                                .count()
                        == 2);
    }

    @Test
    void anInstanceThatWasToldOfItsStartIsToldOfItsEnd() throws Exception {
        var lines = java.util.Collections.synchronizedList(new ArrayList<String>());
        var shop =
                node.want("shop", App.python(Programs.SERVER).with(new Scaling.Basic(1, Duration.ofMinutes(1))), false);
        node.settled(shop, Phase.READY);
        try (var tail = node.instances.tail(
                shop.site(), 100, (more, skipped) -> more.forEach(line -> lines.add(line.text())))) {
            assertThat(tail).isNotNull();
            node.get(shop, "/");
            node.clock.advance(Duration.ofMinutes(1));
            Eventually.holds("asleep", () -> node.reports(shop).isEmpty());
            Eventually.holds("its log was read", () -> lines.contains("saw /_ah/stop"));
            assertThat(lines).containsSubsequence("saw /_ah/start", "saw /", "saw /_ah/stop");
        }
    }

    @Test
    void aBundleThatNobodyWantsIsRemovedAfterAWhile() throws Exception {
        var shop = node.deploy("shop", App.python(Programs.SERVER));
        var files = node.instances.filesOf(node.version(shop).bundle()).orElseThrow();
        node.clock.advance(Duration.ofHours(3));
        node.remove(shop);
        assertThat(files).isDirectory();
        Eventually.holds("removed", () -> {
            node.clock.advance(Duration.ofMinutes(5));
            return !Files.exists(files.getParent());
        });
    }

    @Test
    void aRemovedVersionRefusesAndEnds() throws Exception {
        var shop = node.deploy("shop", App.python(Programs.SERVER));
        node.get(shop, "/");
        node.remove(shop);
        assertThatThrownBy(() -> node.lease(shop)).cause().isInstanceOf(NoInstanceException.class);
        Eventually.holds("ended", () -> node.reports(shop).isEmpty());
        assertThat(Files.exists(folder.resolve("data/logs/shop/default_v1.log")))
                .isFalse();
    }

    @Test
    void makesRoomByStoppingTheInstanceThatIsIdleForLongest() throws Exception {
        node.close();
        node = new TestNode(folder, limits -> memory(limits, 800L << 20));
        var one = node.deploy("one", App.python(Programs.SERVER));
        var two = node.deploy("two", App.python(Programs.SERVER));
        var three = node.deploy("three", App.python(Programs.SERVER));
        node.get(one, "/");
        node.get(two, "/");
        try (var busy = node.lease(two)) {
            node.get(three, "/");
            // Its memory is given on a moment before it leaves the list.
            Eventually.holds("made room", () -> node.reports(one).isEmpty());
            assertThat(node.reports(two)).extracting(report -> report.id()).containsExactly(busy.instance());
            assertThat(node.told("stopped: made room for three")).isTrue();

            try (var alsoBusy = node.lease(three)) {
                // Long enough to have tried once, on any machine.
                var none = node.instances.lease(one, Duration.ofSeconds(5));
                assertThatThrownBy(() -> none.get(Eventually.LIMIT.toSeconds(), TimeUnit.SECONDS))
                        .cause()
                        .hasMessage("This node has no memory left for another instance");
                assertThat(alsoBusy.cold()).isFalse();
            }
        }
    }

    private static InstanceLimits memory(InstanceLimits usual, long bytes) {
        return new InstanceLimits(
                bytes,
                usual.processors(),
                usual.instancesPerVersionMax(),
                usual.waitingPerVersionMax(),
                usual.concurrencyDefault(),
                usual.startMax(),
                usual.elsewhereMax(),
                usual.idleGrace(),
                Duration.ofSeconds(1),
                usual.drainGrace(),
                usual.healthyAfter(),
                usual.pauseMax(),
                usual.buildMax(),
                usual.buildMemoryBytesMax(),
                usual.buildsAtOnce(),
                usual.logBytesMax(),
                usual.bundleKeep(),
                usual.bundleBytesMax());
    }
}
