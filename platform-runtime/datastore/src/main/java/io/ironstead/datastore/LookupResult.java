package io.ironstead.datastore;

import java.util.List;
import java.util.Optional;

/**
 * Entities by key.
 *
 * @param entities one for each key asked, in order; empty where there is none
 * @param version of the snapshot that was read, in microseconds
 */
public record LookupResult(List<Optional<StoredEntity>> entities, long version) {
    public LookupResult {
        entities = List.copyOf(entities);
    }
}
