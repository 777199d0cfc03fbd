package io.ironstead.link;

import io.ironstead.model.Digest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * What an operator pastes on a new server: where the console is, how to recognise it, and a secret that works once.
 * Written as {@code ist_} and URL-safe base64, so that a shell takes it as one word.
 *
 * @param address {@code host:port} of the console's agent port
 * @param caFingerprint SHA-256 of the console's CA certificate (DER)
 * @param secret 32 random bytes as URL-safe base64; the console keeps only its hash
 */
public record JoinToken(String address, Digest caFingerprint, String secret) {
    private static final String PREFIX = "ist_";
    private static final int LENGTH_MAX = 1_000;

    public String text() {
        var plain = String.join(" ", address, caFingerprint.hex(), secret);
        return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(plain.getBytes(StandardCharsets.UTF_8));
    }

    /** Reads what {@link #text} wrote; empty when this is no join token or not all of it was pasted. */
    public static Optional<JoinToken> parse(String text) {
        if (!text.startsWith(PREFIX) || text.length() > LENGTH_MAX) {
            return Optional.empty();
        }
        try {
            var bytes = Base64.getUrlDecoder().decode(text.substring(PREFIX.length()));
            var parts = new String(bytes, StandardCharsets.UTF_8).split(" ", -1);
            if (parts.length != 3 || parts[0].isEmpty() || parts[2].length() != 43) {
                return Optional.empty();
            }
            return Optional.of(new JoinToken(parts[0], new Digest(parts[1]), parts[2]));
        } catch (IllegalArgumentException notAToken) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return "JoinToken[address=" + address + "]";
    }
}
