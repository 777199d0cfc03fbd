package io.ironstead.files.tahoe;

import static org.assertj.core.api.Assertions.assertThat;

import io.ironstead.files.Place;
import io.ironstead.files.TestStore;
import io.ironstead.files.content.Contents;
import io.ironstead.files.local.ClusterKeyFile;
import io.ironstead.files.local.KilledStoreTest;
import io.ironstead.model.Deadline;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** The same with a grid, whose process is killed at any moment, too: in every second round, while files are stored. */
class KilledWithGridTest extends KilledStoreTest {
    @TempDir
    Path gridFolder;

    private TestGrid grid;

    @BeforeEach
    void startGrid() throws Exception {
        grid = new TestGrid(gridFolder, 1);
    }

    @AfterEach
    void drainAndStop() throws Exception {
        if (grid == null) {
            return;
        }
        try {
            grid.awaitConnected(1);
            var soon = Deadline.in(Duration.ofMinutes(1));
            var store = TestStore.in(folder, ClusterKeyFile.openOrMake(folder.resolve("key")), this::grid);
            int waiting = store.records().at(Place.LOCAL, 1000, soon).size();
            assertThat(store.moving().round(1000, soon).moved()).isEqualTo(waiting);
            assertThat(store.records().at(Place.LOCAL, 1000, soon))
                    .as("the spool drains")
                    .isEmpty();
            assertThat(store.records().at(Place.GRID, 1000, soon)).isNotEmpty();
        } finally {
            grid.close();
        }
    }

    @Override
    protected Optional<Path> gridSocket() {
        return Optional.of(grid.socket(0));
    }

    /** For reading: waits for a gateway that was killed just now. */
    @Override
    protected Optional<Contents> grid() {
        if (grid.connected(0) == 0) {
            grid.awaitConnected(1);
        }
        return grid.through(0);
    }

    @Override
    protected void disturb(Random random) throws Exception {
        if (random.nextBoolean()) {
            var pid = grid.nodes.getFirst().pid();
            if (pid.isPresent()) {
                TestGrid.signal(pid.get(), "KILL");
            }
        }
    }
}
