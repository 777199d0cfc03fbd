package io.ironstead.datastore.tablet;

import io.ironstead.datastore.DatastoreException;
import io.ironstead.datastore.IndexState;
import io.ironstead.datastore.IndexState.Stage;
import io.ironstead.datastore.StoredEntity;
import io.ironstead.datastore.bytes.RowKeys;
import io.ironstead.datastore.index.IndexRows;
import io.ironstead.datastore.store.RowStore;
import io.ironstead.datastore.store.Rows;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives new composite indexes the rows of entities that are there already. It goes through the entities some at a time, each
 * time between two log entries, so that it never writes a row of an entity that has just changed.
 */
final class IndexBuilder {
    private static final Logger log = LoggerFactory.getLogger(IndexBuilder.class);
    private static final int CHUNK = 200;
    private static final int REMOVED_AT_ONCE = 1_000;
    private static final byte[] ENTITIES = {'e'};

    private final RowStore store;
    private final VersionedRows rows;
    private final EntityBytes codec;
    private final Composites composites;
    private final VisibleVersion visible;
    private final ReentrantLock applying;

    /** @param applying held while rows are changed */
    IndexBuilder(
            RowStore store,
            VersionedRows rows,
            EntityBytes codec,
            Composites composites,
            VisibleVersion visible,
            ReentrantLock applying) {
        this.store = store;
        this.rows = rows;
        this.codec = codec;
        this.composites = composites;
        this.visible = visible;
        this.applying = applying;
    }

    /** Builds every index that waits for it. @return false when interrupted, or there was nothing to do */
    boolean buildAll() {
        List<IndexState> wanted = composites.inStage(Stage.BUILDING);
        for (IndexState index : wanted) {
            // Of one that had its number before.
            while (removeChunk(index) == REMOVED_AT_ONCE) {
                if (Thread.currentThread().isInterrupted()) {
                    return false;
                }
            }
        }
        byte[] from = ENTITIES;
        while (from.length > 0) {
            if (wanted.isEmpty() || Thread.currentThread().isInterrupted()) {
                return false;
            }
            from = buildChunk(from, wanted);
        }
        applying.lock();
        try {
            var batch = rows.batch();
            composites.ready(wanted, visible.applied(), batch);
            batch.apply();
        } finally {
            applying.unlock();
        }
        log.atInfo().addKeyValue("indexes", wanted.size()).log("Composite indexes are built");
        return true;
    }

    boolean hasWork() {
        return !composites.inStage(Stage.BUILDING).isEmpty();
    }

    /** Where to go on; empty at the end. */
    private byte[] buildChunk(byte[] from, List<IndexState> wanted) {
        applying.lock();
        try (Rows entities = store.scan(from, PlainRows.after(ENTITIES), false)) {
            var batch = rows.batch();
            for (int i = 0; i < CHUNK; i++) {
                if (!entities.next()) {
                    batch.apply();
                    return PlainRows.EMPTY;
                }
                add(codec.stored(entities.value()), wanted, batch);
            }
            byte[] last = entities.key();
            batch.apply();
            return Arrays.copyOf(last, last.length + 1);
        } finally {
            applying.unlock();
        }
    }

    private static void add(StoredEntity stored, List<IndexState> wanted, VersionedRows.Batch batch) {
        String kind = stored.entity().requireKey().kind();
        for (IndexState index : wanted) {
            if (!index.definition().kind().equals(kind)) {
                continue;
            }
            try {
                byte[] value = VersionedRows.value(stored.version());
                for (byte[] row : IndexRows.of(stored.entity(), index)) {
                    batch.add(row, stored.version(), value);
                }
            } catch (DatastoreException tooManyRows) {
                log.atWarn()
                        .addKeyValue("kind", kind)
                        .log("An entity has too many rows for a composite index; left out");
            }
        }
    }

    /** Removes the rows of indexes that are not used any more. Before anything reads. */
    void removeUnused() {
        List<IndexState> unused = composites.inStage(Stage.UNUSED);
        for (IndexState index : unused) {
            int removed;
            do {
                removed = removeChunk(index);
            } while (removed == REMOVED_AT_ONCE);
        }
        if (!unused.isEmpty()) {
            var batch = rows.batch();
            composites.remove(unused, batch);
            batch.apply();
        }
    }

    /** @return how many rows of the index were removed; there are no more if fewer than {@link #REMOVED_AT_ONCE} */
    private int removeChunk(IndexState index) {
        byte[] prefix = RowKeys.composite(index.id());
        var batch = rows.batch();
        int found = 0;
        applying.lock();
        try {
            try (Rows walk = store.scan(prefix, end(prefix), false)) {
                while (found < REMOVED_AT_ONCE && walk.next()) {
                    batch.deletePlain(walk.key());
                    found++;
                }
            }
            if (found > 0) {
                batch.apply();
            }
            return found;
        } finally {
            applying.unlock();
        }
    }

    private static byte[] end(byte[] prefix) {
        byte[] end = prefix.clone();
        int last = end.length - 1;
        while (end[last] == (byte) 0xFF) {
            last--;
        }
        end[last]++;
        return Arrays.copyOf(end, last + 1);
    }
}
