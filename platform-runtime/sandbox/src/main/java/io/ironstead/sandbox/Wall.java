package io.ironstead.sandbox;

/**
 * How thick the wall around programs is, and why it is not thicker.
 *
 * @param level {@code 0} the whole recipe, {@code 1} and {@code 1b} parts of it, {@code 3} no wall
 * @param name in words for people: {@code bubblewrap}, {@code none}
 * @param reason one sentence: what holds, or what was tried and how that failed
 */
public record Wall(String level, String name, String reason) {

    /** True when programs of several tenants may run side by side. */
    public boolean keepsTenantsApart() {
        return level.equals("0");
    }

    /** True when every program has a network of its own, with no way out but those that the platform opens there. */
    public boolean hasOwnNetwork() {
        return !level.equals("3");
    }

    /** For one line of a report, as {@code bubblewrap (level 0)}. */
    @Override
    public String toString() {
        return name + " (level " + level + ")";
    }
}
