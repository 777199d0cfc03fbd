package io.ironstead.model.control;

import io.ironstead.model.NodeId;
import io.ironstead.model.signin.SiteSignIn;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Everything that should be on one node, whole: receiving it twice, late or after a restart ends in the same place.
 *
 * @param revision grows with every change in the console, over all nodes; a node ignores a smaller one than it has
 * @param drain true: finish running requests, then run nothing (the machine is being emptied)
 * @param dataNode the machine that keeps the datastore of all sites; absent while no machine has joined, or in a state of an
 *     older console
 * @param signIn how visitors sign in to sites; empty: they cannot
 * @param members every machine of the pool that has said where its peers reach it, this one among them; kept on disk, so
 *     that nodes find each other while the console is down
 */
public record DesiredState(
        long revision,
        boolean drain,
        List<DesiredSite> sites,
        Optional<NodeId> dataNode,
        Optional<SiteSignIn> signIn,
        List<PoolMember> members) {
    /** What a node has before it ever heard from its console. */
    public static final DesiredState NOTHING = new DesiredState(0, false, List.of());

    public DesiredState {
        sites = List.copyOf(sites);
        // A node's disk may hold one that was written before visitors could sign in.
        signIn = Objects.requireNonNullElse(signIn, Optional.empty());
        members = List.copyOf(Objects.requireNonNullElse(members, List.of()));
    }

    /** Of a machine that is alone. */
    public DesiredState(
            long revision,
            boolean drain,
            List<DesiredSite> sites,
            Optional<NodeId> dataNode,
            Optional<SiteSignIn> signIn) {
        this(revision, drain, sites, dataNode, signIn, List.of());
    }

    /** Without datastore and sign-in. */
    public DesiredState(long revision, boolean drain, List<DesiredSite> sites) {
        this(revision, drain, sites, Optional.empty(), Optional.empty());
    }
}
