package io.ironstead.files.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.ironstead.files.ByteRange;
import io.ironstead.files.FileKey;
import io.ironstead.files.FileStoreContract;
import io.ironstead.files.Place;
import io.ironstead.files.PutTerms;
import io.ironstead.files.Space;
import io.ironstead.files.TestStore;
import io.ironstead.files.content.Contents;
import io.ironstead.files.tahoe.GridContents;
import io.ironstead.files.tahoe.TahoeClient;
import io.ironstead.model.Deadline;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that stores files is killed at any moment: what it was told is stored is there, whole, and nothing is half. */
public class KilledStoreTest {
    private static final Space SHOP = new Space("site-shop");
    private static final int NAMES = 7;
    protected static final int ROUNDS = Boolean.getBoolean("long") ? 100 : 5;

    @TempDir
    protected Path folder;

    /** Stores files until it is killed. Tells of each before it starts, and when it has been told "stored". */
    static final class Storing {
        public static void main(String[] words) throws IOException {
            var grid = words.length > 2 ? Optional.of(gridAt(Path.of(words[2]))) : Optional.<Contents>empty();
            var store = TestStore.in(Path.of(words[0]), ClusterKeyFile.openOrMake(Path.of(words[0], "key")), () -> grid)
                    .files();
            for (int seed = Integer.parseInt(words[1]); ; seed++) {
                System.out.println("try " + seed);
                var content = new ByteArrayInputStream(contentOf(seed));
                store.put(nameOf(seed), content, PutTerms.upTo(1 << 20, ""), Deadline.in(Duration.ofMinutes(1)));
                System.out.println("stored " + seed);
            }
        }
    }

    private static Contents gridAt(Path socket) {
        return new GridContents(new TahoeClient(socket));
    }

    /** Where the process finds a grid; none here. */
    protected Optional<Path> gridSocket() {
        return Optional.empty();
    }

    /** The same grid for this process. */
    protected Optional<Contents> grid() {
        return Optional.empty();
    }

    /** Called in each round while files are being stored. */
    protected void disturb(Random random) throws Exception {
        // The process alone is killed here.
    }

    @Test
    void nothingAcknowledgedIsLostAndNothingIsHalf() throws Exception {
        long luck = System.nanoTime();
        var random = new Random(luck);
        Map<FileKey, Integer> stored = new HashMap<>();
        int next = 0;
        for (int round = 0; round < ROUNDS; round++) {
            var words = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:TieredStopAtLevel=1",
                    "-cp",
                    System.getProperty("java.class.path"),
                    Storing.class.getName(),
                    folder.toString(),
                    Integer.toString(next)));
            gridSocket().ifPresent(socket -> words.add(socket.toString()));
            var process = new ProcessBuilder(words)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            int tried = next;
            int killAfter = next + 3 + random.nextInt(10);
            long triedAt = 0;
            long took = 0;
            try (var lines = process.inputReader()) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    if (!line.matches("(try|stored) \\d+")) {
                        // A line of its log.
                        continue;
                    }
                    int seed = Integer.parseInt(line.substring(line.indexOf(' ') + 1));
                    if (line.startsWith("stored")) {
                        stored.put(nameOf(seed), seed);
                        took = System.nanoTime() - triedAt;
                        continue;
                    }
                    tried = seed;
                    triedAt = System.nanoTime();
                    if (seed == killAfter - 1) {
                        disturb(random);
                    }
                    if (seed >= killAfter && process.isAlive()) {
                        // At any moment of this put, as long as the last one took: a spin, for a sleep is too coarse.
                        long until = triedAt + random.nextLong(took + 1);
                        while (System.nanoTime() < until) {
                            Thread.onSpinWait();
                        }
                        // Not by the Process: that would close the pipe with what it has told.
                        process.toHandle().destroyForcibly();
                    }
                }
            } finally {
                process.toHandle().destroyForcibly();
            }
            process.waitFor();
            check(stored, tried, "luck " + luck + ", round " + round);
            next = tried + 1;
        }
    }

    /** @param tried the last that was begun; it may be stored without anybody having been told */
    private void check(Map<FileKey, Integer> stored, int tried, String where) throws IOException {
        var deadline = Deadline.in(Duration.ofMinutes(1));
        var store = TestStore.in(folder, ClusterKeyFile.openOrMake(folder.resolve("key")), this::grid);
        store.moving().sweep(deadline);
        for (var entry : stored.entrySet()) {
            byte[] found;
            try (var content =
                    store.files().read(entry.getKey(), ByteRange.ALL, deadline).orElseThrow()) {
                found = content.bytes().readAllBytes();
            }
            boolean isLastTried = entry.getKey().equals(nameOf(tried));
            if (isLastTried && Arrays.equals(found, contentOf(tried))) {
                entry.setValue(tried);
            }
            assertThat(found).as("%s, file %s", where, entry).isEqualTo(contentOf(entry.getValue()));
        }
        for (var file : store.files().list(SHOP, "", "", 1000, deadline).files()) {
            try (var content =
                    store.files().read(file.key(), ByteRange.ALL, deadline).orElseThrow()) {
                assertThat(content.bytes().readAllBytes())
                        .as("%s, %s", where, file)
                        .hasSize((int) file.size());
            }
        }
        int here = store.records().at(Place.LOCAL, 1000, deadline).size();
        assertThat(contentsOnDisk())
                .as("%s: no content without a record", where)
                .isEqualTo(here);
    }

    private long contentsOnDisk() throws IOException {
        try (var files = Files.walk(folder.resolve("contents"))) {
            return files.filter(Files::isRegularFile).count();
        }
    }

    private static FileKey nameOf(int seed) {
        return new FileKey(SHOP, "file-" + seed % NAMES);
    }

    private static byte[] contentOf(int seed) {
        return FileStoreContract.bytes(new Random(seed).nextInt(300_000), seed);
    }
}
