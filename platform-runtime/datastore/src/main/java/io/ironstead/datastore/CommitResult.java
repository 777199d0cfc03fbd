package io.ironstead.datastore;

import java.util.List;

/**
 * A commit that is durable and visible.
 *
 * @param version commit time in microseconds
 * @param mutations one result for each mutation of the request, in order; not for staged ones
 * @param indexUpdates index rows added and removed
 */
public record CommitResult(long version, List<MutationResult> mutations, int indexUpdates) {
    public CommitResult {
        mutations = List.copyOf(mutations);
    }
}
