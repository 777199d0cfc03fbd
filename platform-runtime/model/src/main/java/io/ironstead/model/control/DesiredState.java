package io.ironstead.model.control;

import java.util.List;

/**
 * Everything that should be on one node, whole: receiving it twice, late or after a restart ends in the same place.
 *
 * @param revision grows with every change in the console, over all nodes; a node ignores a smaller one than it has
 * @param drain true: finish running requests, then run nothing (the machine is being emptied)
 */
public record DesiredState(long revision, boolean drain, List<DesiredSite> sites) {
    /** What a node has before it ever heard from its console. */
    public static final DesiredState NOTHING = new DesiredState(0, false, List.of());

    public DesiredState {
        sites = List.copyOf(sites);
    }
}
