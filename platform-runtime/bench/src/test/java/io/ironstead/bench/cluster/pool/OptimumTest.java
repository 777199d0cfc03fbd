package io.ironstead.bench.cluster.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.ironstead.bench.cluster.pool.Optimum.Answer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class OptimumTest {
    private static final long MEMORY = 100;
    private static final Optimum THREE_PROCESSORS = new Optimum(3, 1000);

    private static Answer of(double... load) {
        return THREE_PROCESSORS.of(load, MEMORY);
    }

    @Test
    void nothingNeedsNoMachineAndIdleSitesShareOne() {
        assertThat(of(0, 0)).isEqualTo(new Answer(0, true));
        assertThat(of(0.1, 0.1, 0.2)).isEqualTo(new Answer(1, true));
    }

    @Test
    void twoInstancesAreOnTwoMachinesAlthoughOneHasRoom() {
        assertThat(of(1.0)).isEqualTo(new Answer(2, true));
    }

    @Test
    void processorsAreFilledToTheirLimit() {
        // Ten instances of 0.6: five on each machine.
        assertThat(of(6.0)).isEqualTo(new Answer(2, true));
        assertThat(of(6.1)).isEqualTo(new Answer(3, true));
    }

    @Test
    void memoryIsALimitAsWell() {
        var load = new double[21];
        Arrays.fill(load, 0.01);
        assertThat(of(load)).isEqualTo(new Answer(3, true));
    }

    @Test
    void findsAPackingThatLargestFirstMisses() {
        // 0.6 + 0.5 + 0.4 fill one and a half processors twice; 0.6 + 0.6 would leave no room for two of 0.5.
        var optimum = new Optimum(1.5, 1000);
        assertThat(optimum.of(new double[] {0.6, 0.6, 0.5, 0.5, 0.4, 0.4}, MEMORY))
                .isEqualTo(new Answer(2, true));
    }
}
