package io.ironstead.model.control;

/**
 * Where the other nodes of the pool reach a node. The same ports for the node's whole life, because the others keep
 * them on disk.
 *
 * @param host an address of the network that the nodes have among themselves
 * @param memberPort of Hazelcast: not encrypted
 * @param peerPort of the broker's door for peers: mutual TLS
 */
public record ClusterPoint(String host, int memberPort, int peerPort) {
    public ClusterPoint {
        if (host.isBlank() || host.length() > 255) {
            throw new IllegalArgumentException("A cluster address must have 1 to 255 characters");
        }
        if (memberPort < 1 || memberPort > 65_535 || peerPort < 1 || peerPort > 65_535) {
            throw new IllegalArgumentException("A port must be 1 to 65535");
        }
    }
}
