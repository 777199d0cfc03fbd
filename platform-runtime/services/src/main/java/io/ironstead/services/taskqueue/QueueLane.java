package io.ironstead.services.taskqueue;

import io.ironstead.model.app.QueueDefinition;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

/** What the leader remembers of one queue: what runs, when to look again, and how fast it may go. Lost with the leader. */
final class QueueLane {
    static final Instant NEVER = Instant.MAX;

    private static final Duration HOLD_MIN = Duration.ofSeconds(1);
    private static final Duration HOLD_MAX = Duration.ofSeconds(60);

    private final Set<String> running = ConcurrentHashMap.newKeySet();
    private final AtomicReference<Instant> nextLook = new AtomicReference<>(Instant.MIN);
    private final EndedCounts ended = new EndedCounts();
    private QueueDefinition definition;
    private TokenBucket bucket;
    private Duration hold = Duration.ZERO;
    private Instant heldUntil = Instant.MIN;
    private volatile boolean paused;

    QueueLane(QueueDefinition definition, boolean paused, Instant now) {
        this.definition = definition;
        this.bucket = new TokenBucket(definition, now);
        this.paused = paused;
    }

    /** Goes on with what its file says now. */
    synchronized void define(QueueDefinition changed, Instant now) {
        if (!definition.equals(changed)) {
            definition = changed;
            bucket = new TokenBucket(changed, now);
        }
    }

    synchronized QueueDefinition definition() {
        return definition;
    }

    boolean isPaused() {
        return paused;
    }

    void pause(boolean wanted) {
        paused = wanted;
    }

    boolean isDue(Instant now) {
        return !nextLook.get().isAfter(now);
    }

    /** To be asked before a look, so that what is added meanwhile is not overlooked. */
    void looks() {
        nextLook.set(NEVER);
    }

    void lookAt(Instant time) {
        nextLook.accumulateAndGet(time, (known, wanted) -> wanted.isBefore(known) ? wanted : known);
    }

    /** How many tasks may begin now. */
    synchronized int room(Instant now) {
        if (paused || heldUntil.isAfter(now) || definition.mode() == QueueDefinition.Mode.PULL) {
            return 0;
        }
        return Math.max(0, Math.min(bucket.available(definition, now), definition.concurrentMax() - running.size()));
    }

    int runningCount() {
        return running.size();
    }

    boolean isRunning(String task) {
        return running.contains(task);
    }

    /** False when it runs already. */
    synchronized boolean begin(String task) {
        boolean begins = running.add(task);
        if (begins) {
            bucket.take(1);
        }
        return begins;
    }

    /** @param crowded the program, or its instances, asked for less */
    synchronized void end(String task, boolean crowded, Instant now) {
        running.remove(task);
        ended.count(now);
        if (crowded) {
            hold = hold.isZero() ? HOLD_MIN : hold.multipliedBy(2);
            hold = hold.compareTo(HOLD_MAX) > 0 ? HOLD_MAX : hold;
            heldUntil = now.plus(hold);
        } else {
            hold = Duration.ZERO;
        }
        lookAt(heldUntil.isAfter(now) ? heldUntil : now);
    }

    /** Attempts that ended in the last minute. */
    synchronized int endedLastMinute(Instant now) {
        return ended.lastMinute(now);
    }

    /** The same of the last hour. */
    synchronized int endedLastHour(Instant now) {
        return ended.lastHour(now);
    }
}
