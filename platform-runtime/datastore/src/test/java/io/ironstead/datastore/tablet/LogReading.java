package io.ironstead.datastore.tablet;

import io.ironstead.datastore.Entity;
import io.ironstead.datastore.Key;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the log says, for checkers that trust nothing else. */
public final class LogReading {
    private LogReading() {}

    /**
     * A commit as it is in the log.
     *
     * @param changes entities as they became; empty for a deletion
     */
    public record Logged(long version, Map<Key, Optional<Entity>> changes) {}

    public static List<Logged> decode(String application, byte[] entry) {
        return new LogBytes(new EntityBytes(application))
                .decode(entry).stream().map(LogReading::logged).toList();
    }

    private static Logged logged(Commit commit) {
        var changes = new LinkedHashMap<Key, Optional<Entity>>();
        commit.changes().forEach(change -> changes.put(change.key(), change.entity()));
        return new Logged(commit.version(), changes);
    }
}
