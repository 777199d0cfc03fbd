package io.ironstead.datastore.tablet;

import static org.assertj.core.api.Assertions.assertThat;

import io.ironstead.datastore.IndexDefinition;
import io.ironstead.datastore.IndexState;
import io.ironstead.datastore.IndexState.Stage;
import io.ironstead.datastore.Order;
import io.ironstead.datastore.store.MemoryRowStore;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What becomes of an index that the log gives up, or declares again, while it is being built. */
class CompositesTest {
    private static final IndexDefinition BY_N =
            new IndexDefinition("Thing", false, List.of(Order.ascending("n"), Order.descending("m")));

    private final MemoryRowStore store = new MemoryRowStore();
    private final VersionedRows rows = new VersionedRows(store, 0);
    private final Composites composites = Composites.read(store);

    private void declare(Map<Long, IndexDefinition> wanted) {
        var batch = rows.batch();
        composites.declare(wanted, batch);
        batch.apply();
    }

    private void ready(List<IndexState> built) {
        var batch = rows.batch();
        composites.ready(built, 9, batch);
        batch.apply();
    }

    private Stage stage() {
        var kept = Composites.read(store).latest().states().getFirst().stage();
        assertThat(composites.latest().states().getFirst().stage()).isEqualTo(kept);
        return kept;
    }

    @Test
    void whatIsBuiltIsReady() {
        declare(Map.of(1L, BY_N));
        ready(composites.inStage(Stage.BUILDING));
        assertThat(stage()).isEqualTo(Stage.READY);
    }

    @Test
    void whatIsGivenUpWhileItIsBuiltStaysGivenUp() {
        declare(Map.of(1L, BY_N));
        var building = composites.inStage(Stage.BUILDING);
        declare(Map.of());
        ready(building);
        assertThat(stage()).isEqualTo(Stage.UNUSED);
    }

    @Test
    void whatIsDeclaredAgainIsBuiltAgain() {
        declare(Map.of(1L, BY_N));
        var building = composites.inStage(Stage.BUILDING);
        declare(Map.of());
        declare(Map.of(1L, BY_N));
        ready(building);
        assertThat(stage()).isEqualTo(Stage.BUILDING);
        ready(composites.inStage(Stage.BUILDING));
        assertThat(stage()).isEqualTo(Stage.READY);
    }
}
