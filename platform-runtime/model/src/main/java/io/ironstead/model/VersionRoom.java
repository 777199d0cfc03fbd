package io.ironstead.model;

/**
 * What one node has of one version at a moment.
 *
 * @param held it may run here; false: this node is being emptied, or the version is stopped
 * @param ready its bundle is built here, so that an instance can be woken
 * @param instances that take requests now
 * @param free requests they could take at once
 * @param running requests they are working on
 * @param waiting requests that wait for a place
 * @param starting instances that do not take requests yet
 * @param load what has been asked of it here lately
 */
public record VersionRoom(
        boolean held, boolean ready, int instances, int free, int running, int waiting, int starting, Load load) {
    /** Of a version that a node does not have. */
    public static final VersionRoom NONE = new VersionRoom(false, false, 0, 0, 0, 0);

    /** Of a version that sleeps, and could be woken at once. */
    public static final VersionRoom ASLEEP = new VersionRoom(true, true, 0, 0, 0, 0);

    public VersionRoom {
        if (instances < 0 || free < 0 || running < 0 || waiting < 0 || starting < 0) {
            throw new IllegalArgumentException("Counts of a version must not be negative");
        }
    }

    /** Without instances that start, and as if it had been like this for long. */
    public VersionRoom(boolean held, boolean ready, int instances, int free, int running, int waiting) {
        this(held, ready, instances, free, running, waiting, 0, Load.of(running + waiting));
    }

    /**
     * @param requests that ran or waited, on average over some seconds
     * @param processors that its instances kept busy, on average over some seconds
     * @param idleSeconds since it last had a request; 0 while it has one
     */
    public record Load(float requests, float processors, int idleSeconds) {
        /** It was never asked for anything. */
        public static final Load NONE = new Load(0, 0, Integer.MAX_VALUE);

        public Load {
            boolean holds = requests >= 0 && requests < 1e9 && processors >= 0 && processors < 1e9 && idleSeconds >= 0;
            if (!holds) {
                throw new IllegalArgumentException("A load is a small number, and not negative");
            }
        }

        static Load of(int requests) {
            return requests == 0 ? NONE : new Load(requests, 0, 0);
        }

        /** Nothing is to be told of it any more. */
        public boolean isNothing() {
            return requests < 0.001 && processors < 0.001;
        }
    }

    /** Whether there is nothing to tell but that it could run. */
    public boolean isQuiet() {
        return held && ready && instances == 0 && running == 0 && waiting == 0 && starting == 0 && load.isNothing();
    }
}
