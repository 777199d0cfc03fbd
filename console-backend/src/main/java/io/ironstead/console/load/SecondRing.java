package io.ironstead.console.load;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The last quarter of an hour of one subject, a point a second. Not thread-safe. */
final class SecondRing {
    static final int SECONDS = 15 * 60;
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final LoadPoint[] points = new LoadPoint[SECONDS + 10];
    private Instant newest = Instant.MIN;

    void add(LoadPoint point) {
        newest = point.at().isAfter(newest) ? point.at() : newest;
        int slot = slot(point.at().getEpochSecond());
        var there = points[slot];
        points[slot] = there != null && there.at().equals(point.at()) ? there.plus(point) : point;
    }

    /** A point for every second from {@code from} to before {@code to}; empty ones where nothing was heard. */
    List<LoadPoint> between(long from, long to) {
        var found = new ArrayList<LoadPoint>((int) Math.max(0, to - from));
        for (long second = from; second < to; second++) {
            var there = points[slot(second)];
            var at = Instant.ofEpochSecond(second);
            found.add(there != null && there.at().equals(at) ? there : LoadPoint.empty(at, SECOND));
        }
        return found;
    }

    /** True when it holds nothing from {@code instant} or after it. */
    boolean isOlderThan(Instant instant) {
        return newest.isBefore(instant);
    }

    private int slot(long second) {
        return (int) Math.floorMod(second, (long) points.length);
    }
}
