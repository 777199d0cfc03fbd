package io.ironstead.files.kept;

import static org.assertj.core.api.Assertions.assertThat;

import io.ironstead.files.ByteRange;
import io.ironstead.files.FileStore;
import io.ironstead.files.FileStoreContract;
import io.ironstead.files.TestStore;
import io.ironstead.files.cache.ChunkCache;
import io.ironstead.files.store.ClusterKeys;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The store of a node that is read through a cache of two chunks. */
class CachedFileStoreTest extends FileStoreContract {
    @TempDir
    Path folder;

    private ChunkCache cache;
    private FileStore store;

    @BeforeEach
    void open() throws Exception {
        cache = new ChunkCache(folder.resolve("cache"), 2 * ChunkCache.CHUNK);
        store = TestStore.in(folder, ClusterKeys.fresh(), Optional::empty, source -> new CachedReading(cache, source))
                .files();
    }

    @Override
    protected FileStore store() {
        return store;
    }

    @Test
    void readsAgainWithoutAskingWhereTheContentIsAndForgetsWhatIsDeleted() throws Exception {
        put("hot", bytes(ChunkCache.CHUNK + 5, 1));
        read("hot", ByteRange.ALL);
        long misses = cache.counts().misses();
        assertThat(read("hot", new ByteRange(ChunkCache.CHUNK - 3, 6))).hasSize(6);
        assertThat(cache.counts().misses()).isEqualTo(misses);

        store.delete(key("hot"), soon());
        assertThat(cache.counts().bytes()).isZero();
    }
}
