package io.ironstead.agent.timers;

import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a task at a fixed rate that does not pile up: beats that came due while the task was still running, or while the
 * machine was suspended, are left out, and the next one keeps the old rhythm.
 */
public final class FixedRate implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(FixedRate.class);

    private final Timers timers;
    private final long periodNanos;
    private final Runnable task;
    private final ReentrantLock lock = new ReentrantLock();
    private Timers.@Nullable Cancellable next;
    private long due;
    private boolean closed;

    /** The first run is one period after {@link #start}. */
    public FixedRate(Timers timers, Duration period, Runnable task) {
        this.timers = timers;
        this.periodNanos = period.toNanos();
        this.task = task;
    }

    public void start() {
        due = timers.nanoTime();
        schedule();
    }

    private void beat() {
        try {
            task.run();
        } catch (RuntimeException broken) {
            // One beat may fail; the rhythm goes on.
            log.atError().setCause(broken).log("A periodic task failed");
        }
        schedule();
    }

    private void schedule() {
        lock.lock();
        try {
            if (!closed) {
                long now = timers.nanoTime();
                long missed = Math.max(0, (now - due) / periodNanos);
                due += (missed + 1) * periodNanos;
                next = timers.after(Duration.ofNanos(due - now), this::beat);
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            if (next != null) {
                next.cancel();
            }
        } finally {
            lock.unlock();
        }
    }
}
