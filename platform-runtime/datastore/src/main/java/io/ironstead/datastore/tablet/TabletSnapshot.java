package io.ironstead.datastore.tablet;

import io.ironstead.datastore.StoredEntity;
import io.ironstead.datastore.store.Rows;
import io.ironstead.datastore.store.Snapshot;
import java.util.Optional;

/** The rows as of a version. What it sees is kept for as long as the retention, or the transaction that it belongs to. */
record TabletSnapshot(long version, VersionedRows rows, EntityBytes codec) implements Snapshot {

    @Override
    public Optional<StoredEntity> entity(byte[] row) {
        return Optional.ofNullable(rows.get(row, version)).map(codec::stored);
    }

    @Override
    public Rows scan(byte[] from, byte[] to, boolean descending) {
        return rows.scan(from, to, descending, version);
    }

    @Override
    public void close() {}
}
