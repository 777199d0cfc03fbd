package io.ironstead.agent.timers;

import static org.assertj.core.api.Assertions.assertThat;

import io.ironstead.agent.fake.ManualTimers;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class FixedRateTest {
    static final Duration SECOND = Duration.ofSeconds(1);

    final ManualTimers timers = new ManualTimers();
    int runs;

    @Test
    void runsOnceAPeriod() {
        new FixedRate(timers, SECOND, () -> runs++).start();

        timers.advance(SECOND.minusNanos(1));
        assertThat(runs).isZero();
        timers.advance(Duration.ofNanos(1));
        assertThat(runs).isEqualTo(1);
        timers.advance(SECOND.multipliedBy(9));
        assertThat(runs).isEqualTo(10);
    }

    @Test
    void beatsMissedByASlowRunAreLeftOutAndTheRhythmStays() {
        new FixedRate(timers, SECOND, () -> {
                    runs++;
                    if (runs == 1) {
                        timers.elapse(Duration.ofMillis(3_400));
                    }
                })
                .start();

        timers.advance(SECOND);
        assertThat(runs).isEqualTo(1);
        assertThat(timers.untilNext()).isEqualTo(Duration.ofMillis(600));
        timers.advance(Duration.ofMillis(600));
        assertThat(runs).isEqualTo(2);
        assertThat(timers.untilNext()).isEqualTo(SECOND);
    }

    @Test
    void aRunThatFailsDoesNotEndTheRhythm() {
        new FixedRate(timers, SECOND, () -> {
                    runs++;
                    throw new IllegalStateException("broken on purpose");
                })
                .start();

        timers.advance(SECOND.multipliedBy(3));
        assertThat(runs).isEqualTo(3);
    }

    @Test
    void doesNotRunAfterItIsClosed() {
        var rate = new FixedRate(timers, SECOND, () -> runs++);
        rate.start();
        rate.close();

        timers.advance(SECOND.multipliedBy(3));
        assertThat(runs).isZero();
        assertThat(timers.waiting()).isZero();
    }
}
