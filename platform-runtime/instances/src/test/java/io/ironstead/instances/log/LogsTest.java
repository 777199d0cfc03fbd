package io.ironstead.instances.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.ironstead.instances.Eventually;
import io.ironstead.model.InstanceId;
import io.ironstead.model.ServiceName;
import io.ironstead.model.SiteName;
import io.ironstead.model.VersionId;
import io.ironstead.model.VersionKey;
import io.ironstead.model.control.LogLine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogsTest {
    private static final SiteName SHOP = new SiteName("shop");
    private static final InstanceId ONE = new InstanceId("one");
    private static final Instant NOON = Instant.parse("2026-01-31T12:00:00.123Z");

    @TempDir
    Path folder;

    Logs logs;
    Instant now = NOON;
    final List<LogLine> seen = Collections.synchronizedList(new ArrayList<>());
    final AtomicLong skipped = new AtomicLong();

    @BeforeEach
    void open() {
        logs = new Logs(folder, 64 * 1024, () -> now);
    }

    @AfterEach
    void close() {
        logs.close();
    }

    private static VersionKey version(String name) {
        return new VersionKey(SHOP, new ServiceName("default"), new VersionId(name));
    }

    private void take(List<LogLine> lines, long lost) {
        seen.addAll(lines);
        skipped.addAndGet(lost);
    }

    @Test
    void whatAProgramSaysByTheApiIsKeptOnlyWhileItsVersionHasALog() {
        logs.append(version("v1"), ONE, false, List.of("before its log"));
        assertThat(folder.resolve("shop")).doesNotExist();

        logs.of(version("v1"));
        logs.append(version("v1"), ONE, true, List.of("kept"));
        assertThat(folder.resolve("shop").resolve("default_v1.log")).content().endsWith(" one E kept\n");

        logs.forget(version("v1"));
        logs.append(version("v1"), ONE, false, List.of("after it"));
        assertThat(folder.resolve("shop")).isEmptyDirectory();
    }

    @Test
    void aTailGetsTheLastLinesOfAllVersionsInOrderAndThenWhatComes() {
        logs.of(version("v1")).append(ONE, false, List.of("first", "second"));
        now = NOON.plusMillis(1);
        logs.of(version("v2")).append(ONE, true, List.of("third"));
        now = NOON.plusMillis(2);
        logs.of(version("v1")).append(ONE, false, List.of("fourth: with spaces"));

        var end = logs.tail(SHOP, 3, this::take);
        Eventually.holds("history", () -> seen.size() == 3);
        assertThat(seen).extracting(LogLine::text).containsExactly("second", "third", "fourth: with spaces");
        assertThat(seen.get(1))
                .isEqualTo(new LogLine(
                        NOON.plusMillis(1), new ServiceName("default"), new VersionId("v2"), ONE, true, "third"));

        logs.of(version("v3")).append(ONE, false, List.of("fifth"));
        Eventually.holds("the new line", () -> seen.size() == 4);
        end.run();
        logs.of(version("v3")).append(ONE, false, List.of("nobody listens"));
        assertThat(seen.getLast().text()).isEqualTo("fifth");
    }

    @Test
    void anotherAgentFindsTheLinesOfTheOneBefore() {
        logs.of(version("v1")).append(ONE, false, List.of("kept"));
        logs.close();
        open();
        logs.of(version("v1"));
        logs.tail(SHOP, 10, this::take);
        Eventually.holds("history", () -> seen.size() == 1);
    }

    @Test
    void twoFilesAreAllThereEverIs() throws Exception {
        var log = logs.of(version("v1"));
        for (int i = 0; i < 5_000; i++) {
            log.append(ONE, false, List.of("line " + i + " " + "x".repeat(80)));
        }
        long bytes = 0;
        try (var files = Files.list(folder.resolve("shop"))) {
            for (var file : files.toList()) {
                assertThat(Files.size(file)).isLessThanOrEqualTo(64 * 1024);
                bytes += Files.size(file);
            }
        }
        assertThat(bytes).isGreaterThan(64 * 1024);

        logs.tail(SHOP, 560, this::take);
        Eventually.holds("history over both files", () -> seen.size() == 560);
        assertThat(seen.getFirst().text()).startsWith("line 4440 ");
        assertThat(seen.getLast().text()).startsWith("line 4999 ");
    }

    @Test
    void aReaderThatIsTooSlowLosesLinesAndLearnsHowMany() throws Exception {
        var log = logs.of(version("v1"));
        var goOn = new CountDownLatch(1);
        var reading = new CountDownLatch(1);
        logs.tail(SHOP, 0, (lines, lost) -> {
            take(lines, lost);
            reading.countDown();
            try {
                goOn.await();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        });
        log.append(ONE, false, List.of("one"));
        reading.await();
        log.append(
                ONE, false, IntStream.range(0, 5_000).mapToObj(i -> "line " + i).toList());
        goOn.countDown();
        Eventually.holds("all accounted for", () -> seen.size() + skipped.get() == 5_001);
        assertThat(skipped.get()).isEqualTo(3_000);
    }

    @Test
    void aForgottenVersionLeavesNoFile() {
        var log = logs.of(version("v1"));
        log.append(ONE, false, List.of("one"));
        logs.forget(version("v1"));
        log.append(ONE, false, List.of("its last instance still writes"));
        assertThat(folder.resolve("shop")).isEmptyDirectory();
    }
}
