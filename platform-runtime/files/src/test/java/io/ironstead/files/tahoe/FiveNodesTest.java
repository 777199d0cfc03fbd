package io.ironstead.files.tahoe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.ironstead.files.ByteRange;
import io.ironstead.files.FileKey;
import io.ironstead.files.FileStoreContract;
import io.ironstead.files.FilesUnavailableException;
import io.ironstead.files.Place;
import io.ironstead.files.PutResult;
import io.ironstead.files.PutTerms;
import io.ironstead.files.Space;
import io.ironstead.files.StoredFile;
import io.ironstead.files.TestStore;
import io.ironstead.files.store.ClusterKeys;
import io.ironstead.model.Deadline;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Five real nodes with 3-of-5; this store speaks to the first of them. */
class FiveNodesTest {
    private static final Space SHOP = new Space("site-shop");

    @TempDir
    Path folder;

    private TestGrid grid;
    private TestStore store;
    private final ClusterKeys cluster = ClusterKeys.fresh();
    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();

    @BeforeEach
    void start() throws Exception {
        // Only what this code logs at every level: Jetty's own debugging would tell addresses of requests.
        ((Logger) LoggerFactory.getLogger("io.ironstead.files")).setLevel(Level.TRACE);
        logged.start();
        ((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).addAppender(logged);
        grid = new TestGrid(folder.resolve("grid"), 5);
        store = TestStore.in(folder.resolve("store"), cluster, () -> grid.through(0));
    }

    @AfterEach
    void stop() {
        if (grid != null) {
            grid.close();
        }
        ((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).detachAppender(logged);
    }

    @Test
    void survivesWhatItsSpreadPromisesAndTellsNoSecret() throws Exception {
        assertThat(put("whole", 1).place()).isEqualTo(Place.GRID);

        kill(4);
        assertThat(put("one gone", 2).place()).as("writes with 1 of 5 gone").isEqualTo(Place.GRID);

        kill(3);
        assertThat(read("whole")).as("reads with 2 of 5 gone").isEqualTo(content(1));
        assertThat(put("two gone", 3).place())
                .as("below happiness a file waits here")
                .isEqualTo(Place.LOCAL);
        assertThat(read("two gone")).isEqualTo(content(3));
        assertThat(store.moving().round(10, soon()).waiting()).isTrue();

        kill(2);
        assertThatThrownBy(() -> read("whole"))
                .as("too few servers is not the same as no such file")
                .isInstanceOf(FilesUnavailableException.class)
                .satisfies(this::tellsNoSecret);
        assertThat(store.files().stat(key("whole"), soon())).isPresent();

        for (int node = 2; node < 5; node++) {
            grid.revive(node);
        }
        grid.awaitConnected(5, 0);
        assertThat(read("whole")).isEqualTo(content(1));
        assertThat(store.moving().round(10, soon()).moved())
                .as("the spool drains")
                .isEqualTo(1);
        assertThat(store.files().stat(key("two gone"), soon()).orElseThrow().place())
                .isEqualTo(Place.GRID);

        var again = TestStore.in(folder.resolve("store"), cluster, () -> grid.through(1));
        try (var bytes =
                again.files().read(key("two gone"), ByteRange.ALL, soon()).orElseThrow()) {
            assertThat(bytes.bytes().readAllBytes()).as("through another node").isEqualTo(content(3));
        }
        aStoppedServerDelaysOnePut();
        for (var event : logged.list) {
            assertThat(event.getFormattedMessage() + event.getKeyValuePairs() + event.getThrowableProxy())
                    .satisfies(this::tellsNoSecret);
        }
    }

    private void aStoppedServerDelaysOnePut() throws Exception {
        long pid = grid.nodes.get(4).pid().orElseThrow();
        // Its watch would kill and replace it after some 15 seconds; the puts below end before.
        TestGrid.signal(pid, "STOP");
        try {
            long began = System.nanoTime();
            var first = put("while one hangs", 5);
            long delayed = System.nanoTime() - began;
            began = System.nanoTime();
            var second = put("after it was given up", 6);
            long then = System.nanoTime() - began;
            assertThat(first.place()).isEqualTo(Place.GRID);
            assertThat(second.place()).isEqualTo(Place.GRID);
            assertThat(Duration.ofNanos(delayed)).isLessThan(Duration.ofSeconds(20));
            assertThat(Duration.ofNanos(then)).isLessThan(Duration.ofSeconds(3));
        } finally {
            TestGrid.signal(pid, "CONT");
        }
    }

    private void kill(int node) throws Exception {
        int before = grid.connected(0);
        grid.lose(node);
        TestGrid.await(Duration.ofSeconds(30), () -> grid.connected(0) == before - 1);
    }

    private void tellsNoSecret(Object told) {
        var text = told instanceof Throwable failure ? stackOf(failure) : String.valueOf(told);
        for (var secret : secrets()) {
            assertThat(text).doesNotContain(secret);
        }
    }

    private static String stackOf(Throwable failure) {
        var out = new StringWriter();
        failure.printStackTrace(new PrintWriter(out));
        return out.toString();
    }

    /** Every capability there is, its key alone too, the secret words of all servers, and the cluster's key. */
    private Set<String> secrets() {
        Set<String> secrets = new HashSet<>(cluster.keys().values());
        for (var record : store.records().at(Place.GRID, 100, soon())) {
            var cap = store.keys().openRef(record, soon()).secret();
            secrets.add(cap);
            secrets.add(cap.split(":")[2]);
        }
        grid.folders.forEach(node -> secrets.add(wordOf(node)));
        assertThat(secrets).hasSizeGreaterThan(6);
        return secrets;
    }

    private static String wordOf(Path node) {
        try {
            return Files.readString(node.resolve("private/storage.furl"))
                    .strip()
                    .replaceAll(".*/", "");
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private StoredFile put(String path, int seed) throws Exception {
        var result = store.files()
                .put(key(path), new ByteArrayInputStream(content(seed)), PutTerms.upTo(1 << 22, ""), soon());
        assertThat(result).isInstanceOf(PutResult.Stored.class);
        return ((PutResult.Stored) result).file();
    }

    private byte[] read(String path) throws Exception {
        try (var bytes = store.files().read(key(path), ByteRange.ALL, soon()).orElseThrow()) {
            return bytes.bytes().readAllBytes();
        }
    }

    private static byte[] content(int seed) {
        return FileStoreContract.bytes(700_000 + seed, seed);
    }

    private static FileKey key(String path) {
        return new FileKey(SHOP, path);
    }

    private static Deadline soon() {
        return Deadline.in(Duration.ofSeconds(60));
    }
}
