package io.ironstead.datastore.tablet;

import io.ironstead.datastore.IndexDefinition;
import io.ironstead.datastore.IndexState;
import io.ironstead.datastore.IndexState.Stage;
import io.ironstead.datastore.index.IndexCatalog;
import io.ironstead.datastore.store.RowStore;
import io.ironstead.datastore.store.Rows;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A database's composite indexes, each with the version from which on its rows can be trusted. How far an index is built is this
 * store's own matter; which indexes there are is in the log.
 */
final class Composites {
    private record Known(IndexState state, long readySince) {}

    private volatile Map<Long, Known> known;
    private volatile IndexCatalog latest = IndexCatalog.EMPTY;

    private Composites(Map<Long, Known> known) {
        this.known = known;
        publish(known);
    }

    static Composites read(RowStore store) {
        var known = new TreeMap<Long, Known>();
        try (Rows rows = store.scan(PlainRows.INDEXES, PlainRows.after(PlainRows.INDEXES), false)) {
            while (rows.next()) {
                var bytes = ByteBuffer.wrap(rows.value());
                Stage stage = Stage.values()[bytes.get()];
                long readySince = bytes.getLong();
                var definition = new byte[bytes.remaining()];
                bytes.get(definition);
                var parsed = new HashMap<Long, IndexDefinition>();
                LogBytes.index(definition, parsed);
                parsed.forEach((id, index) -> known.put(id, new Known(new IndexState(id, index, stage), readySince)));
            }
        }
        return new Composites(known);
    }

    private void publish(Map<Long, Known> changed) {
        latest = new IndexCatalog(changed.values().stream().map(Known::state).toList());
        known = Map.copyOf(changed);
    }

    IndexCatalog latest() {
        return latest;
    }

    /** As reads at a version may use it: an index that became ready later lacks rows of the time before. */
    IndexCatalog at(long version) {
        var now = known;
        if (now.values().stream().noneMatch(index -> index.readySince > version)) {
            return latest;
        }
        return new IndexCatalog(now.values().stream()
                .map(index -> index.readySince > version
                        ? new IndexState(index.state.id(), index.state.definition(), Stage.BUILDING)
                        : index.state)
                .toList());
    }

    /** What {@link #declare} was last told, of the log. */
    Map<Long, IndexDefinition> declared() {
        return known.values().stream()
                .map(Known::state)
                .filter(index -> index.stage() != Stage.UNUSED)
                .collect(Collectors.toMap(IndexState::id, IndexState::definition));
    }

    long idAfterAll() {
        return known.keySet().stream().mapToLong(id -> id).max().orElse(0) + 1;
    }

    /**
     * What the log says there is from now on: new ones are to be built, others are to go. A leader that has removed one already
     * may use its number again while it is still unused here.
     */
    void declare(Map<Long, IndexDefinition> wanted, VersionedRows.Batch batch) {
        var changed = new TreeMap<>(known);
        wanted.forEach((id, definition) -> changed.compute(
                id,
                (same, before) -> before != null && isSame(before.state, definition)
                        ? before
                        : new Known(new IndexState(id, definition, Stage.BUILDING), 0)));
        changed.replaceAll((id, index) -> wanted.containsKey(id) ? index : staged(index, Stage.UNUSED, 0));
        write(changed, batch);
    }

    private static boolean isSame(IndexState state, IndexDefinition definition) {
        return state.stage() != Stage.UNUSED && state.definition().equals(definition);
    }

    /**
     * Indexes are built.
     *
     * @param built as {@link #inStage} gave them before; those that were given up meanwhile stay so, declared again or not
     */
    void ready(List<IndexState> built, long version, VersionedRows.Batch batch) {
        var changed = new TreeMap<>(known);
        for (IndexState index : built) {
            changed.computeIfPresent(
                    index.id(), (id, old) -> old.state == index ? staged(old, Stage.READY, version) : old);
        }
        write(changed, batch);
    }

    void remove(List<IndexState> gone, VersionedRows.Batch batch) {
        var changed = new TreeMap<>(known);
        for (IndexState index : gone) {
            changed.remove(index.id());
            batch.deletePlain(PlainRows.index(index.id()));
        }
        publish(changed);
    }

    private static Known staged(Known index, Stage stage, long readySince) {
        return new Known(new IndexState(index.state.id(), index.state.definition(), stage), readySince);
    }

    private void write(Map<Long, Known> changed, VersionedRows.Batch batch) {
        changed.forEach((id, index) -> {
            byte[] definition = LogBytes.encode(id, index.state.definition());
            batch.putPlain(
                    PlainRows.index(id),
                    ByteBuffer.allocate(1 + Long.BYTES + definition.length)
                            .put((byte) index.state.stage().ordinal())
                            .putLong(index.readySince)
                            .put(definition)
                            .array());
        });
        publish(changed);
    }

    List<IndexState> inStage(Stage stage) {
        var found = new ArrayList<IndexState>();
        for (IndexState index : latest.states()) {
            if (index.stage() == stage) {
                found.add(index);
            }
        }
        return found;
    }
}
