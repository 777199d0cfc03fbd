package io.ironstead.cluster.routing;

import io.ironstead.model.NodeId;
import io.ironstead.model.VersionKey;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;

/**
 * Which node keeps the instances that a version wants whether or not anybody asks. Every node that knows the same nodes
 * comes to the same answer; when one goes, only what it owned moves.
 */
public final class Owners {
    private Owners() {}

    /** @param alive every node that may run something; at least one */
    public static NodeId ownerOf(VersionKey version, Collection<NodeId> alive) {
        return chosen(version.toString(), alive);
    }

    /** The same for anything with a name. */
    public static NodeId chosen(String what, Collection<NodeId> alive) {
        return alive.stream()
                .max(Comparator.comparing((NodeId node) -> weight(what, node), Arrays::compareUnsigned)
                        .thenComparing(Comparator.naturalOrder()))
                .orElseThrow(() -> new IllegalArgumentException("An owner is one of some nodes"));
    }

    private static byte[] weight(String what, NodeId node) {
        try {
            return MessageDigest.getInstance("SHA-256").digest((what + "/" + node).getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every Java has SHA-256", impossible);
        }
    }
}
