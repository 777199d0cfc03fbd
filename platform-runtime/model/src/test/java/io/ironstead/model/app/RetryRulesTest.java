package io.ironstead.model.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RetryRulesTest {

    /** The example of App Engine's documentation. */
    @Test
    void doublesThenGrowsByTheSameStepThenStays() {
        var rules =
                new RetryRules(Optional.empty(), Optional.empty(), Duration.ofSeconds(10), Duration.ofSeconds(200), 3);
        assertThat(IntStream.rangeClosed(1, 8)
                        .mapToLong(failures -> rules.backoff(failures).toSeconds()))
                .containsExactly(10L, 20L, 40L, 80L, 160L, 200L, 200L, 200L);
        assertThat(RetryRules.DEFAULT.backoff(1_000_000)).isEqualTo(Duration.ofHours(1));
    }

    @Test
    void isOverWhenEveryLimitThatIsThereWasReached() {
        var hour = Duration.ofHours(1);
        assertThat(RetryRules.DEFAULT.isOver(1_000_000, Duration.ofDays(30))).isFalse();
        assertThat(rules(2, null).isOver(2, hour)).isFalse();
        assertThat(rules(2, null).isOver(3, hour)).isTrue();
        assertThat(rules(0, null).isOver(1, Duration.ZERO)).isTrue();
        assertThat(rules(null, hour).isOver(1, hour.minusNanos(1))).isFalse();
        assertThat(rules(null, hour).isOver(1, hour)).isTrue();
        assertThat(rules(2, hour).isOver(3, hour.minusNanos(1))).isFalse();
        assertThat(rules(2, hour).isOver(2, hour)).isFalse();
        assertThat(rules(2, hour).isOver(3, hour)).isTrue();
    }

    private static RetryRules rules(
            @org.jspecify.annotations.Nullable Integer limit, @org.jspecify.annotations.Nullable Duration age) {
        return new RetryRules(
                Optional.ofNullable(limit), Optional.ofNullable(age), Duration.ofSeconds(1), Duration.ofHours(1), 16);
    }
}
