package io.ironstead.couch.cluster;

import java.util.List;

/**
 * What one node knows, for people and for those who wait for it.
 *
 * @param stage how far it is
 * @param members the cluster's nodes as it knows them
 * @param connected those that it hears now, itself among them
 */
public record NodeState(Stage stage, List<String> members, List<String> connected) {
    static final NodeState ENDED = new NodeState(Stage.ENDED, List.of(), List.of());
    static final NodeState STARTING = new NodeState(Stage.STARTING, List.of(), List.of());

    /** In the order in which a node goes through them. */
    public enum Stage {
        /** No process. */
        ENDED,
        /** It does not answer yet. */
        STARTING,
        /** Its members are not yet those that are wanted, or it does not hear enough of them. */
        JOINING,
        /** What it missed comes to it; it takes part in no clustered request. */
        CATCHING_UP,
        SERVING
    }

    public NodeState {
        members = List.copyOf(members);
        connected = List.copyOf(connected);
    }
}
