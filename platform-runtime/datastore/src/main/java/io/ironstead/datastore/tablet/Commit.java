package io.ironstead.datastore.tablet;

import com.google.protobuf.ByteString;
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
 * @param tasks payloads of tasks that exist from now on, named by the version and their place here
 * @param delivered tasks that are done with
 * @param indexes the composite indexes from now on by id, when they change; otherwise empty
 * @param indexesChange whether {@code indexes} says anything
 */
record Commit(
        long version,
        List<Change> changes,
        Map<String, Long> counters,
        List<Long> reserved,
        List<ByteString> tasks,
        List<TaskId> delivered,
        Map<Long, IndexDefinition> indexes,
        boolean indexesChange) {

    static Commit of(long version, List<Change> changes, List<ByteString> tasks) {
        return new Commit(version, changes, Map.of(), List.of(), tasks, List.of(), Map.of(), false);
    }

    static Commit ofCounters(long version, Map<String, Long> counters) {
        return new Commit(version, List.of(), counters, List.of(), List.of(), List.of(), Map.of(), false);
    }

    static Commit ofReserved(long version, List<Long> reserved) {
        return new Commit(version, List.of(), Map.of(), reserved, List.of(), List.of(), Map.of(), false);
    }

    static Commit ofDelivered(long version, List<TaskId> delivered) {
        return new Commit(version, List.of(), Map.of(), List.of(), List.of(), delivered, Map.of(), false);
    }

    static Commit ofIndexes(long version, Map<Long, IndexDefinition> indexes) {
        return new Commit(version, List.of(), Map.of(), List.of(), List.of(), List.of(), indexes, true);
    }

    /** About how many bytes it takes in the log. */
    long size() {
        long size = 64 + 40L * counters.size() + 10L * reserved.size() + 20L * delivered.size();
        for (Change change : changes) {
            size += change.bytes().length + change.row().size() + 32;
        }
        for (ByteString task : tasks) {
            size += task.size() + 8;
        }
        return size + 256L * indexes.size();
    }

    static boolean isMaintained(IndexState index) {
        return index.stage() != IndexState.Stage.UNUSED;
    }
}
