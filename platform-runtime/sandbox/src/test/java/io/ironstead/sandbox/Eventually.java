package io.ironstead.sandbox;

import static org.assertj.core.api.Assertions.fail;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for what real processes bring about. Its limit only ends a test that fails: a loaded machine is slow. */
final class Eventually {
    static final Duration LIMIT = Duration.ofMinutes(2);

    private Eventually() {}

    static void holds(String what, BooleanSupplier condition) {
        is(what, () -> condition.getAsBoolean() ? Optional.of(true) : Optional.empty());
    }

    /** The value, once there is one. */
    static <T> T is(String what, Supplier<Optional<T>> value) {
        for (long began = System.nanoTime(); System.nanoTime() - began < LIMIT.toNanos(); ) {
            var found = value.get();
            if (found.isPresent()) {
                return found.get();
            }
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
        }
        return fail("Not within " + LIMIT.toSeconds() + " s: " + what);
    }
}
