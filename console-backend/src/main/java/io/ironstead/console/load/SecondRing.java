package io.ironstead.console.load;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The last quarter of an hour of one subject, a point a second. Not thread-safe. */
final class SecondRing {
    static final int SECONDS = 15 * 60;
    private static final Duration SECOND = Duration.ofSeconds(1);

    static final int CURVE_STEP = 15;
    static final int CURVE_POINTS = SECONDS / CURVE_STEP;
    static final List<Double> NO_CURVE = Collections.nCopies(CURVE_POINTS, 0.0);

    private final LoadPoint[] points = new LoadPoint[SECONDS + CURVE_STEP + 10];
    private Instant newest = Instant.MIN;
    private List<Double> curve = NO_CURVE;
    private long curveEnd = Long.MIN_VALUE;
    private Measure curveMeasure = Measure.REQUESTS;

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

    /** All from {@code from} to before {@code to} as one point. */
    LoadPoint total(long from, long to) {
        var sum = LoadPoint.empty(Instant.ofEpochSecond(from), Duration.ofSeconds(to - from));
        if (newest.getEpochSecond() < from) {
            return sum;
        }
        for (long second = from; second < to; second++) {
            var there = points[slot(second)];
            if (there != null && there.at().getEpochSecond() == second) {
                sum = sum.plus(there);
            }
        }
        return sum;
    }

    /**
     * The averages of {@link #CURVE_POINTS} steps of {@link #CURVE_STEP} seconds, the last of which ended at or before
     * {@code to}. The same list until the next step is over: whoever draws it need not draw it again.
     */
    List<Double> curve(long to, Measure measure) {
        long end = Math.floorDiv(to, CURVE_STEP) * CURVE_STEP;
        if (end != curveEnd || measure != curveMeasure) {
            curve = newCurve(end, measure);
            curveEnd = end;
            curveMeasure = measure;
        }
        return curve;
    }

    private List<Double> newCurve(long end, Measure measure) {
        var sums = new Double[CURVE_POINTS];
        for (int step = 0; step < CURVE_POINTS; step++) {
            long from = end - (long) (CURVE_POINTS - step) * CURVE_STEP;
            double sum = 0;
            for (long second = from; second < from + CURVE_STEP; second++) {
                var there = points[slot(second)];
                if (there != null && there.at().getEpochSecond() == second) {
                    sum += measure.of(there);
                }
            }
            sums[step] = sum / CURVE_STEP;
        }
        return List.of(sums);
    }

    /** True when it holds nothing from {@code instant} or after it. */
    boolean isOlderThan(Instant instant) {
        return newest.isBefore(instant);
    }

    private int slot(long second) {
        return (int) Math.floorMod(second, (long) points.length);
    }
}
