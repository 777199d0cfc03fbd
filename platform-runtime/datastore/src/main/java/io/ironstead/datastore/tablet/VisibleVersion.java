package io.ironstead.datastore.tablet;

/** Which version reads see. One thread moves it, before and after it changes rows; readers never block it. */
final class VisibleVersion {
    private volatile long applied;
    private volatile long applying;

    VisibleVersion(long applied) {
        this.applied = applied;
        this.applying = applied;
    }

    /** Everything at and before it is in the rows. */
    long applied() {
        return applied;
    }

    /** Whether no row has changed, nor may have, since {@link #applied()} was {@code seen}. */
    boolean isStill(long seen) {
        return applying == seen;
    }

    void begin(long version) {
        applying = version;
    }

    void finish(long version) {
        applied = version;
    }
}
