package io.ironstead.datastore.wire.v1;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/** A virtual thread for each call, up to a number. */
final class CallThreads implements AutoCloseable {
    private final int max;
    private final AtomicInteger running = new AtomicInteger();
    private final ExecutorService executor = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("datastore-call").factory());

    CallThreads(int max) {
        this.max = max;
    }

    /** Whether there was room for it. */
    boolean run(Runnable call) {
        if (running.incrementAndGet() > max) {
            running.decrementAndGet();
            return false;
        }
        try {
            executor.execute(() -> {
                try {
                    call.run();
                } finally {
                    running.decrementAndGet();
                }
            });
            return true;
        } catch (RejectedExecutionException closed) {
            running.decrementAndGet();
            return false;
        }
    }

    @Override
    public void close() {
        executor.shutdown();
    }
}
