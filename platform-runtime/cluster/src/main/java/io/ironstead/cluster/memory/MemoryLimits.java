package io.ironstead.cluster.memory;

/**
 * How much is kept, counted as keys, values and {@value Segment#ITEM_OVERHEAD} bytes an item.
 *
 * @param bytesPerSite at most, on all nodes together
 * @param bytesPerNode at most on this node; when more sites share it than fit, each has an even part. A site always keeps
 *     its latest items, one for each of its {@value SegmentKey#SEGMENTS} segments, whatever their size
 * @param itemBytesMax key, value and overhead of one item
 */
public record MemoryLimits(long bytesPerSite, long bytesPerNode, int itemBytesMax) {

    public static final MemoryLimits DEFAULT = new MemoryLimits(32L << 20, 64L << 20, (1 << 20) + 512);

    public MemoryLimits {
        if (bytesPerSite < 1 || bytesPerNode < bytesPerSite || itemBytesMax < 1) {
            throw new IllegalArgumentException("A node must have room for at least one site, and a site for an item");
        }
    }

    /** The room of one segment of one site when {@code sites} have something here. */
    long segmentBytes(int sites) {
        return Math.min(bytesPerSite, bytesPerNode / Math.max(1, sites)) / SegmentKey.SEGMENTS;
    }
}
