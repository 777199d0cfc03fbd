package io.ironstead.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;

/** Waits for what the console does by itself, ten seconds at most. */
final class Waiting {
    private Waiting() {}

    interface Check {
        boolean holds() throws Exception;
    }

    static void until(Check check) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!check.holds()) {
            assertThat(System.nanoTime()).as("it never came").isLessThan(deadline);
            Thread.onSpinWait();
        }
    }
}
