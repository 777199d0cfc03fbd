package io.ironstead.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Duration;
import java.util.Arrays;

/**
 * How long requests took, counted in {@value #BUCKETS} buckets that grow by a quarter octave, from 100 microseconds to
 * about 100 minutes. Adding two of these is exact, so percentiles over machines and minutes can be told; a percentile
 * is at most 19 % above the true one.
 */
public final class Latencies {
    /** Number of buckets; part of the wire format between node and console. */
    public static final int BUCKETS = 104;

    private static final double FIRST_MICROS = 100;

    /** No request at all. */
    public static final Latencies NONE = new Latencies(new long[0]);

    private final long[] counts;

    private Latencies(long[] counts) {
        this.counts = counts;
    }

    /** Takes counts by bucket, trailing zeros may be left out. */
    public static Latencies of(long... counts) {
        if (counts.length > BUCKETS) {
            throw new IllegalArgumentException("Latencies have at most " + BUCKETS + " buckets");
        }
        int used = counts.length;
        while (used > 0 && counts[used - 1] == 0) {
            used--;
        }
        return used == 0 && NONE != null ? NONE : new Latencies(Arrays.copyOf(counts, used));
    }

    // A creator of its own: Jackson calls varargs methods with the array spread out.
    @JsonCreator
    private static Latencies fromJson(long[] counts) {
        return of(counts);
    }

    /** The bucket, 0 to {@link #BUCKETS} - 1, that counts a request of this many nanoseconds. */
    public static int bucketOf(long nanos) {
        double micros = nanos / 1_000.0;
        if (micros <= FIRST_MICROS) {
            return 0;
        }
        int bucket = (int) Math.ceil(4 * Math.log(micros / FIRST_MICROS) / Math.log(2));
        return Math.min(bucket, BUCKETS - 1);
    }

    /** Counts by bucket, without trailing zeros. */
    @JsonValue
    public long[] counts() {
        return counts.clone();
    }

    public long total() {
        return Arrays.stream(counts).sum();
    }

    public Latencies plus(Latencies other) {
        var longer = counts.length >= other.counts.length ? counts : other.counts;
        var shorter = longer == counts ? other.counts : counts;
        var sum = longer.clone();
        for (int i = 0; i < shorter.length; i++) {
            sum[i] += shorter[i];
        }
        return of(sum);
    }

    /**
     * The time within which {@code share} of the requests were answered.
     *
     * @param share above 0, at most 1: 0.95 for the p95
     * @return the upper end of the bucket, or zero when there was no request
     */
    public Duration percentile(double share) {
        long wanted = (long) Math.ceil(share * total());
        long seen = 0;
        for (int i = 0; i < counts.length; i++) {
            seen += counts[i];
            if (seen >= wanted && seen > 0) {
                return Duration.ofNanos((long) (1_000 * FIRST_MICROS * Math.pow(2, i / 4.0)));
            }
        }
        return Duration.ZERO;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Latencies that && Arrays.equals(counts, that.counts);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(counts);
    }

    @Override
    public String toString() {
        return Arrays.toString(counts);
    }
}
