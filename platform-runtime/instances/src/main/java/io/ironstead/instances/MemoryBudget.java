package io.ironstead.instances;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** The node's memory for instances, given out by their limits: together they can never want more than there is. */
final class MemoryBudget {
    private final long bytesMax;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition freed = lock.newCondition();
    private final Map<String, Long> taken = new HashMap<>();
    private long free;

    MemoryBudget(long bytesMax) {
        this.bytesMax = bytesMax;
        this.free = bytesMax;
    }

    /** Takes {@code bytes} for {@code owner}, waiting for others to give some back. False: there is not enough. */
    boolean take(String owner, long bytes, Duration wait) throws InterruptedException {
        lock.lock();
        try {
            long left = wait.toNanos();
            while (free < bytes) {
                if (left <= 0 || bytes > bytesMax) {
                    return false;
                }
                left = freed.awaitNanos(left);
            }
            free -= bytes;
            taken.merge(owner, bytes, Long::sum);
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Gives back what {@code owner} has; nothing when it has none. */
    void release(String owner) {
        lock.lock();
        try {
            var bytes = taken.remove(owner);
            if (bytes != null) {
                free += bytes;
                freed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }
}
