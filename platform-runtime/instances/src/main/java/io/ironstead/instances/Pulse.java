package io.ironstead.instances;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets time pass for all pools: often while a request waits somewhere, else a few times a second. */
final class Pulse implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Pulse.class);
    private static final long URGENT = Duration.ofMillis(10).toNanos();
    private static final long CALM = Duration.ofMillis(250).toNanos();

    private final BooleanSupplier beat;
    private final Thread thread;
    private volatile boolean closed;
    private volatile boolean asleep;

    /** @param beat does what is due; true: something will be due in a few milliseconds */
    Pulse(BooleanSupplier beat) {
        this.beat = beat;
        this.thread = Thread.ofPlatform().name("instances-pulse").daemon().unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /** Something became urgent. Costs nothing while the pulse is fast anyway. */
    void wakeUp() {
        if (asleep) {
            LockSupport.unpark(thread);
        }
    }

    private void run() {
        while (!closed) {
            boolean urgent = beatSafely();
            asleep = !urgent;
            LockSupport.parkNanos(urgent ? URGENT : CALM);
            asleep = false;
        }
    }

    private boolean beatSafely() {
        try {
            return beat.getAsBoolean();
        } catch (RuntimeException failed) {
            // The edge of this thread: without it no idle instance would ever stop again.
            log.atError().setCause(failed).log("A pulse failed");
            return false;
        }
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
    }
}
