package io.ironstead.instances.scaling;

/**
 * One node's part of a version that the whole pool runs.
 *
 * @param wanted instances that run here, asked for or not
 * @param most that may run here; those above {@code wanted} start only for requests that wait. 0: other nodes run it
 */
public record Share(int wanted, int most) {
    /** Until something is decided. */
    public static final Share WHEN_ASKED = new Share(0, Integer.MAX_VALUE);

    public Share {
        if (wanted < 0 || most < wanted) {
            throw new IllegalArgumentException("A share wants no more than it may have");
        }
    }
}
