package io.ironstead.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Waits for what the console does by itself, and leaves it the processor meanwhile. The limit only ends a test that
 * fails: a loaded machine is slow.
 */
final class Waiting {
    private Waiting() {}

    interface Check {
        boolean holds() throws Exception;
    }

    static void until(Check check) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
        while (!check.holds()) {
            assertThat(System.nanoTime()).as("it never came").isLessThan(deadline);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
        }
    }
}
