package io.ironstead.cluster.memory;

import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;

/** What the segments on one node share: the clock, and the room between sites. Safe for use by any thread. */
final class NodeRoom {
    static final String NAME = "io.ironstead.memory";

    private final MemoryLimits limits;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final Runnable crowded;
    private final Set<String> sites = ConcurrentHashMap.newKeySet();

    /** @param crowded called, on a thread that must not wait, when one more site shares the room */
    NodeRoom(MemoryLimits limits, InstantSource clock, RandomGenerator random, Runnable crowded) {
        this.limits = limits;
        this.clock = clock;
        this.random = random;
        this.crowded = crowded;
    }

    long now() {
        return clock.instant().getEpochSecond();
    }

    int itemBytesMax() {
        return limits.itemBytesMax();
    }

    /** For a site that is about to keep something. */
    long segmentBytes(String site) {
        if (sites.add(site)) {
            crowded.run();
        }
        return limits.segmentBytes(sites.size());
    }

    /** From now on only these sites share the room. */
    void retain(Set<String> inhabited) {
        sites.retainAll(inhabited);
    }

    Segment newSegment() {
        synchronized (random) {
            return new Segment(random.nextLong() >>> 2);
        }
    }
}
