package io.ironstead.services.api;

import java.util.concurrent.atomic.AtomicInteger;

/** The memory that all requests together may take while they are gathered and served. */
final class Gathered {
    private final int max;
    private final AtomicInteger bytes = new AtomicInteger();

    Gathered(int max) {
        this.max = max;
    }

    boolean take(int more) {
        int before;
        do {
            before = bytes.get();
            if (more > max - before) {
                return false;
            }
        } while (!bytes.compareAndSet(before, before + more));
        return true;
    }

    void give(int back) {
        bytes.addAndGet(-back);
    }

    int bytes() {
        return bytes.get();
    }
}
