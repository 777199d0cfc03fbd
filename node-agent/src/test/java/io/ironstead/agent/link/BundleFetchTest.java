package io.ironstead.agent.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.ironstead.agent.fake.FakeConsole;
import io.ironstead.agent.fake.ManualTimers;
import io.ironstead.agent.fake.Members;
import io.ironstead.agent.timers.Timers;
import io.ironstead.model.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundleFetchTest {
    static final int PIECE = 256 * 1024;

    @TempDir
    Path data;

    FakeConsole console;
    ManagedChannel channel;
    Path file;
    int pauses;

    @BeforeEach
    void joinAndDial() throws IOException, InterruptedException {
        console = new FakeConsole();
        var identity = Members.join(console, data.resolve("identity"), "node-1");
        channel = new ConsoleChannels(() -> identity).get();
        file = data.resolve("bundles/shop.zip");
    }

    @AfterEach
    void close() {
        channel.shutdownNow();
        console.close();
    }

    @Test
    void bringsAWholeArchive() throws Exception {
        var bytes = bytes(3 * PIECE + 17);
        console.bundle(digest(bytes), bytes);

        fetch().fetch(digest(bytes), file);

        assertThat(file).hasBinaryContent(bytes);
        assertThat(part()).doesNotExist();
        assertThat(pauses).isZero();
    }

    @Test
    void anEmptyArchiveIsAnArchive() throws Exception {
        console.bundle(digest(new byte[0]), new byte[0]);
        fetch().fetch(digest(new byte[0]), file);
        assertThat(file).isEmptyFile();
    }

    @Test
    void goesOnWhereTheStreamBroke() throws Exception {
        var bytes = bytes(5 * PIECE);
        console.bundle(digest(bytes), bytes);
        console.cutNextFetchAfter(2 * PIECE);

        fetch().fetch(digest(bytes), file);

        assertThat(file).hasBinaryContent(bytes);
        assertThat(console.offsets()).containsExactly(0L, 2L * PIECE);
    }

    @Test
    void goesOnAfterARestartOfTheAgent() throws Exception {
        var bytes = bytes(4 * PIECE);
        console.bundle(digest(bytes), bytes);
        Files.createDirectories(file.getParent());
        Files.write(part(), Arrays.copyOf(bytes, PIECE + 100));

        fetch().fetch(digest(bytes), file);

        assertThat(file).hasBinaryContent(bytes);
        assertThat(console.offsets()).containsExactly(PIECE + 100L);
    }

    @Test
    void aLeftoverThatIsDamagedIsThrownAwayAndBroughtAnew() throws Exception {
        var bytes = bytes(2 * PIECE);
        console.bundle(digest(bytes), bytes);
        Files.createDirectories(file.getParent());
        Files.write(part(), new byte[PIECE]);

        fetch().fetch(digest(bytes), file);

        assertThat(file).hasBinaryContent(bytes);
        assertThat(console.offsets()).containsExactly((long) PIECE, 0L);
    }

    @Test
    void anotherArchiveIsNeverTaken() throws Exception {
        var wanted = digest(bytes(10));
        console.bundle(wanted, bytes(PIECE));

        assertThatThrownBy(() -> fetch().fetch(wanted, file)).isInstanceOf(BundleFetch.FetchException.class);
        assertThat(file).doesNotExist();
        assertThat(part()).doesNotExist();
        assertThat(console.offsets()).hasSize(BundleFetch.FRUITLESS_TRIES_MAX);
    }

    @Test
    void aBundleThatIsGoneIsNotAskedForAgain() {
        assertThatThrownBy(() -> fetch().fetch(digest(bytes(10)), file))
                .isInstanceOf(BundleFetch.FetchException.class)
                .hasMessageContaining("does not have this bundle");
        assertThat(console.offsets()).hasSize(1);
    }

    @Test
    void aStreamThatBringsNothingIsBrokenOff() throws Exception {
        var bytes = bytes(3 * PIECE);
        console.bundle(digest(bytes), bytes);
        console.stallNextFetch();

        fetch(() -> Optional.of(channel), Duration.ofMillis(200)).fetch(digest(bytes), file);

        assertThat(file).hasBinaryContent(bytes);
        assertThat(console.offsets()).hasSize(2);
    }

    @Test
    void waitsWhileTheConsoleIsAway() throws Exception {
        var bytes = bytes(10);
        console.bundle(digest(bytes), bytes);

        fetch(() -> pauses < 100 ? Optional.empty() : Optional.of(channel), Duration.ofSeconds(10))
                .fetch(digest(bytes), file);

        assertThat(file).hasBinaryContent(bytes);
        assertThat(pauses).isEqualTo(100);
    }

    private BundleFetch fetch() {
        return fetch(() -> Optional.of(channel), Duration.ofSeconds(10));
    }

    private BundleFetch fetch(Supplier<Optional<Channel>> console, Duration progressWaitMax) {
        return new BundleFetch(console, new NoWaiting(), new Random(1), progressWaitMax);
    }

    private Path part() {
        return file.resolveSibling("shop.zip.part");
    }

    private static byte[] bytes(int length) {
        var bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    private static Digest digest(byte[] bytes) {
        try {
            return new Digest(HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes)));
        } catch (NoSuchAlgorithmException everyJavaHasIt) {
            throw new AssertionError(everyJavaHasIt);
        }
    }

    private final class NoWaiting implements Timers {
        private final ManualTimers timers = new ManualTimers();

        @Override
        public long nanoTime() {
            return timers.nanoTime();
        }

        @Override
        public Cancellable after(Duration delay, Runnable task) {
            return timers.after(delay, task);
        }

        @Override
        public void pause(Duration duration) {
            pauses++;
        }
    }
}
