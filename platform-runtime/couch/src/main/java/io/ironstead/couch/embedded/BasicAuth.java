package io.ironstead.couch.embedded;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.concurrent.Semaphore;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * HTTP basic authentication. The header that was right once is remembered as a keyed digest, so only the first request
 * pays for the stretching; guesses are stretched one at a time and cannot take the machine's processors.
 */
final class BasicAuth {
    private static final String SCHEME = "Basic ";
    private static final int HEADER_LENGTH_MAX = 2048;

    private final AdminPassword admin;
    private final SecretKeySpec key;
    private final Semaphore stretching = new Semaphore(1);
    private volatile byte @Nullable [] remembered;

    BasicAuth(AdminPassword admin) {
        this.admin = admin;
        byte[] random = new byte[32];
        new SecureRandom().nextBytes(random);
        key = new SecretKeySpec(random, "HmacSHA256");
    }

    /** Whether this header is the one that was right before; quick. */
    boolean isRemembered(@Nullable String header) {
        byte[] right = remembered;
        return header != null && right != null && MessageDigest.isEqual(right, digest(header));
    }

    /** Whether this header is right; may take some hundred milliseconds. Throws the 401 to answer when not. */
    void check(@Nullable String header) throws InterruptedException {
        if (header == null || !header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            throw new CouchError(401, "unauthorized", "Authentication required.");
        }
        if (isRemembered(header)) {
            return;
        }
        String[] parts = credentials(header);
        stretching.acquire();
        try {
            if (!isRemembered(header)) {
                if (parts.length != 2 || !admin.matches(parts[0], parts[1].toCharArray())) {
                    throw new CouchError(401, "unauthorized", "Name or password is incorrect.");
                }
                remembered = digest(header);
            }
        } finally {
            stretching.release();
        }
    }

    private static String[] credentials(String header) {
        if (header.length() > HEADER_LENGTH_MAX) {
            return new String[0];
        }
        try {
            byte[] text =
                    Base64.getDecoder().decode(header.substring(SCHEME.length()).strip());
            return new String(text, StandardCharsets.UTF_8).split(":", 2);
        } catch (IllegalArgumentException e) {
            return new String[0];
        }
    }

    private byte[] digest(String header) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return mac.doFinal(header.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has HMAC-SHA256", e);
        }
    }
}
