package io.ironstead.console.security;

import io.ironstead.console.ConsoleSettings;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.stereotype.Component;

/**
 * Seals secrets before they go into the database, with AES-256-GCM under a key that lies in a file beside it, readable
 * by the console only. So a copy of the database alone, as a backup has it, gives none of them away.
 */
@Component
public class Vault {
    private static final int KEY_BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final SecureRandom random = new SecureRandom();
    private final SecretKeySpec key;

    Vault(ConsoleSettings settings) throws IOException {
        var file = settings.dataDir().resolve("vault.key");
        if (!Files.exists(file)) {
            write(file);
        }
        var bytes = Files.readAllBytes(file);
        if (bytes.length != KEY_BYTES) {
            throw new IOException("The file vault.key is damaged: restore it from a backup");
        }
        this.key = new SecretKeySpec(bytes, "AES");
    }

    /** @param purpose bound to the secret: it opens for the same purpose only */
    public byte[] seal(String purpose, String secret) {
        try {
            var nonce = new byte[NONCE_BYTES];
            random.nextBytes(nonce);
            var sealed = cipher(Cipher.ENCRYPT_MODE, nonce, purpose).doFinal(secret.getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.allocate(NONCE_BYTES + sealed.length)
                    .put(nonce)
                    .put(sealed)
                    .array();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("Every Java has AES-GCM", impossible);
        }
    }

    /** Empty when it was sealed with another key or for another purpose, or is damaged. */
    public Optional<String> open(String purpose, byte[] sealed) {
        if (sealed.length < NONCE_BYTES) {
            return Optional.empty();
        }
        try {
            var nonce = new byte[NONCE_BYTES];
            var in = ByteBuffer.wrap(sealed).get(nonce);
            var rest = new byte[in.remaining()];
            in.get(rest);
            return Optional.of(
                    new String(cipher(Cipher.DECRYPT_MODE, nonce, purpose).doFinal(rest), StandardCharsets.UTF_8));
        } catch (GeneralSecurityException wrong) {
            return Optional.empty();
        }
    }

    private Cipher cipher(int mode, byte[] nonce, String purpose) throws GeneralSecurityException {
        var cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(purpose.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }

    private void write(Path file) throws IOException {
        var bytes = new byte[KEY_BYTES];
        random.nextBytes(bytes);
        var folder = Files.createDirectories(file.toAbsolutePath().getParent());
        var part = Files.createTempFile(
                folder,
                "vault-",
                ".part",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.write(part, bytes);
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
