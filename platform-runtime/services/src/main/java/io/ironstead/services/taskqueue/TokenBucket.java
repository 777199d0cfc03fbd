package io.ironstead.services.taskqueue;

import io.ironstead.model.app.QueueDefinition;
import java.time.Duration;
import java.time.Instant;

/** How many tasks of a queue may begin now: full at first, refilled at the queue's rate. One thread's. */
final class TokenBucket {
    private double tokens;
    private Instant filled;

    TokenBucket(QueueDefinition queue, Instant now) {
        tokens = queue.bucketSize();
        filled = now;
    }

    int available(QueueDefinition queue, Instant now) {
        double passed = Math.max(0, Duration.between(filled, now).toNanos() / 1e9);
        tokens = Math.min(queue.bucketSize(), tokens + passed * queue.ratePerSecond());
        filled = now;
        // A rate of 0 holds the queue still, whatever is in the bucket. A little is added for what doubles leave out.
        return queue.ratePerSecond() == 0 ? 0 : (int) (tokens + 1e-9);
    }

    void take(int count) {
        tokens -= count;
    }
}
