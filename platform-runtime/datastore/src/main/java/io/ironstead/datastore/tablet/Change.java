package io.ironstead.datastore.tablet;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.ironstead.datastore.Entity;
import io.ironstead.datastore.Key;
import io.ironstead.datastore.bytes.RowKeys;
import java.util.Optional;

/**
 * What a commit makes of one entity.
 *
 * @param row the key of its row
 * @param entity as it is stored; empty when it is deleted
 * @param bytes of the entity, see {@link EntityBytes}; empty when it is deleted
 * @param createdMicros version of the commit that made it; 0 when it is deleted
 */
record Change(ByteString row, Key key, Optional<Entity> entity, byte[] bytes, long createdMicros) {

    static Change written(Entity entity, byte[] bytes, long createdMicros) {
        Key key = entity.requireKey();
        return new Change(row(key), key, Optional.of(entity), bytes, createdMicros);
    }

    static Change deleted(Key key) {
        return new Change(row(key), key, Optional.empty(), new byte[0], 0);
    }

    static ByteString row(Key key) {
        return UnsafeByteOperations.unsafeWrap(RowKeys.entity(key));
    }

    boolean isDeletion() {
        return entity.isEmpty();
    }
}
