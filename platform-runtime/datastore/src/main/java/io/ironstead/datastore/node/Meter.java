package io.ironstead.datastore.node;

import io.ironstead.model.Latencies;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/** Counts the calls of one database; reading takes the counts away. */
final class Meter {
    private final LongAdder reads = new LongAdder();
    private final AtomicLongArray commits = new AtomicLongArray(Latencies.BUCKETS);

    void read() {
        reads.increment();
    }

    void committed(long nanos) {
        commits.incrementAndGet(Latencies.bucketOf(nanos));
    }

    SiteFigures take(long storedBytes, long logBytes) {
        var counts = new long[Latencies.BUCKETS];
        for (int bucket = 0; bucket < counts.length; bucket++) {
            counts[bucket] = commits.getAndSet(bucket, 0);
        }
        var latencies = Latencies.of(counts);
        return new SiteFigures(reads.sumThenReset(), latencies.total(), latencies, storedBytes, logBytes);
    }
}
