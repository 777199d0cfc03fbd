package io.ironstead.cluster;

/**
 * What a node has for instances, used or not.
 *
 * @param memoryBytes for all of them together, by their limits
 * @param processors of the machine
 */
public record NodeRoom(long memoryBytes, int processors) {
    /** A node that says nothing is given nothing. */
    public static final NodeRoom NONE = new NodeRoom(0, 0);
}
