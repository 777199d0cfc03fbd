package io.ironstead.datastore.wire.v1.net;

import io.ironstead.model.Deadline;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** The {@code grpc-timeout} header: 1 to 8 digits and a unit (source: gRPC over HTTP2). */
final class GrpcTimeout {
    private static final int LENGTH_MAX = 9;

    private GrpcTimeout() {}

    /** The deadline the header asks for, {@code max} at most; {@code max} without or with an unreadable header. */
    static Deadline deadline(@Nullable CharSequence header, Duration max) {
        Duration asked = header == null ? max : parse(header, max);
        return Deadline.in(asked.compareTo(max) < 0 ? asked : max);
    }

    private static Duration parse(CharSequence header, Duration otherwise) {
        int digits = header.length() - 1;
        if (digits < 1 || header.length() > LENGTH_MAX) {
            return otherwise;
        }
        long amount = 0;
        for (int i = 0; i < digits; i++) {
            int digit = header.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return otherwise;
            }
            amount = amount * 10 + digit;
        }
        return switch (header.charAt(digits)) {
            case 'H' -> Duration.ofHours(amount);
            case 'M' -> Duration.ofMinutes(amount);
            case 'S' -> Duration.ofSeconds(amount);
            case 'm' -> Duration.ofMillis(amount);
            case 'u' -> Duration.of(amount, ChronoUnit.MICROS);
            case 'n' -> Duration.ofNanos(amount);
            default -> otherwise;
        };
    }
}
