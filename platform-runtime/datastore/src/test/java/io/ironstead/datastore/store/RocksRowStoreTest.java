package io.ironstead.datastore.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RocksRowStoreTest extends RowStoreContract {
    private RocksEnvironment environment = new RocksEnvironment(8 << 20);

    @TempDir
    Path directory;

    @Override
    RowStore open() {
        return environment.open(directory);
    }

    @Override
    void afterClose() {
        environment.close();
    }

    @Test
    void keepsRowsFromOneOpeningToTheNext() {
        var batch = new RowBatch();
        batch.put(new byte[] {1}, new byte[] {2});
        store.apply(batch);
        store.close();
        store = open();
        assertThat(store.get(new byte[] {1})).isEqualTo(new byte[] {2});
    }

    @Test
    void saysWhatItKnowsWithoutTheDisk() throws Exception {
        var batch = new RowBatch();
        for (int i = 0; i < 100; i++) {
            batch.put(new byte[] {(byte) i}, new byte[10_000]);
        }
        store.apply(batch);
        assertThat(store.getInMemory(new byte[] {1})).hasSize(10_000);
        store.flush();
        store.close();
        environment.close();
        environment = new RocksEnvironment(8 << 20);
        store = open();

        assertThatThrownBy(() -> store.getInMemory(new byte[] {1})).isInstanceOf(NotInMemory.class);
        assertThat(store.get(new byte[] {1})).hasSize(10_000);
        assertThat(store.getInMemory(new byte[] {1})).hasSize(10_000);
    }

    @Test
    void manyStoresShareTheMemory() {
        for (int i = 0; i < 20; i++) {
            try (RowStore other = environment.open(directory.resolve("other" + i))) {
                var batch = new RowBatch();
                batch.put(new byte[] {(byte) i}, new byte[1 << 20]);
                other.apply(batch);
                assertThat(other.get(new byte[] {(byte) i})).hasSize(1 << 20);
            }
        }
    }
}
