package io.ironstead.datastore;

import com.google.protobuf.ByteString;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** An entity as it was committed. One that comes from a row stays bytes until somebody looks into it. */
public final class StoredEntity {
    private final @Nullable ByteString bytes;
    private final Supplier<Entity> read;
    private final long version;
    private final long createdMicros;
    private volatile @Nullable Entity entity;

    /**
     * @param version commit time of its last change in microseconds, strictly increasing within a database
     * @param createdMicros commit time of its creation
     */
    public StoredEntity(Entity entity, long version, long createdMicros) {
        this.bytes = null;
        this.entity = entity;
        this.read = () -> entity;
        this.version = version;
        this.createdMicros = createdMicros;
    }

    /**
     * One that is read when it is needed.
     *
     * @param bytes a {@code google.datastore.v1.Entity} with its whole key
     */
    public StoredEntity(ByteString bytes, Supplier<Entity> read, long version, long createdMicros) {
        this.bytes = bytes;
        this.read = read;
        this.version = version;
        this.createdMicros = createdMicros;
    }

    public Entity entity() {
        Entity known = entity;
        if (known == null) {
            known = read.get();
            entity = known;
        }
        return known;
    }

    /** The entity as a {@code google.datastore.v1.Entity} with its whole key, where it is at hand. */
    public Optional<ByteString> bytes() {
        return Optional.ofNullable(bytes);
    }

    public long version() {
        return version;
    }

    public long createdMicros() {
        return createdMicros;
    }

    /** The last change's time is its version. */
    public long updatedMicros() {
        return version;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof StoredEntity that
                && version == that.version
                && createdMicros == that.createdMicros
                && entity().equals(that.entity());
    }

    @Override
    public int hashCode() {
        return Objects.hash(version, createdMicros);
    }

    @Override
    public String toString() {
        return entity() + " of version " + version;
    }
}
