package io.ironstead.datastore.wire.v3;

import io.ironstead.datastore.Datastore;
import io.ironstead.datastore.Query;
import io.ironstead.datastore.ReadFrom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Queries whose programs may still ask for more, by handle. Nothing but the query's rest is kept, so keeping one costs
 * little; the longest unused go first. Safe for use by any thread.
 */
final class OpenQueries {
    private final int max;
    private final Duration life;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final Map<Long, Entry> open = new LinkedHashMap<>();

    /** @param life since the last page */
    OpenQueries(int max, Duration life, InstantSource clock, RandomGenerator random) {
        this.max = max;
        this.life = life;
        this.clock = clock;
        this.random = random;
    }

    /**
     * What is left of a query.
     *
     * @param query begins where the last page ended
     * @param snapshot what the first page saw
     * @param count the batch size that the program asked for first
     */
    record Rest(Datastore datastore, Query query, ReadFrom snapshot, int count) {}

    private record Entry(Rest rest, Instant until) {}

    /** @return its handle, the same for all pages: Java's SDK asks for each of them by the first one's */
    synchronized long keep(Rest rest) {
        long handle = random.nextLong() & Long.MAX_VALUE;
        keep(handle, rest);
        return handle;
    }

    /** The same query, further on. */
    synchronized void keep(long handle, Rest rest) {
        open.remove(handle);
        open.put(handle, new Entry(rest, clock.instant().plus(life)));
        var eldest = open.entrySet().iterator();
        while (open.size() > max) {
            eldest.next();
            eldest.remove();
        }
    }

    synchronized Optional<Rest> find(long handle) {
        var entry = open.get(handle);
        if (entry != null && !clock.instant().isBefore(entry.until())) {
            open.remove(handle);
            return Optional.empty();
        }
        return Optional.ofNullable(entry).map(Entry::rest);
    }

    synchronized void drop(long handle) {
        open.remove(handle);
    }

    synchronized int size() {
        return open.size();
    }
}
