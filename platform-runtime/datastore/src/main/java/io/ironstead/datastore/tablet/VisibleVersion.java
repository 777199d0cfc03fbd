package io.ironstead.datastore.tablet;

import io.ironstead.datastore.DatastoreException;
import io.ironstead.datastore.Problem;
import java.util.concurrent.locks.LockSupport;

/** Which version reads see. One thread moves it, before and after it changes rows; readers never block it. */
final class VisibleVersion {
    private static final long PAUSE_NANOS = 20_000;

    private volatile long applied;
    private volatile long applying;
    private volatile boolean broken;

    VisibleVersion(long applied) {
        this.applied = applied;
        this.applying = applied;
    }

    /** Everything at and before it is in the rows. */
    long applied() {
        return applied;
    }

    /** Whether rows changed, or may have, since {@link #applied()} was {@code seen}. */
    boolean isStill(long seen) {
        return applying == seen;
    }

    void begin(long version) {
        applying = version;
    }

    void finish(long version) {
        applied = version;
    }

    /** The change of rows went wrong: nobody may wait for it. */
    void fail() {
        broken = true;
    }

    /**
     * Waits for the change of rows that is going on, if any. Whoever saw a row of it must not return before everybody else can
     * see it too.
     */
    void settle() {
        long target = applying;
        while (applied < target) {
            if (broken || Thread.currentThread().isInterrupted()) {
                throw new DatastoreException(new Problem.Unavailable("this database is closing here"));
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }
}
