package io.ironstead.couch.cluster;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.HexFormat;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * What all nodes of a cluster share and nobody else knows.
 *
 * @param password of the one administrator
 * @param salt of the password's hash, which must be the same text on every node
 * @param uuid names the cluster to those who replicate from it
 * @param sessionSecret signs CouchDB's sessions
 * @param cookie lets nodes into Erlang's distribution, and so do everything
 */
public record ClusterSecrets(String password, String salt, String uuid, String sessionSecret, String cookie) {
    public static final String USER = "ironstead";

    /** Guessing 192 random bits is hopeless however quick a guess is, and every new connection computes it. */
    private static final int ITERATIONS = 1_000;

    private static final int SECRET_BYTES = 24;
    private static final int UUID_BYTES = 16;
    private static final int HASH_BITS = 256;

    public ClusterSecrets {
        for (String secret : new String[] {password, salt, uuid, sessionSecret, cookie}) {
            if (!secret.matches("[0-9a-f]{32,128}")) {
                throw new IllegalArgumentException("A secret of a cluster is 32 to 128 hexadecimal digits");
            }
        }
    }

    public static ClusterSecrets make(SecureRandom random) {
        return new ClusterSecrets(
                digits(random, SECRET_BYTES),
                digits(random, UUID_BYTES),
                digits(random, UUID_BYTES),
                digits(random, SECRET_BYTES),
                digits(random, SECRET_BYTES));
    }

    private static String digits(SecureRandom random, int bytes) {
        var secret = new byte[bytes];
        random.nextBytes(secret);
        return HexFormat.of().formatHex(secret);
    }

    /** As CouchDB 3.4 and later have it in their configuration. */
    String passwordHash() {
        var key = new PBEKeySpec(
                password.toCharArray(),
                salt.getBytes(java.nio.charset.StandardCharsets.US_ASCII),
                ITERATIONS,
                HASH_BITS);
        try {
            byte[] hash = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(key)
                    .getEncoded();
            return "-pbkdf2:sha256-" + HexFormat.of().formatHex(hash) + "," + salt + "," + ITERATIONS;
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("Every Java has PBKDF2", impossible);
        }
    }

    @Override
    public String toString() {
        return "ClusterSecrets[uuid=" + uuid + "]";
    }
}
