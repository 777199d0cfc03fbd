package io.ironstead.datastore.log;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Until when a leader may answer reads from what it has, without a look at the log (datastore.md 3.5). Whoever takes over sees
 * every acknowledged slot, so begins to wait after the first offer of each, and serves {@link #grace()} later at the earliest.
 * Clocks that run at different speeds can make reads stale, never lose writes.
 */
final class Lease {
    private final Duration term;
    private final LongSupplier nanos;
    private final AtomicLong from;

    /** @param term zero when no other process can ever lead: the lease then lasts as long as the leader serves */
    Lease(Duration term, LongSupplier nanos) {
        this.term = term;
        this.nanos = nanos;
        this.from = new AtomicLong(nanos.getAsLong() - term.toNanos());
    }

    /**
     * A slot was acknowledged.
     *
     * @param firstOffered before the first attempt to write it. A slot may have been won by a later attempt, but a challenger may
     *     have seen, adopted and followed the first
     */
    void renew(long firstOffered) {
        from.accumulateAndGet(firstOffered, (one, other) -> one - other > 0 ? one : other);
    }

    boolean holds() {
        return term.isZero() || nanos.getAsLong() - from.get() < term.toNanos();
    }

    /** Whether it is time to write something, for reads to go on. */
    boolean isAging() {
        return !term.isZero() && nanos.getAsLong() - from.get() > term.toNanos() / 2;
    }

    /** How long a challenger waits after it saw the end of the log. */
    Duration grace() {
        return term.plus(term.dividedBy(5));
    }
}
