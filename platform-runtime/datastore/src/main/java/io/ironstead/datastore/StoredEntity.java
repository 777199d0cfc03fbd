package io.ironstead.datastore;

/**
 * An entity as it was committed.
 *
 * @param version commit time of its last change in microseconds, strictly increasing within a database
 * @param createdMicros commit time of its creation
 */
public record StoredEntity(Entity entity, long version, long createdMicros) {

    /** The last change's time is its version. */
    public long updatedMicros() {
        return version;
    }
}
