package io.ironstead.datastore.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.ironstead.datastore.TestCouch;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The log on a CouchDB-protocol server, by real HTTP. */
class CouchLogTest {
    private static final Pause SHORT = attempt -> TimeUnit.MILLISECONDS.sleep(1);

    @TempDir
    Path folder;

    private TestCouch couch;
    private SlotStore store;

    @BeforeEach
    void start() throws Exception {
        couch = TestCouch.start(folder);
        assertThat(CouchSlotStore.createMeta(couch.client(), couch.copies())).isTrue();
        store = new CouchSlotStore(couch.client(), new TabletName(couch.site("shop"), ""), couch.copies());
    }

    @AfterEach
    void stop() throws Exception {
        couch.close();
    }

    @Test
    void theNextLeaderReadsEverythingThatWasAcknowledged() throws Exception {
        var first = lead(1_000, () -> {});
        var durable = append(first, 30);
        assertThat(durable).isSorted().hasSize(30).first().isEqualTo(1L);
        var second = lead(1_000, () -> {});
        assertThat(read(second, 1)).containsExactlyElementsOf(names(30));
        assertThat(read(second, 21)).containsExactlyElementsOf(names(30).subList(20, 30));
        assertThat(second.epoch()).isGreaterThan(first.epoch());
        append(second, 5);
        assertThat(lead(1_000, () -> {}).history().nextLsn()).isEqualTo(36);
    }

    @Test
    void aLeaderThatWasFollowedStopsAtItsNextEntry() throws Exception {
        var deposed = new CountDownLatch(1);
        var first = lead(1_000, deposed::countDown);
        append(first, 3);
        var second = lead(1_000, () -> {});
        var unknown = new CountDownLatch(1);
        first.writer().append(bytes("late"), new Recorder(new ArrayList<>(), unknown));
        assertThat(deposed.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(unknown.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(first.writer().serves()).isFalse();
        append(second, 1);
        assertThat(read(lead(1_000, () -> {}), 1)).containsExactly("entry 0", "entry 1", "entry 2", "entry 0");
    }

    @Test
    void anEntryOfManySlotsIsOneEntry() throws Exception {
        var first = lead(3, () -> {});
        append(first, 2);
        var text = read(lead(3, () -> {}), 1);
        assertThat(text).containsExactly("entry 0", "entry 1");
        assertThat(lead(3, () -> {}).history().nextLsn()).isEqualTo(7);
    }

    @Test
    void whatIsCheckpointedMayBeDropped() throws Exception {
        append(lead(1_000, () -> {}), 3);
        var second = lead(1_000, () -> {});
        append(second, 3);
        assertThat(store.checkpoint()).isEqualTo(1);
        assertThat(store.checkpoint(4)).isTrue();
        assertThat(store.checkpoint(2)).isTrue();
        assertThat(store.checkpoint()).isEqualTo(4);
        assertThat(second.dropBefore(4)).isEqualTo(1);
        var third = TabletLog.takeOver(store, settings(1_000, 4), world(), () -> {});
        assertThat(third.history().firstLsn()).isEqualTo(4);
        assertThat(read(third, 4)).hasSize(3);
    }

    private TabletLog lead(int partBytes, Runnable deposed) throws InterruptedException {
        return TabletLog.takeOver(store, settings(partBytes, 1), world(), deposed);
    }

    private static LogSettings settings(int partBytes, long checkpoint) {
        return new LogSettings("node-1", 4, partBytes, checkpoint, Duration.ZERO, 10_000);
    }

    private static TabletLog.World world() {
        return new TabletLog.World(new Random(1), SHORT, Thread.ofVirtual().factory(), System::nanoTime);
    }

    private static List<Long> append(TabletLog log, int count) throws InterruptedException {
        var durable = Collections.synchronizedList(new ArrayList<Long>());
        for (int i = 0; i < count; i++) {
            log.writer().append(bytes("entry " + i), new Recorder(durable, new CountDownLatch(1)));
        }
        assertThat(log.writer().drain(Duration.ofSeconds(30))).isTrue();
        return durable;
    }

    private static List<String> names(int count) {
        return java.util.stream.IntStream.range(0, count)
                .mapToObj(i -> "entry " + i)
                .toList();
    }

    private static List<String> read(TabletLog log, long from) throws InterruptedException {
        var entries = new ArrayList<String>();
        log.replay(from, (lsn, bytes) -> entries.add(new String(bytes, StandardCharsets.UTF_8)));
        return entries;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private record Recorder(List<Long> durable, CountDownLatch lost) implements LogWriter.Outcome {
        @Override
        public void durable(long lsn) {
            durable.add(lsn);
        }

        @Override
        public void unknown() {
            lost.countDown();
        }
    }
}
