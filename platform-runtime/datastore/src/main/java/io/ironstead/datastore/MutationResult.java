package io.ironstead.datastore;

import java.util.List;

/**
 * What one mutation did.
 *
 * @param key complete
 * @param allocated whether the commit chose the key's id
 * @param version of the entity afterwards; of a deletion its commit; of a conflict the version that was found
 * @param createdMicros 0 after a deletion
 * @param conflict whether a precondition failed and the stored entity was kept
 * @param transformed one result for each transform, in order
 */
public record MutationResult(
        Key key,
        boolean allocated,
        long version,
        long createdMicros,
        boolean conflict,
        List<PropertyValue> transformed) {
    public MutationResult {
        transformed = List.copyOf(transformed);
    }
}
