package io.ironstead.datastore.tablet;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import io.ironstead.datastore.Entity;
import io.ironstead.datastore.Key;
import io.ironstead.datastore.StoredEntity;
import io.ironstead.datastore.codec.EntityCodec;
import io.ironstead.datastore.codec.KeyCodec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * An entity as it is stored: a {@code google.datastore.v1.Entity} message. In its row two numbers of 8 bytes stand before it:
 * the version of its last change, and that of its creation.
 */
final class EntityBytes {
    private static final int VERSIONS = 2 * Long.BYTES;

    private final EntityCodec codec;

    EntityBytes(String application) {
        // Stored keys name their database always, so an empty one is the default database.
        this.codec = new EntityCodec(new KeyCodec(application, ""));
    }

    byte[] encode(Entity entity) {
        return codec.encode(entity).toByteArray();
    }

    Entity decode(byte[] bytes) {
        return decode(bytes, 0);
    }

    private Entity decode(byte[] bytes, int from) {
        try {
            return codec.decode(com.google.datastore.v1.Entity.parseFrom(
                    CodedInputStream.newInstance(bytes, from, bytes.length - from)));
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("A stored entity is damaged", e);
        } catch (IOException e) {
            throw new IllegalStateException("A stored entity ends too early", e);
        }
    }

    byte[] encode(Key key) {
        return codec.keys().encode(key).toByteArray();
    }

    Key decodeKey(byte[] bytes) {
        try {
            return codec.keys().decode(com.google.datastore.v1.Key.parseFrom(bytes));
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("A stored key is damaged", e);
        }
    }

    static byte[] row(long version, long createdMicros, byte[] entity) {
        return ByteBuffer.allocate(VERSIONS + entity.length)
                .putLong(version)
                .putLong(createdMicros)
                .put(entity)
                .array();
    }

    StoredEntity stored(byte[] row) {
        return new StoredEntity(
                UnsafeByteOperations.unsafeWrap(row, VERSIONS, row.length - VERSIONS),
                () -> decode(row, VERSIONS),
                VersionedRows.version(row),
                created(row));
    }

    static byte[] entity(byte[] row) {
        return Arrays.copyOfRange(row, VERSIONS, row.length);
    }

    static long created(byte[] row) {
        return ByteBuffer.wrap(row).getLong(Long.BYTES);
    }

    /** Whether the row holds exactly these bytes. */
    static boolean holds(byte[] row, byte[] entity) {
        return Arrays.equals(row, VERSIONS, row.length, entity, 0, entity.length);
    }
}
