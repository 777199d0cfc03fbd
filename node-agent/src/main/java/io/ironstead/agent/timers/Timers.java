package io.ironstead.agent.timers;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/** Runs things later and tells how much time has passed. Not the time of day: that is an {@code InstantSource}. */
public interface Timers {

    /** Nanoseconds since some fixed moment; never goes back. */
    long nanoTime();

    /** Runs {@code task} once, not before {@code delay} has passed. Tasks should be short: they may share a thread. */
    Cancellable after(Duration delay, Runnable task);

    /** Waits. For virtual threads and threads of our own, never for those that serve others. */
    default void pause(Duration duration) throws InterruptedException {
        var over = new CountDownLatch(1);
        after(duration, over::countDown);
        over.await();
    }

    /** A task that has not run yet. */
    @FunctionalInterface
    interface Cancellable {
        /** Does nothing when the task has run or is running. */
        void cancel();
    }
}
