package io.ironstead.instances;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ironstead.instances.TestNode.App;
import io.ironstead.model.NoInstanceException;
import io.ironstead.model.app.Runtime;
import io.ironstead.model.control.LogLine;
import io.ironstead.model.control.VersionReport.Failure;
import io.ironstead.model.control.VersionReport.Phase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a site's owner is told when a deploy does not work out. */
class StartFailureTest {
    @TempDir
    Path folder;

    TestNode node;

    @BeforeEach
    void start() {
        // A program that is to get as far as its failure must have the time for it.
        node = new TestNode(folder, usual -> limits(usual, usual.startMax()));
    }

    @AfterEach
    void stop() throws Exception {
        node.close();
    }

    private static InstanceLimits limits(InstanceLimits usual, Duration startMax) {
        return new InstanceLimits(
                usual.memoryBytesMax(),
                usual.processors(),
                usual.instancesPerVersionMax(),
                usual.waitingPerVersionMax(),
                usual.concurrencyDefault(),
                startMax,
                Duration.ofSeconds(1),
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

    private Failure failure(App app) {
        var key = node.want("shop", app, true);
        return node.settled(key, Phase.FAILED).failure().orElseThrow();
    }

    @Test
    void aProgramThatEndsAtTheStart() {
        var failure = failure(App.python("import flsk\n"));
        assertThat(failure.step()).isEqualTo(Phase.WARMING);
        assertThat(failure.cause()).isEqualTo("The program ended while starting (exit code 1)");
        assertThat(failure.advice()).startsWith("It misses the module flsk.");
        assertThat(failure.output()).last().isEqualTo("ModuleNotFoundError: No module named 'flsk'");
        assertThat(node.told("v1 failed: The program ended while starting")).isTrue();
    }

    @Test
    void aProgramThatDoesNotExist() {
        var failure = failure(App.sh("").with(Runtime.CUSTOM, "no-such-server --port $PORT"));
        assertThat(failure.advice()).startsWith("The entrypoint's program was not found.");
    }

    @Test
    void aProgramThatListensElsewhere() throws Exception {
        int other = node.sandbox.openRoom().port() + 1;
        var failure = failure(App.sh("").with(Runtime.CUSTOM, "python3 -m http.server --bind 127.0.0.1 " + other));
        assertThat(failure.cause()).isEqualTo("The program listens on port " + other + ", not on $PORT");
        assertThat(failure.advice()).contains("environment variable PORT");
    }

    @Test
    void aProgramThatNeverListens() throws Exception {
        node.close();
        node = new TestNode(folder, usual -> limits(usual, Duration.ofSeconds(3)));
        var failure = failure(App.sh("echo thinking; exec sleep 60"));
        assertThat(failure.cause()).isEqualTo("The program did not listen on $PORT within 3 s");
        assertThat(failure.output()).containsExactly("thinking");
    }

    @Test
    void aFailedVersionServesAsSoonAsItStartsAfterAll() throws Exception {
        var main = "import os, sys\nif not os.path.exists('repaired'):\n    sys.exit(9)\n" + Programs.SERVER;
        var shop = node.want("shop", App.python(main), true);
        node.settled(shop, Phase.FAILED);
        var files = node.instances.filesOf(node.version(shop).bundle()).orElseThrow();
        java.nio.file.Files.writeString(files.resolve("repaired"), "");
        node.clock.advance(Duration.ofMinutes(2));
        assertThat(node.get(shop, "/")).isNotEmpty();
        assertThat(node.report(shop).phase()).isEqualTo(Phase.READY);
    }

    @Test
    void requirementsThatNameAPathWhichIsNotThere() {
        var failure = failure(python("./vendored/shop-tools"));
        assertThat(failure.step()).isEqualTo(Phase.BUILDING);
        assertThat(failure.cause())
                .isEqualTo("requirements.txt line 1: There is no such package in the archive: ./vendored/shop-tools");
        assertThat(failure.output()).isNotEmpty();
        var shop = TestNode.key("shop");
        assertThat(node.instances.buildLog(node.version(shop).bundle()))
                .contains("-m pip")
                .contains("vendored");
        assertThatThrownBy(() -> node.lease(shop))
                .cause()
                .isInstanceOf(NoInstanceException.class)
                .hasMessageContaining("vendored");
    }

    @Test
    void requirementsThatNoPackageMeets() {
        var failure = failure(python("--no-index\nno-such-package==1.0"));
        assertThat(failure.cause()).isEqualTo("requirements.txt line 2: There is no package no-such-package==1.0");
        assertThat(failure.advice()).startsWith("Correct the name or the version of no-such-package==1.0");
    }

    @Test
    void anArchiveWithoutAProgram() {
        var failure = failure(App.python("").with(Runtime.PYTHON, "").withFiles(Map.of("shop.py", "")));
        assertThat(failure.cause()).isEqualTo("The archive has neither an entrypoint nor a main.py");
    }

    private static App python(String requirements) {
        return App.python("")
                .with(Runtime.PYTHON, "python main.py")
                .withFiles(Map.of("main.py", Programs.SERVER, "requirements.txt", requirements + "\n"));
    }

    @Test
    void aVirtualEnvironmentIsBuiltOnceForABundle() throws Exception {
        var app = App.python("").with(Runtime.PYTHON, "python main.py");
        var shop = node.deploy("shop", app.withFiles(Map.of("main.py", Programs.SERVER)));
        assertThat(node.get(shop, "/env")).contains("\"VIRTUAL_ENV\": \"" + folder + "/data/bundles/");
        var other = node.deploy("other", app.withFiles(Map.of("main.py", Programs.SERVER)));
        assertThat(node.get(other, "/")).isNotEmpty();
        assertThat(node.fetches).hasValue(1);
        assertThat(node.instances
                        .filesOf(node.version(shop).bundle())
                        .orElseThrow()
                        .resolve("main.py"))
                .isRegularFile();
    }

    @Test
    void aProgramThatFloodsItsLogHurtsNobody() throws Exception {
        var flood = "import sys, threading\n"
                + "threading.Thread(target=lambda: [print('flood ' * 20) for i in range(10**9)], daemon=True).start()\n";
        var shop = node.deploy("shop", App.python(flood + Programs.SERVER));
        var lines = Collections.synchronizedList(new ArrayList<LogLine>());
        try (var tail = node.instances.tail(shop.site(), 10, (more, skipped) -> lines.addAll(more))) {
            assertThat(tail).isNotNull();
            assertThat(node.get(shop, "/")).isNotEmpty();
            Eventually.holds(
                    "counted",
                    () -> List.copyOf(lines).stream()
                            .anyMatch(line -> line.text().contains("lines left out")));
        }
        assertThat(java.nio.file.Files.size(folder.resolve("data/logs/shop/default_v1.log")))
                .isLessThanOrEqualTo(TestNode.limits().logBytesMax());
    }
}
