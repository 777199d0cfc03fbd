package io.ironstead.instances;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Runs with the machine's time from a fixed start, and can be put forward: real programs need real time to start. Once
 * frozen it moves only when it is put forward, for tests in which a pause must not end by itself.
 */
final class TestClock implements InstantSource {
    private static final Instant START = Instant.parse("2026-01-31T10:00:00Z");

    private final long began = System.nanoTime();
    private final AtomicLong ahead = new AtomicLong();

    private volatile long frozenAt = -1;

    @Override
    public Instant instant() {
        long running = frozenAt >= 0 ? frozenAt : System.nanoTime() - began;
        return START.plusNanos(running + ahead.get());
    }

    void freeze() {
        frozenAt = System.nanoTime() - began;
    }

    void advance(Duration by) {
        ahead.addAndGet(by.toNanos());
    }
}
