package io.ironstead.couch.embedded;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/** The admin's password as it is kept: salted and stretched by PBKDF2-SHA256, never in the clear. */
public record AdminPassword(String user, String salt, int iterations, String hash) {
    private static final int ITERATIONS = 600_000;
    private static final int SALT_BYTES = 16;
    private static final int HASH_BITS = 256;

    public AdminPassword {
        if (user.isEmpty() || user.indexOf(':') >= 0 || iterations < 1) {
            throw new IllegalArgumentException("A user name has no colon and is not empty");
        }
    }

    /** Stretches a password; takes a few hundred milliseconds, on purpose. */
    public static AdminPassword of(String user, char[] password) {
        byte[] salt = new byte[SALT_BYTES];
        new SecureRandom().nextBytes(salt);
        return new AdminPassword(
                user,
                HexFormat.of().formatHex(salt),
                ITERATIONS,
                HexFormat.of().formatHex(stretch(password, salt, ITERATIONS)));
    }

    /** Reads what {@link #stored} wrote. */
    public static AdminPassword parse(String stored) {
        String[] parts = stored.split(":", -1);
        if (parts.length != 4) {
            throw new IllegalArgumentException("A stored password has four parts");
        }
        return new AdminPassword(parts[0], parts[1], Integer.parseInt(parts[2]), parts[3]);
    }

    /** A text to keep in a file only its owner may read; the password cannot be had from it. */
    public String stored() {
        return user + ":" + salt + ":" + iterations + ":" + hash;
    }

    boolean matches(String givenUser, char[] password) {
        byte[] given = stretch(password, HexFormat.of().parseHex(salt), iterations);
        boolean sameHash = MessageDigest.isEqual(given, HexFormat.of().parseHex(hash));
        return sameHash && user.equals(givenUser);
    }

    private static byte[] stretch(char[] password, byte[] salt, int iterations) {
        try {
            return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(new PBEKeySpec(password, salt, iterations, HASH_BITS))
                    .getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has PBKDF2 with HMAC-SHA256", e);
        }
    }

    @Override
    public String toString() {
        return "AdminPassword[user=" + user + "]";
    }
}
