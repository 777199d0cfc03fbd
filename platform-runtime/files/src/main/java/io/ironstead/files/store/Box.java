package io.ironstead.files.store;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/** Encrypts small secrets, AES-GCM with a random nonce, bound to what they are for. */
final class Box {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int NONCE = 12;
    private static final int TAG_BITS = 128;

    private Box() {}

    /** @param purpose must be given again to open it */
    static String close(SecretKey key, String purpose, byte[] secret) {
        var nonce = new byte[NONCE];
        RANDOM.nextBytes(nonce);
        var sealed = crypt(Cipher.ENCRYPT_MODE, key, purpose, nonce, secret, 0);
        return Base64.getEncoder()
                .encodeToString(ByteBuffer.allocate(NONCE + sealed.length)
                        .put(nonce)
                        .put(sealed)
                        .array());
    }

    /** @throws IllegalStateException when key or purpose are others, or the text was changed */
    static byte[] open(SecretKey key, String purpose, String box) {
        var bytes = Base64.getDecoder().decode(box);
        if (bytes.length < NONCE) {
            throw new IllegalStateException("A secret of the file store was cut off");
        }
        return crypt(Cipher.DECRYPT_MODE, key, purpose, Arrays.copyOf(bytes, NONCE), bytes, NONCE);
    }

    private static byte[] crypt(int mode, SecretKey key, String purpose, byte[] nonce, byte[] bytes, int from) {
        try {
            var cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce, 0, NONCE));
            cipher.updateAAD(purpose.getBytes(StandardCharsets.UTF_8));
            return cipher.doFinal(bytes, from, bytes.length - from);
        } catch (GeneralSecurityException refused) {
            throw new IllegalStateException(
                    "A secret of the file store was sealed with another key, or changed", refused);
        }
    }
}
