package io.ironstead.files.tahoe;

import static org.assertj.core.api.Assertions.assertThat;

import io.ironstead.files.ByteRange;
import io.ironstead.files.FileStore;
import io.ironstead.files.FileStoreContract;
import io.ironstead.files.Place;
import io.ironstead.files.TestStore;
import io.ironstead.files.store.ClusterKeys;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The store of one machine with a grid of its own. */
class TahoeFileStoreTest extends FileStoreContract {
    @TempDir
    static Path gridFolder;

    private static TestGrid grid;

    @TempDir
    Path folder;

    private TestStore store;

    @BeforeAll
    static void startGrid() throws Exception {
        grid = new TestGrid(gridFolder, 1);
    }

    @AfterAll
    static void stopGrid() {
        if (grid != null) {
            grid.close();
        }
    }

    @BeforeEach
    void open() throws Exception {
        store = TestStore.in(folder, ClusterKeys.fresh(), () -> grid.through(0));
    }

    @Override
    protected FileStore store() {
        return store.files();
    }

    @Test
    void keepsBytesInTheGridAndNoneHere() throws Exception {
        assertThat(put("name", bytes(100_000, 1)).place()).isEqualTo(Place.GRID);
        try (var files = Files.walk(folder.resolve("contents"))) {
            assertThat(files.filter(Files::isRegularFile)).isEmpty();
        }
    }

    @Test
    void onlyItsOwnerReachesTheSocketAndItsSecrets() throws Exception {
        var node = grid.folders.getFirst();
        try (var files = Files.list(node.resolve("private"))) {
            for (var file : files.toList()) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                        .as("%s", file)
                        .endsWith("------");
            }
        }
        var configuration = Files.readString(node.resolve("tahoe.cfg"));
        var socket = Path.of(configuration.replaceAll("(?s).*unix:([^:]*):mode.*", "$1"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
                .isEqualTo("rw-------");
    }

    @Test
    void comesBackByItselfWhenItsProcessIsKilledAndMeanwhileFilesWaitHere() throws Exception {
        put("before", bytes(50_000, 1));
        TestGrid.signal(grid.nodes.getFirst().pid().orElseThrow(), "KILL");
        assertThat(put("meanwhile", bytes(60_000, 2)).place()).isEqualTo(Place.LOCAL);

        TestGrid.await(Duration.ofSeconds(60), () -> grid.connected(0) == 1);
        assertThat(read("before", ByteRange.ALL)).isEqualTo(bytes(50_000, 1));
        assertThat(store.moving().round(100, soon()).moved()).isEqualTo(1);
        assertThat(store().stat(key("meanwhile"), soon()).orElseThrow().place()).isEqualTo(Place.GRID);
        assertThat(read("meanwhile", ByteRange.ALL)).isEqualTo(bytes(60_000, 2));
    }
}
