package io.ironstead.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LatenciesTest {

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void percentilesAreAtMostNineteenPercentAboveTheTrueOnes(long seed) {
        var random = new Random(seed);
        var nanos = random.longs(1_000, 100_000, 60_000_000_000L).sorted().toArray();
        var counts = new long[Latencies.BUCKETS];
        Arrays.stream(nanos).forEach(n -> counts[Latencies.bucketOf(n)]++);
        for (double share : new double[] {0.01, 0.5, 0.95, 0.99, 1}) {
            long truth = nanos[(int) Math.ceil(share * nanos.length) - 1];
            long told = Latencies.of(counts).percentile(share).toNanos();
            assertThat(told).as("seed %d, share %s", seed, share).isBetween(truth - 1_000, (long) (truth * 1.19));
        }
    }

    @Test
    void sumIsAsIfCountedTogether() {
        assertThat(Latencies.of(1, 2).plus(Latencies.of(0, 1, 5))).isEqualTo(Latencies.of(1, 3, 5));
        assertThat(Latencies.of(1, 0, 0)).isEqualTo(Latencies.of(1));
    }

    @Test
    void nothingHasNoPercentile() {
        assertThat(Latencies.NONE.percentile(0.95)).isEqualTo(Duration.ZERO);
    }
}
