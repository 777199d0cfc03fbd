package io.ironstead.datastore.tablet;

import io.ironstead.datastore.log.LogPosition;
import io.ironstead.datastore.store.RowStore;
import java.nio.ByteBuffer;

/**
 * How far a store is: the last log entry in it, and the version of its last commit. Written in the same batch as the rows.
 *
 * @param at of an unknown epoch when rows were made from documents
 */
record AppliedState(LogPosition at, long version) {
    static final AppliedState NOTHING = new AppliedState(LogPosition.START, 0);

    static AppliedState read(RowStore store) {
        byte[] row = store.get(PlainRows.STATE);
        if (row == null) {
            return NOTHING;
        }
        var bytes = ByteBuffer.wrap(row);
        long lsn = bytes.getLong();
        long version = bytes.getLong();
        // Rows of a release that did not note it.
        long epoch = bytes.hasRemaining() ? bytes.getLong() : 0;
        return new AppliedState(new LogPosition(epoch, lsn), version);
    }

    long lsn() {
        return at.lsn();
    }

    byte[] bytes() {
        return ByteBuffer.allocate(3 * Long.BYTES)
                .putLong(at.lsn())
                .putLong(version)
                .putLong(at.epoch())
                .array();
    }
}
