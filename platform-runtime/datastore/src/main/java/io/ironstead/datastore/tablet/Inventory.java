package io.ironstead.datastore.tablet;

import io.ironstead.datastore.store.RowBatch;
import io.ironstead.datastore.store.RowStore;
import io.ironstead.datastore.store.Rows;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * Which documents a restoration has still to read, and in which version at least. In rows of the store that is being made, since
 * there may be millions.
 */
final class Inventory {
    private static final int PENDING_MAX = 1_000;

    private final RowStore store;
    private final Map<String, Long> pending = new HashMap<>();

    Inventory(RowStore store) {
        this.store = store;
    }

    /** Of several versions the highest is kept. */
    void add(String id, long version) {
        pending.merge(id, version, Math::max);
        if (pending.size() >= PENDING_MAX) {
            write();
        }
    }

    private void write() {
        var batch = new RowBatch();
        pending.forEach((id, version) -> {
            byte[] known = store.get(row(id));
            if (known == null || VersionedRows.version(known) < version) {
                batch.put(row(id), VersionedRows.value(version));
            }
        });
        store.apply(batch);
        pending.clear();
    }

    boolean wants(String id, long version) {
        if (!pending.isEmpty()) {
            write();
        }
        byte[] known = store.get(row(id));
        return known != null && VersionedRows.version(known) <= version;
    }

    void taken(String id, VersionedRows.Batch batch) {
        batch.deletePlain(row(id));
    }

    /** Whether nothing is left to read. */
    boolean isEmpty() {
        try (Rows left = store.scan(PlainRows.LISTED, PlainRows.after(PlainRows.LISTED), false)) {
            return pending.isEmpty() && !left.next();
        }
    }

    private static byte[] row(String id) {
        return PlainRows.listed(id.getBytes(StandardCharsets.UTF_8));
    }
}
