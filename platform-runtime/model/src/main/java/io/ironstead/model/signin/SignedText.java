package io.ironstead.model.signin;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Lines of text with an HMAC-SHA256 over them and their purpose, in letters that fit addresses and cookies. Readable by
 * everybody, made by key holders only; what was signed for one purpose is nothing for another.
 */
final class SignedText {
    private static final int LENGTH_MAX = 6_000;
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

    private SignedText() {}

    /** @param lines none holds a line end */
    static String sign(SigningKey key, String purpose, List<String> lines) {
        if (lines.stream().anyMatch(line -> line.indexOf('\n') >= 0)) {
            throw new IllegalArgumentException("A line end would begin another field");
        }
        var payload = ENCODER.encodeToString(String.join("\n", lines).getBytes(StandardCharsets.UTF_8));
        return key.id() + "." + payload + "." + ENCODER.encodeToString(mac(key, purpose, payload));
    }

    /** The lines, when one of the keys has signed them for this purpose; empty for anything else. */
    static Optional<List<String>> read(List<SigningKey> keys, String purpose, String text) {
        var parts = text.length() > LENGTH_MAX ? new String[0] : text.split("\\.", -1);
        if (parts.length != 3) {
            return Optional.empty();
        }
        try {
            var given = Base64.getUrlDecoder().decode(parts[2]);
            for (var key : keys) {
                if (key.id().equals(parts[0]) && MessageDigest.isEqual(mac(key, purpose, parts[1]), given)) {
                    var plain = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);
                    return Optional.of(List.of(plain.split("\n", -1)));
                }
            }
        } catch (IllegalArgumentException noBase64) {
            return Optional.empty();
        }
        return Optional.empty();
    }

    private static byte[] mac(SigningKey key, String purpose, String payload) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(Base64.getUrlDecoder().decode(key.secret()), "HmacSHA256"));
            return mac.doFinal((purpose + "\n" + payload).getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("Every Java has HMAC-SHA256", impossible);
        }
    }
}
