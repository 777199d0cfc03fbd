package io.ironstead.cluster;

import io.ironstead.model.NodeId;

/**
 * Where a node's member listens.
 *
 * @param pool members of different pools never meet; no secret
 * @param host the only address it listens on
 * @param port 0 takes any free one
 */
public record MemberSettings(NodeId node, String pool, String host, int port) {
    public MemberSettings {
        if (pool.isBlank() || host.isBlank() || port < 0 || port > 65_535) {
            throw new IllegalArgumentException("A member needs a pool, an address and a port of 0 to 65535");
        }
    }

    /** Listens on loopback, at any port. */
    public static MemberSettings alone(NodeId node) {
        return new MemberSettings(node, "ironstead", "127.0.0.1", 0);
    }
}
