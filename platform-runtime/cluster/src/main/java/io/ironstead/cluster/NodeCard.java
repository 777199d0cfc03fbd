package io.ironstead.cluster;

import io.ironstead.model.Digest;
import io.ironstead.model.NodeId;
import io.ironstead.model.VersionKey;
import io.ironstead.model.VersionRoom;
import java.util.List;
import java.util.Map;

/**
 * What one node tells all others of itself, whole.
 *
 * @param started tells two lives of a node apart; a later life has a greater one
 * @param number grows with every card of one life
 * @param host where its broker's door for peers is
 * @param draining it is being emptied: it takes no request of others
 * @param bundles whose archives others may fetch from it
 * @param versions what it has of each version it was told of
 */
public record NodeCard(
        NodeId node,
        long started,
        long number,
        String host,
        int peerPort,
        boolean draining,
        List<Digest> bundles,
        Map<VersionKey, VersionRoom> versions) {

    public NodeCard {
        bundles = List.copyOf(bundles);
        versions = Map.copyOf(versions);
    }

    boolean isNewerThan(NodeCard other) {
        return started > other.started || (started == other.started && number > other.number);
    }

    /** What the node has of a version; {@link VersionRoom#NONE} when it did not speak of it. */
    public VersionRoom of(VersionKey version) {
        return versions.getOrDefault(version, VersionRoom.NONE);
    }
}
