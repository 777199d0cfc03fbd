package io.ironstead.instances;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/** Runs with the machine's time from a fixed start, and can be put forward: real programs need real time to start. */
final class TestClock implements InstantSource {
    private static final Instant START = Instant.parse("2026-01-31T10:00:00Z");

    private final long began = System.nanoTime();
    private final AtomicLong ahead = new AtomicLong();

    @Override
    public Instant instant() {
        return START.plusNanos(System.nanoTime() - began + ahead.get());
    }

    void advance(Duration by) {
        ahead.addAndGet(by.toNanos());
    }
}
