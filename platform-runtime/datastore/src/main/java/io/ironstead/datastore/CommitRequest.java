package io.ironstead.datastore;

import java.util.List;
import java.util.Optional;

/**
 * Mutations that happen all or not at all.
 *
 * @param transaction ends with this commit, whatever comes of it; absent for a commit of its own
 * @param mutations come after those staged in the transaction
 * @param ids how incomplete keys are completed
 */
public record CommitRequest(Optional<TransactionId> transaction, List<Mutation> mutations, IdPolicy ids) {
    public CommitRequest {
        mutations = List.copyOf(mutations);
    }

    public static CommitRequest of(Mutation... mutations) {
        return new CommitRequest(Optional.empty(), List.of(mutations), IdPolicy.SCATTERED);
    }

    public static CommitRequest of(TransactionId transaction, List<Mutation> mutations) {
        return new CommitRequest(Optional.of(transaction), mutations, IdPolicy.SCATTERED);
    }
}
