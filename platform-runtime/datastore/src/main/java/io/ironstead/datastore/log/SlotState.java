package io.ironstead.datastore.log;

import io.ironstead.datastore.log.SlotStore.Replica;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** What the replicas of one slot say together. Each is judged by itself: a union of answers proves nothing (SEAL.md 4). */
record SlotState(List<Replica> replicas, int quorum) {

    static SlotState of(SlotStore store, SlotId slot) {
        return new SlotState(store.replicas(slot), store.quorum());
    }

    /** A trace of the owner's content on any replica. */
    Optional<SlotContent> written() {
        return replicas.stream()
                .flatMap(replica -> replica instanceof Replica.Holds(var leaves) ? leaves.stream() : null)
                .filter(content -> !(content instanceof SlotContent.Seal))
                .findFirst();
    }

    boolean sealSeen() {
        return count(holds -> holds.leaves().contains(SlotContent.Seal.SEAL)) > 0;
    }

    /** Some replica took something else. */
    boolean holdsOtherThan(SlotContent content) {
        return count(holds -> holds.leaves().stream().anyMatch(leaf -> !leaf.equals(content))) > 0;
    }

    /** A quorum took something else first and never this: no create of it can win any more. */
    boolean excludes(SlotContent content) {
        return count(holds -> !holds.leaves().isEmpty() && !holds.leaves().contains(content)) >= quorum;
    }

    /** A quorum took something, and none of it is the owner's. */
    boolean excludesAnyWritten() {
        return count(holds -> !holds.leaves().isEmpty()
                        && holds.leaves().stream().allMatch(content -> content instanceof SlotContent.Seal))
                >= quorum;
    }

    /** It is the only leaf on a quorum: the way to recover an answer that was lost. */
    boolean won(SlotContent content) {
        return count(holds -> holds.leaves().size() == 1 && holds.leaves().contains(content)) >= quorum;
    }

    /** A quorum has it among its leaves. */
    boolean readable(SlotContent content) {
        return count(holds -> holds.leaves().contains(content)) >= quorum;
    }

    private long count(Predicate<Replica.Holds> test) {
        return replicas.stream()
                .filter(replica -> replica instanceof Replica.Holds holds && test.test(holds))
                .count();
    }
}
