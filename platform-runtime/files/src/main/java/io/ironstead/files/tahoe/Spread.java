package io.ironstead.files.tahoe;

/**
 * How a file is spread over the servers of a grid.
 *
 * @param needed shares that suffice to read it
 * @param happy different servers that must have taken a share before it counts as stored
 * @param total shares that are made
 */
public record Spread(int needed, int happy, int total) {
    public Spread {
        if (needed < 1 || happy < needed || total < happy) {
            throw new IllegalArgumentException("A spread satisfies 1 <= needed <= happy <= total");
        }
    }

    /** What suits a grid of so many machines: one may be lost from two machines on, two from five on. */
    public static Spread of(int machines) {
        if (machines < 1) {
            throw new IllegalArgumentException("A grid has at least one machine");
        }
        return switch (machines) {
            case 1 -> new Spread(1, 1, 1);
            case 2 -> new Spread(1, 2, 2);
            case 3 -> new Spread(2, 2, 3);
            case 4 -> new Spread(2, 3, 4);
            case 5, 6, 7, 8, 9 -> new Spread(3, 4, 5);
            default -> new Spread(3, 7, 10);
        };
    }

    /** Whether a file survives the loss of any one machine. */
    public boolean isRedundant() {
        return happy > needed || total > needed;
    }
}
