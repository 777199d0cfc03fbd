package io.ironstead.model;

/**
 * What one node has of one version at a moment.
 *
 * @param held it may run here; false: this node is being emptied, or another one owns its instances
 * @param ready its bundle is built here, so that an instance can be woken
 * @param instances that take requests now
 * @param free requests they could take at once
 * @param running requests they are working on
 * @param waiting requests that wait for a place
 */
public record VersionRoom(boolean held, boolean ready, int instances, int free, int running, int waiting) {
    /** Of a version that a node does not have. */
    public static final VersionRoom NONE = new VersionRoom(false, false, 0, 0, 0, 0);

    public VersionRoom {
        if (instances < 0 || free < 0 || running < 0 || waiting < 0) {
            throw new IllegalArgumentException("Counts of a version must not be negative");
        }
    }
}
