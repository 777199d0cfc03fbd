package io.ironstead.datastore.documents;

import io.ironstead.couch.Revision;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.OptionalLong;

/**
 * The names that revisions of documents get: {@code generation-e57e}, then the version and the content's hash with 14
 * hexadecimal digits each. So a list of revisions tells the versions too, and who writes can keep from writing an older one
 * over a newer one. Versions fit until the year 4253.
 */
final class VersionedRevision {
    private static final String MARK = "e57e";
    private static final int DIGITS = 14;
    private static final long MASK = (1L << 4 * DIGITS) - 1;

    private VersionedRevision() {}

    /** @param version below 2<sup>56</sup> */
    static Revision of(long generation, long version, byte[] content) {
        if (version < 0 || version > MASK) {
            throw new IllegalArgumentException("Versions are 0 to 2^56 - 1, not " + version);
        }
        return Revision.of(generation, MARK + digits(version) + digits(hash(content) & MASK));
    }

    /** Empty for a revision that somebody else has made. */
    static OptionalLong version(Revision revision) {
        String hash = revision.hash();
        if (hash.length() != MARK.length() + 2 * DIGITS || !hash.startsWith(MARK)) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(Long.parseLong(hash, MARK.length(), MARK.length() + DIGITS, 16));
    }

    private static long hash(byte[] content) {
        try {
            return ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(content))
                    .getLong();
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every Java has SHA-256", impossible);
        }
    }

    private static String digits(long number) {
        String digits = Long.toHexString(number);
        return "0".repeat(DIGITS - digits.length()) + digits;
    }
}
