package io.ironstead.agent.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BackoffTest {
    static final Duration FIRST = Duration.ofMillis(200);
    static final Duration MAX = Duration.ofSeconds(10);

    @Test
    void doublesUpToItsMaximumAndStaysBetweenHalfAndAllOfIt() {
        for (long seed = 0; seed < 100; seed++) {
            var backoff = new Backoff(FIRST, MAX, new Random(seed));
            for (var ceiling = FIRST; ceiling.compareTo(MAX) < 0; ceiling = ceiling.multipliedBy(2)) {
                assertThat(backoff.next()).as("seed %d", seed).isBetween(ceiling.dividedBy(2), ceiling);
            }
            for (int i = 0; i < 5; i++) {
                assertThat(backoff.next()).as("seed %d", seed).isBetween(MAX.dividedBy(2), MAX);
            }
        }
    }

    @Test
    void startsAnewAfterSuccess() {
        var backoff = new Backoff(FIRST, MAX, new Random(1));
        for (int i = 0; i < 10; i++) {
            backoff.next();
        }
        backoff.reset();
        assertThat(backoff.next()).isLessThanOrEqualTo(FIRST);
    }

    @Test
    void twoNodesDoNotComeBackInTheSameMoment() {
        var one = new Backoff(FIRST, MAX, new Random(1));
        var other = new Backoff(FIRST, MAX, new Random(2));
        assertThat(one.next()).isNotEqualTo(other.next());
    }
}
