package io.ironstead.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ironstead.model.Deadline;
import io.ironstead.model.Digest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every {@link FileStore} keeps. A class that extends this gives the store, empty for each test. */
public abstract class FileStoreContract {
    protected static final Space SHOP = new Space("site-shop");
    protected static final Space BLOG = new Space("site-blog");
    protected static final long QUOTA = 8 * 1024 * 1024;
    private static final int CHUNK = 64 * 1024;

    /** A store whose spaces may have {@link #QUOTA} bytes each. */
    protected abstract FileStore store() throws Exception;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 55, 56, 1000, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK, 1024 * 1024 + 7, 3 * 1024 * 1024})
    void givesBackWhatWasPut(int size) throws Exception {
        var content = bytes(size, size);
        var stored = put("a/file", content);

        assertThat(stored.size()).isEqualTo(size);
        assertThat(stored.digest()).isEqualTo(digest(content));
        assertThat(store().stat(key("a/file"), soon())).contains(stored);
        assertThat(read("a/file", ByteRange.ALL)).isEqualTo(content);
    }

    @Test
    void readsAnyRange() throws Exception {
        long seed = System.nanoTime();
        var random = new Random(seed);
        int size = 2 * 1024 * 1024 + CHUNK + 11;
        var content = bytes(size, 7);
        put("big", content);

        var ranges = new ArrayList<>(List.of(
                new ByteRange(0, 0),
                new ByteRange(0, 1),
                new ByteRange(CHUNK - 1, 2),
                new ByteRange(CHUNK, CHUNK),
                new ByteRange(size - 1, 10),
                new ByteRange(size, 10),
                new ByteRange(size + 5L, 1),
                new ByteRange(1024 * 1024 - 1, 1024 * 1024 + 2),
                new ByteRange(3, Long.MAX_VALUE)));
        for (int i = 0; i < 20; i++) {
            ranges.add(new ByteRange(random.nextInt(size), random.nextInt(3 * CHUNK)));
        }
        for (var range : ranges) {
            int from = (int) Math.min(range.first(), size);
            int to = (int) (from + Math.min(range.length(), size - from));
            assertThat(read("big", range))
                    .as("seed %d, %s", seed, range)
                    .isEqualTo(Arrays.copyOfRange(content, from, to));
        }
    }

    @Test
    void tellsWhatIsNotThereByAnEmptyAnswer() throws Exception {
        assertThat(store().stat(key("none"), soon())).isEmpty();
        assertThat(store().read(key("none"), ByteRange.ALL, soon())).isEmpty();
        assertThat(store().delete(key("none"), soon())).isFalse();
        assertThat(store().list(SHOP, "", "", 10, soon()).files()).isEmpty();
    }

    @Test
    void replacesWholeAndCountsGenerationsUp() throws Exception {
        var first = put("name", bytes(200_000, 1));
        try (var open = store().read(key("name"), ByteRange.ALL, soon()).orElseThrow()) {
            var start = open.bytes().readNBytes(10);
            var second = put("name", bytes(100_000, 2));

            assertThat(second.generation()).isGreaterThan(first.generation());
            assertThat(read("name", ByteRange.ALL)).isEqualTo(bytes(100_000, 2));
            assertThat(start).isEqualTo(Arrays.copyOf(bytes(200_000, 1), 10));
            readsTheFormerContentOrFails(open);
        }
    }

    private static void readsTheFormerContentOrFails(FileContent open) {
        try {
            var rest = open.bytes().readAllBytes();
            assertThat(rest).isEqualTo(Arrays.copyOfRange(bytes(200_000, 1), 10, 200_000));
        } catch (IOException | FilesUnavailableException gone) {
            // Also allowed: only a mixture is not.
        }
    }

    @Test
    void forgetsADeletedFileAndLetsItsNameBeUsedAgain() throws Exception {
        put("name", bytes(10, 1));
        assertThat(store().delete(key("name"), soon())).isTrue();
        assertThat(store().stat(key("name"), soon())).isEmpty();
        assertThat(store().read(key("name"), ByteRange.ALL, soon())).isEmpty();

        put("name", bytes(20, 2));
        assertThat(read("name", ByteRange.ALL)).isEqualTo(bytes(20, 2));
    }

    @Test
    void keepsSpacesApart() throws Exception {
        put("same", bytes(10, 1));
        var other = new FileKey(BLOG, "same");
        assertThat(store().stat(other, soon())).isEmpty();
        store().put(other, new ByteArrayInputStream(bytes(12, 2)), terms(), soon());

        assertThat(store().delete(key("same"), soon())).isTrue();
        assertThat(store().stat(other, soon())).isPresent();
        assertThat(store().list(SHOP, "", "", 10, soon()).files()).isEmpty();
    }

    @Test
    void listsByPrefixInPages() throws Exception {
        for (var path : List.of("a", "b/1", "b/2", "b/3", "b0", "ä", "\uD83D\uDE00", "\uFFFD")) {
            put(path, bytes(3, 1));
        }
        var first = store().list(SHOP, "b/", "", 2, soon());
        assertThat(paths(first)).containsExactly("b/1", "b/2");
        assertThat(first.next()).contains("b/2");
        var second = store().list(SHOP, "b/", "b/2", 2, soon());
        assertThat(paths(second)).containsExactly("b/3");
        assertThat(second.next()).isEmpty();
        assertThat(paths(store().list(SHOP, "", "", 100, soon())))
                .as("in the order of UTF-8, not of Java's characters")
                .containsExactly("a", "b/1", "b/2", "b/3", "b0", "ä", "\uFFFD", "\uD83D\uDE00");
        assertThatThrownBy(() -> store().list(SHOP, "", "", 1001, soon())).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesMoreBytesThanTheTermsAllow() throws Exception {
        put("name", bytes(10, 1));
        var terms = PutTerms.upTo(CHUNK, "text/plain");
        assertThat(store().put(key("name"), new ByteArrayInputStream(bytes(CHUNK + 1, 2)), terms, soon()))
                .isEqualTo(new PutResult.TooLarge(CHUNK));
        assertThat(read("name", ByteRange.ALL)).isEqualTo(bytes(10, 1));
        assertThat(store().put(key("name"), new ByteArrayInputStream(bytes(CHUNK, 2)), terms, soon()))
                .isInstanceOf(PutResult.Stored.class);
    }

    @Test
    void holdsASpaceToItsQuotaCountingWhatAPutReplaces() throws Exception {
        int half = (int) (QUOTA / 2);
        put("one", bytes(half, 1));
        put("two", bytes(half, 2));
        assertThat(store().put(key("three"), new ByteArrayInputStream(bytes(1, 3)), terms(), soon()))
                .isEqualTo(new PutResult.OverQuota(QUOTA));
        put("two", bytes(half - 1, 3));
        put("three", bytes(1, 3));
        store().put(new FileKey(BLOG, "mine"), new ByteArrayInputStream(bytes(100, 1)), terms(), soon());
    }

    @Test
    void putsOnlyOnTheGenerationTheTermsName() throws Exception {
        var absent = terms().onlyIf(0);
        assertThat(store().put(key("name"), new ByteArrayInputStream(bytes(1, 1)), absent, soon()))
                .isInstanceOf(PutResult.Stored.class);
        long generation = store().stat(key("name"), soon()).orElseThrow().generation();
        assertThat(store().put(key("name"), new ByteArrayInputStream(bytes(2, 1)), absent, soon()))
                .isEqualTo(new PutResult.Changed(generation));
        assertThat(store().put(key("name"), new ByteArrayInputStream(bytes(3, 1)), terms().onlyIf(generation), soon()))
                .isInstanceOf(PutResult.Stored.class);
        assertThat(read("name", ByteRange.ALL)).hasSize(3);
    }

    @Test
    void letsOneOfManyPutsOnTheSameGenerationWin() throws Exception {
        var store = store();
        List<Callable<PutResult>> puts = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            var content = bytes(70_000, i);
            puts.add(() -> store.put(key("contended"), new ByteArrayInputStream(content), terms().onlyIf(0), soon()));
        }
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            int stored = 0;
            for (var result : threads.invokeAll(puts)) {
                if (result.get() instanceof PutResult.Stored) {
                    stored++;
                }
            }
            assertThat(stored).isEqualTo(1);
        }
    }

    @Test
    void storesNothingWhenTheContentBreaksOff() throws Exception {
        put("name", bytes(10, 1));
        var broken = new InputStream() {
            private int left = 3 * CHUNK;

            @Override
            public int read() throws IOException {
                if (left-- == 0) {
                    throw new IOException("The caller went away");
                }
                return 1;
            }
        };
        assertThatThrownBy(() -> store().put(key("name"), broken, terms(), soon()))
                .isInstanceOf(IOException.class)
                .hasMessage("The caller went away");
        assertThat(read("name", ByteRange.ALL)).isEqualTo(bytes(10, 1));
    }

    @Test
    void takesNothingAfterItsDeadline() throws Exception {
        var over = Deadline.in(Duration.ZERO);
        assertThatThrownBy(() -> store().put(key("late"), new ByteArrayInputStream(bytes(9, 1)), terms(), over))
                .isInstanceOf(FilesUnavailableException.class);
        assertThat(store().stat(key("late"), soon())).isEmpty();
    }

    @Test
    void tellsBackTypeAndMetadata() throws Exception {
        var terms = new PutTerms("image/png", Map.of("owner", "José"), 100, OptionalLong.empty());
        store().put(key("pic"), new ByteArrayInputStream(bytes(5, 1)), terms, soon());
        var stored = store().stat(key("pic"), soon()).orElseThrow();
        assertThat(stored.contentType()).isEqualTo("image/png");
        assertThat(stored.metadata()).containsExactly(Map.entry("owner", "José"));
    }

    protected StoredFile put(String path, byte[] content) throws Exception {
        var result = store().put(key(path), new ByteArrayInputStream(content), terms(), soon());
        assertThat(result).isInstanceOf(PutResult.Stored.class);
        return ((PutResult.Stored) result).file();
    }

    protected byte[] read(String path, ByteRange range) throws Exception {
        try (var content = store().read(key(path), range, soon()).orElseThrow()) {
            return content.bytes().readAllBytes();
        }
    }

    protected static PutTerms terms() {
        return PutTerms.upTo(1 << 30, "application/octet-stream");
    }

    protected static FileKey key(String path) {
        return new FileKey(SHOP, path);
    }

    protected static Deadline soon() {
        return Deadline.in(Duration.ofSeconds(30));
    }

    public static byte[] bytes(int size, long seed) {
        var bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private static Digest digest(byte[] content) throws GeneralSecurityException {
        return new Digest(
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content)));
    }

    private static List<String> paths(FilePage page) {
        return page.files().stream().map(file -> file.key().path()).toList();
    }
}
