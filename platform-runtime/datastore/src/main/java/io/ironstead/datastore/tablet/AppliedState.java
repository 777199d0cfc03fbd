package io.ironstead.datastore.tablet;

import io.ironstead.datastore.store.RowStore;
import java.nio.ByteBuffer;

/** How far a store is: the last log entry in it, and the version of its last commit. Written in the same batch as the rows. */
record AppliedState(long lsn, long version) {

    static AppliedState read(RowStore store) {
        byte[] row = store.get(PlainRows.STATE);
        if (row == null) {
            return new AppliedState(0, 0);
        }
        var bytes = ByteBuffer.wrap(row);
        return new AppliedState(bytes.getLong(), bytes.getLong());
    }

    byte[] bytes() {
        return ByteBuffer.allocate(2 * Long.BYTES).putLong(lsn).putLong(version).array();
    }
}
