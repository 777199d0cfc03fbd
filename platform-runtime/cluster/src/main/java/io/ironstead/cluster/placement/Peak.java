package io.ironstead.cluster.placement;

import java.time.Duration;

/** The greatest of the values of a time that moves on, in steps of an eighth of it. */
final class Peak {
    private static final int STEPS = 8;

    private final long stepNanos;
    private final double[] steps = new double[STEPS];
    private long last = Long.MIN_VALUE;

    Peak(Duration window) {
        stepNanos = window.toNanos() / STEPS;
    }

    double observe(double value, long nanos) {
        long step = Math.floorDiv(nanos, stepNanos);
        long first = last == Long.MIN_VALUE ? step : Math.max(last + 1, step - STEPS + 1);
        for (long passed = first; passed <= step; passed++) {
            steps[(int) Math.floorMod(passed, (long) STEPS)] = 0;
        }
        last = Math.max(last, step);
        int now = (int) Math.floorMod(last, (long) STEPS);
        steps[now] = Math.max(steps[now], value);
        double most = 0;
        for (double one : steps) {
            most = Math.max(most, one);
        }
        return most;
    }
}
