package io.ironstead.datastore.store;

import io.ironstead.datastore.StoredEntity;
import java.util.Optional;

/**
 * A database at one version: what queries and lookups read. Row keys are without their version here, and rows that are deleted
 * or too new are not seen.
 */
public interface Snapshot extends AutoCloseable {

    /** Microseconds; everything committed up to and at it is seen. */
    long version();

    /** @param row the entity's row key, see {@code datastore.bytes.RowKeys} */
    Optional<StoredEntity> entity(byte[] row);

    /** Rows with {@code from <= key < to} of the index and metadata spaces (see {@code datastore.bytes.RowKeys}). */
    Rows scan(byte[] from, byte[] to, boolean descending);

    @Override
    void close();
}
