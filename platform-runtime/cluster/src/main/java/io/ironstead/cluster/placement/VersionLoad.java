package io.ironstead.cluster.placement;

/**
 * What is asked of one version, on all nodes together.
 *
 * @param requests that run or wait now, on average over some seconds
 * @param requestsPeak the most of that within {@link PlacementRules#countWindow}
 * @param processors that its instances keep busy now, on average over some seconds
 * @param processorsPeak the most of that within {@link PlacementRules#processorWindow}
 * @param idleSeconds since it last had a request anywhere; 0 while it has one
 */
public record VersionLoad(
        double requests, double requestsPeak, double processors, double processorsPeak, double idleSeconds) {
    /** Of a version that nobody has asked for anything. */
    public static final VersionLoad NONE = new VersionLoad(0, 0, 0, 0, Double.POSITIVE_INFINITY);

    public VersionLoad {
        if (!(requests >= 0 && requestsPeak >= requests && processors >= 0 && processorsPeak >= processors)) {
            throw new IllegalArgumentException("A load is not negative, and below its own peak");
        }
    }
}
