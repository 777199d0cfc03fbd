package io.ironstead.cluster.placement;

import java.time.Duration;

/**
 * What a placement is made by.
 *
 * @param comfort the part of a node's processors that is filled before another node is used
 * @param pack the part of {@code comfort} up to which a node takes what another one gives up to become empty: below 1,
 *     so that what was just packed does not spill at the next breath
 * @param full the part of a node's processors above which it is relieved, and whoever uses more than its share held back
 * @param movesMax instances that one decision moves in order to empty a node
 * @param countWindow instances stay as many as the busiest moment of this time needed
 * @param processorWindow nodes are emptied by the busiest moment of this time
 */
public record PlacementRules(
        double comfort, double pack, double full, int movesMax, Duration countWindow, Duration processorWindow) {
    public static final PlacementRules USUAL =
            new PlacementRules(0.75, 0.97, 0.9, 24, Duration.ofMinutes(5), Duration.ofSeconds(30));

    public PlacementRules {
        if (!(0 < comfort && comfort <= full && full <= 1 && 0 < pack && pack <= 1) || movesMax < 0) {
            throw new IllegalArgumentException("A node is comfortable before it is full");
        }
    }
}
