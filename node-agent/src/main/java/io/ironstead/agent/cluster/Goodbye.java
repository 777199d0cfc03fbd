package io.ironstead.agent.cluster;

import io.ironstead.cluster.Neighbours;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * What a node that stops does first: it tells the others, which choose it for nothing from then on, and gives what they
 * have sent meanwhile time to arrive. Then no connection of theirs is closed in the moment in which it is used.
 */
public final class Goodbye implements Runnable {
    /** A card is everywhere within milliseconds; this is for nodes that are busy. */
    private static final Duration HEARD = Duration.ofMillis(300);

    private final Neighbours neighbours;
    private volatile boolean said;

    public Goodbye(Neighbours neighbours) {
        this.neighbours = neighbours;
    }

    /** Whether this node's card has to say that it takes nothing any more. */
    public boolean isSaid() {
        return said;
    }

    /** Takes a moment, or none when nobody listens. */
    @Override
    public void run() {
        said = true;
        if (neighbours.alive().isEmpty()) {
            return;
        }
        neighbours.tell();
        long end = System.nanoTime() + HEARD.toNanos();
        for (long left = HEARD.toNanos(); left > 0 && !Thread.interrupted(); left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
