package io.ironstead.datastore.store;

import java.util.ArrayList;
import java.util.List;

/** Rows to put and delete together; a later entry of the same key wins. */
public final class RowBatch {
    public sealed interface Change {
        byte[] key();

        record Put(byte[] key, byte[] value) implements Change {}

        record Delete(byte[] key) implements Change {}
    }

    private final List<Change> changes = new ArrayList<>();

    public void put(byte[] key, byte[] value) {
        changes.add(new Change.Put(key, value));
    }

    public void delete(byte[] key) {
        changes.add(new Change.Delete(key));
    }

    public List<Change> changes() {
        return changes;
    }
}
