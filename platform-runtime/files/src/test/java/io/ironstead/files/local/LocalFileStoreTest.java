package io.ironstead.files.local;

import io.ironstead.files.FileStore;
import io.ironstead.files.FileStoreContract;
import io.ironstead.files.TestStore;
import io.ironstead.files.store.ClusterKeys;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** The store of a machine without a grid. */
class LocalFileStoreTest extends FileStoreContract {
    @TempDir
    Path folder;

    private FileStore store;

    @BeforeEach
    void open() throws Exception {
        store = TestStore.in(folder, ClusterKeys.fresh(), Optional::empty).files();
    }

    @Override
    protected FileStore store() {
        return store;
    }
}
