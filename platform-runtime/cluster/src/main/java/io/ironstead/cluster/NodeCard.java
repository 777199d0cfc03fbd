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
 * @param room what it has for instances
 * @param catalogue stands for the versions that may run; who knows the same ones can tell what is not named
 * @param versions what it has of each version of which there is something to say; one of the catalogue that is not named
 *     sleeps there, and could be woken
 * @param data what it does for the sites' data
 */
public record NodeCard(
        NodeId node,
        long started,
        long number,
        String host,
        int peerPort,
        boolean draining,
        List<Digest> bundles,
        NodeRoom room,
        Catalogue catalogue,
        Map<VersionKey, VersionRoom> versions,
        DataPart data) {

    public NodeCard {
        bundles = List.copyOf(bundles);
        versions = Map.copyOf(versions);
    }

    /** Of a node that names each version it has, has no room to speak of, and no part in the sites' data. */
    public NodeCard(
            NodeId node,
            long started,
            long number,
            String host,
            int peerPort,
            boolean draining,
            List<Digest> bundles,
            Map<VersionKey, VersionRoom> versions) {
        this(
                node,
                started,
                number,
                host,
                peerPort,
                draining,
                bundles,
                NodeRoom.NONE,
                Catalogue.NONE,
                versions,
                DataPart.NONE);
    }

    /** The same, with a part in the sites' data. */
    public NodeCard with(DataPart part) {
        return new NodeCard(node, started, number, host, peerPort, draining, bundles, room, catalogue, versions, part);
    }

    /** The same, read by a node that knows these versions: what is not named is known from them, if they are the same. */
    NodeCard readBy(Catalogue own) {
        return new NodeCard(
                node,
                started,
                number,
                host,
                peerPort,
                draining,
                bundles,
                room,
                own.digest() == catalogue.digest() ? own : catalogue,
                versions,
                data);
    }

    /** How many bytes it is when it is told. */
    public int bytes() {
        return CardText.write(this).length;
    }

    boolean isNewerThan(NodeCard other) {
        return started > other.started || (started == other.started && number > other.number);
    }

    /** What the node has of a version; {@link VersionRoom#NONE} when nothing is known. */
    public VersionRoom of(VersionKey version) {
        var named = versions.get(version);
        if (named != null) {
            return named;
        }
        return !draining && catalogue.holds(version) ? VersionRoom.ASLEEP : VersionRoom.NONE;
    }
}
