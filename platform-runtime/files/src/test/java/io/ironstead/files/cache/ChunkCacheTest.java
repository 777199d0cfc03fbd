package io.ironstead.files.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ironstead.files.FileStoreContract;
import io.ironstead.files.content.ContentId;
import io.ironstead.model.Deadline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChunkCacheTest {
    private static final int CALLERS = 20;
    private static final ContentId ONE = ContentId.fresh();
    private static final byte[] BYTES = FileStoreContract.bytes(1000, 1);
    private static final ChunkCache.Fetch NOBODY = () -> {
        throw new IOException("Nobody is asked");
    };

    @TempDir
    Path folder;

    @Test
    void manyWhoWantAChunkAtOnceCauseOneFetch() throws Exception {
        var cache = new ChunkCache(folder, 10_000);
        var fetches = new AtomicInteger();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var answers = new ArrayList<Future<byte[]>>();
            for (int i = 0; i < CALLERS; i++) {
                answers.add(threads.submit(() -> cache.chunk(ONE, 0, () -> fetched(cache, fetches), soon())));
            }
            for (var answer : answers) {
                assertThat(answer.get()).isEqualTo(BYTES);
            }
        }
        assertThat(fetches).hasValue(1);
    }

    /** Ends when every caller has found that the chunk is not here. */
    private static byte[] fetched(ChunkCache cache, AtomicInteger fetches) {
        fetches.incrementAndGet();
        var most = soon();
        while (cache.counts().misses() < CALLERS && !most.isOver()) {
            LockSupport.parkNanos(1_000_000);
        }
        return BYTES;
    }

    @Test
    void aFailedFetchIsToldAndTriedAgainByTheNextCaller() throws Exception {
        var cache = new ChunkCache(folder, 10_000);
        assertThatThrownBy(() -> cache.chunk(ONE, 0, NOBODY, soon())).hasMessage("Nobody is asked");
        assertThat(cache.chunk(ONE, 0, () -> BYTES, soon())).isEqualTo(BYTES);
    }

    @Test
    void whatWasNotUsedForLongestGoesFirstAndTheBoundHolds() throws Exception {
        var cache = new ChunkCache(folder, 3000);
        for (int number = 0; number < 3; number++) {
            cache.chunk(ONE, number, () -> BYTES, soon());
        }
        cache.chunk(ONE, 0, NOBODY, soon());
        cache.chunk(ONE, 3, () -> BYTES, soon());

        assertThat(cache.chunk(ONE, 0, NOBODY, soon())).isEqualTo(BYTES);
        assertThatThrownBy(() -> cache.chunk(ONE, 1, NOBODY, soon())).isInstanceOf(IOException.class);
        assertThat(bytesOnDisk()).isEqualTo(3000).isEqualTo(cache.counts().bytes());
    }

    @Test
    void takesOverWhatIsThereButNothingThatTheDiskHasSpoilt() throws Exception {
        var before = new ChunkCache(folder, 10_000);
        before.chunk(ONE, 0, () -> BYTES, soon());
        before.chunk(ONE, 1, () -> BYTES, soon());
        try (var files = Files.list(folder)) {
            var second = files.filter(file -> file.toString().contains("-1-"))
                    .findFirst()
                    .orElseThrow();
            var spoilt = BYTES.clone();
            spoilt[500] ^= 4;
            Files.write(second, spoilt);
        }
        var cache = new ChunkCache(folder, 10_000);
        assertThat(cache.chunk(ONE, 0, NOBODY, soon())).isEqualTo(BYTES);
        assertThat(cache.chunk(ONE, 1, () -> BYTES, soon())).isEqualTo(BYTES);
        assertThat(cache.counts().misses()).isEqualTo(1);
    }

    private long bytesOnDisk() throws IOException {
        try (var files = Files.list(folder)) {
            return files.mapToLong(file -> file.toFile().length()).sum();
        }
    }

    private static Deadline soon() {
        return Deadline.in(Duration.ofSeconds(20));
    }
}
