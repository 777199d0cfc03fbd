package io.ironstead.datastore.tablet;

import io.ironstead.datastore.Datastore;
import io.ironstead.datastore.store.MemoryRowStore;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** An engine for every project and database that is asked for, with everything in memory: for tests of other packages. */
public final class MemoryTablets implements AutoCloseable {
    private final InstantSource clock;
    private final Map<String, Tablet> open = new ConcurrentHashMap<>();

    public MemoryTablets(InstantSource clock) {
        this.clock = clock;
    }

    public Datastore datastore(String project, String database) {
        return open.computeIfAbsent(project + "/" + database, _ -> {
            try {
                return Tablet.open(
                        TabletSettings.of(project, database),
                        new MemoryRowStore(),
                        new MemoryLog().lead(),
                        clock,
                        () -> {});
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(interrupted);
            }
        });
    }

    /** Ends and forgets a project's data: thousands of programs need not stay. */
    public void forget(String project) {
        open.entrySet().removeIf(entry -> {
            boolean found = entry.getKey().startsWith(project + "/");
            if (found) {
                entry.getValue().close();
            }
            return found;
        });
    }

    @Override
    public void close() {
        open.values().forEach(Tablet::close);
        open.clear();
    }
}
