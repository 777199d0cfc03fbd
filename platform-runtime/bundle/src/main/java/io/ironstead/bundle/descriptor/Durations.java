package io.ironstead.bundle.descriptor;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/** The ways App Engine's files write a span of time: {@code 4d 5h}, {@code 30s}, {@code 250ms}, {@code 10m}. */
final class Durations {
    private static final Pattern PART = Pattern.compile("\\s*(\\d{1,9}(?:\\.\\d{1,3})?)(ms|[dDhHmMsS]?)(?=\\s|\\d|$)");

    private Durations() {}

    /** Empty when the text is none; a number without a unit is seconds. */
    static Optional<Duration> parse(String text) {
        var parts = PART.matcher(text.strip());
        var sum = Duration.ZERO;
        int end = 0;
        while (parts.lookingAt()) {
            double seconds = Double.parseDouble(parts.group(1))
                    * switch (parts.group(2).toLowerCase(java.util.Locale.ROOT)) {
                        case "ms" -> 0.001;
                        case "m" -> 60;
                        case "h" -> 3_600;
                        case "d" -> 86_400;
                        default -> 1;
                    };
            sum = sum.plusMillis(Math.round(seconds * 1_000));
            end = parts.end();
            if (end == text.strip().length()) {
                return Optional.of(sum);
            }
            parts.region(end, text.strip().length());
        }
        return Optional.empty();
    }
}
