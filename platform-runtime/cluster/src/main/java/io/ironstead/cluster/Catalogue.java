package io.ironstead.cluster;

import io.ironstead.model.VersionKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.Set;

/**
 * The versions that may run in the pool, with a number that stands for them. Cards carry the number, and name only those
 * versions of which there is more to say than that they sleep: two thousand sites would else be 200 KiB, twice a second.
 *
 * @param digest equal for equal sets; 0: none
 */
public record Catalogue(long digest, Set<VersionKey> versions) {
    public static final Catalogue NONE = new Catalogue(0, Set.of());

    public Catalogue {
        versions = Set.copyOf(versions);
    }

    public static Catalogue of(Set<VersionKey> versions) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            versions.stream()
                    .map(VersionKey::toString)
                    .sorted(Comparator.naturalOrder())
                    .forEach(key -> digest.update((key + "\n").getBytes(StandardCharsets.UTF_8)));
            // The lowest bit tells any set from none.
            return new Catalogue(ByteBuffer.wrap(digest.digest()).getLong() | 1, versions);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every Java has SHA-256", impossible);
        }
    }

    /** As it comes over the wire: it names nothing until a reader finds that it knows the same. */
    static Catalogue unknown(long digest) {
        return new Catalogue(digest, Set.of());
    }

    boolean holds(VersionKey version) {
        return versions.contains(version);
    }
}
