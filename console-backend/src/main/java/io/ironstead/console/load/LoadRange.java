package io.ironstead.console.load;

import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/** The spans of time that charts offer, and the step of their points. */
public enum LoadRange {
    FIVE_MINUTES("5m", Duration.ofMinutes(5), Duration.ofSeconds(1)),
    FIFTEEN_MINUTES("15m", Duration.ofMinutes(15), Duration.ofSeconds(1)),
    HOUR("1h", Duration.ofHours(1), Duration.ofMinutes(1)),
    DAY("1d", Duration.ofDays(1), Duration.ofMinutes(1)),
    WEEK("7d", Duration.ofDays(7), Duration.ofMinutes(1));

    private final String word;
    private final Duration span;
    private final Duration step;

    LoadRange(String word, Duration span, Duration step) {
        this.word = word;
        this.span = span;
        this.step = step;
    }

    /** As in addresses: {@code 5m}, {@code 1d}. */
    public String word() {
        return word;
    }

    public Duration span() {
        return span;
    }

    public Duration step() {
        return step;
    }

    public static Optional<LoadRange> of(String word) {
        return Arrays.stream(values()).filter(range -> range.word.equals(word)).findFirst();
    }
}
