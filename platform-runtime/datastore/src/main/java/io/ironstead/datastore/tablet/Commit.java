package io.ironstead.datastore.tablet;

import io.ironstead.datastore.IndexDefinition;
import io.ironstead.datastore.IndexState;
import java.util.List;
import java.util.Map;

/**
 * Everything that becomes true at one version, as the log keeps it.
 *
 * @param version commit time in microseconds, above every earlier commit's
 * @param counters by name, the first number that is not yet anybody's
 * @param reserved ids never to be allocated
 * @param indexes the composite indexes from now on by id, when they change; otherwise empty
 * @param indexesChange whether {@code indexes} says anything
 */
record Commit(
        long version,
        List<Change> changes,
        Map<String, Long> counters,
        List<Long> reserved,
        Map<Long, IndexDefinition> indexes,
        boolean indexesChange) {

    static Commit of(long version, List<Change> changes) {
        return new Commit(version, changes, Map.of(), List.of(), Map.of(), false);
    }

    static Commit ofCounters(long version, Map<String, Long> counters) {
        return new Commit(version, List.of(), counters, List.of(), Map.of(), false);
    }

    static Commit ofReserved(long version, List<Long> reserved) {
        return new Commit(version, List.of(), Map.of(), reserved, Map.of(), false);
    }

    static Commit ofIndexes(long version, Map<Long, IndexDefinition> indexes) {
        return new Commit(version, List.of(), Map.of(), List.of(), indexes, true);
    }

    /** About how many bytes it takes in the log. */
    long size() {
        long size = 64 + 40L * counters.size() + 10L * reserved.size();
        for (Change change : changes) {
            size += change.bytes().length + change.row().size() + 32;
        }
        return size + 256L * indexes.size();
    }

    static boolean isMaintained(IndexState index) {
        return index.stage() != IndexState.Stage.UNUSED;
    }
}
