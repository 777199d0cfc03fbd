package io.ironstead.datastore.tablet;

import com.google.protobuf.ByteString;
import io.ironstead.datastore.Entity;
import io.ironstead.datastore.EntityRules;
import io.ironstead.datastore.Key;
import io.ironstead.datastore.Mutation;
import org.jspecify.annotations.Nullable;

/**
 * A mutation with its key complete and everything checked that does not depend on what is stored.
 *
 * @param written of a write: the entity with the complete key
 * @param bytes of a write that takes the entity as it is: its stored form
 */
record PreparedMutation(
        Mutation mutation,
        Key key,
        ByteString row,
        boolean allocated,
        @Nullable Entity written,
        byte @Nullable [] bytes) {

    static PreparedMutation of(Mutation mutation, Key key, boolean allocated, EntityBytes codec) {
        ByteString row = Change.row(key);
        return switch (mutation) {
            case Mutation.Delete _ -> {
                EntityRules.checkDeletable(key);
                yield new PreparedMutation(mutation, key, row, allocated, null, null);
            }
            case Mutation.Write write -> {
                Entity entity = allocated ? write.entity().withKey(key) : write.entity();
                boolean whole = write.mask().isEmpty() && write.transforms().isEmpty();
                if (!whole) {
                    EntityRules.checkWritable(entity);
                }
                yield new PreparedMutation(mutation, key, row, allocated, entity, whole ? check(entity, codec) : null);
            }
        };
    }

    /** The stored form of an entity that may be stored. */
    static byte[] check(Entity entity, EntityBytes codec) {
        EntityRules.checkWritable(entity);
        byte[] bytes = codec.encode(entity);
        EntityRules.checkSize(bytes.length);
        return bytes;
    }

    Entity entity() {
        return java.util.Objects.requireNonNull(written, "Only a write has an entity");
    }

    /** About how many bytes it keeps. */
    long size() {
        return 200L + row.size() + (bytes == null ? 0 : 2L * bytes.length);
    }
}
