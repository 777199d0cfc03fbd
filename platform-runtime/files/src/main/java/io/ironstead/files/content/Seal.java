package io.ironstead.files.content;

import io.ironstead.files.FileDamagedException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;

/**
 * Encrypts one content with a key of its own, so that any part of it can be read alone.
 *
 * <p>The plaintext is cut in chunks of 64 KiB, the last one shorter or empty, and each becomes AES-256-GCM ciphertext
 * with its 16-byte tag, one after the other and nothing else. The key is HKDF-SHA256 of the space's key and the
 * content's id; as no id is used twice, the nonce can simply count: 1 byte that marks the last chunk, 3 of zero, 8 of
 * the chunk's number. So chunks cannot be changed, swapped, moved to another content, or cut off at the end.
 */
public final class Seal {
    public static final int CHUNK = 64 * 1024;
    private static final int TAG = 16;

    private final SecretKey key;

    public Seal(SecretKey spaceKey, ContentId id) {
        try {
            key = KDF.getInstance("HKDF-SHA256")
                    .deriveKey(
                            "AES",
                            HKDFParameterSpec.ofExtract()
                                    .addIKM(spaceKey)
                                    .thenExpand(
                                            ("ironstead file " + id.hex()).getBytes(StandardCharsets.US_ASCII), 32));
        } catch (GeneralSecurityException broken) {
            throw new IllegalStateException("This Java cannot derive keys", broken);
        }
    }

    /** How many bytes {@code size} bytes become. */
    public static long sealedSize(long size) {
        return size + TAG * (lastChunk(size) + 1);
    }

    /** Seals all of {@code plain}. @return how many bytes it had */
    public long seal(InputStream plain, OutputStream sealed) throws IOException {
        var buffer = new byte[CHUNK];
        // One chunk is held back: only when the next is empty is it known to be the last.
        int held = plain.readNBytes(buffer, 0, CHUNK);
        long size = held;
        long number = 0;
        while (held == CHUNK) {
            var next = new byte[CHUNK];
            int count = plain.readNBytes(next, 0, CHUNK);
            if (count == 0) {
                break;
            }
            sealed.write(crypt(Cipher.ENCRYPT_MODE, buffer, held, number++, false));
            buffer = next;
            held = count;
            size += count;
        }
        sealed.write(crypt(Cipher.ENCRYPT_MODE, buffer, held, number, true));
        return size;
    }

    /** The sealed bytes that hold the chunks from {@code firstChunk} to {@code lastChunk} of a content. */
    public static long sealedOffset(long firstChunk) {
        return firstChunk * (CHUNK + TAG);
    }

    /** How many sealed bytes the chunks from {@code firstChunk} to {@code lastChunk}, both included, take. */
    public static long sealedLength(long firstChunk, long lastChunk, long size) {
        long end = lastChunk == lastChunk(size) ? sealedSize(size) : sealedOffset(lastChunk + 1);
        return end - sealedOffset(firstChunk);
    }

    /** The number of the last chunk of a content. */
    public static long lastChunk(long size) {
        return Math.max(0, (size - 1) / CHUNK);
    }

    /**
     * Reads the next chunk of {@code sealed} and opens it.
     *
     * @param size of the whole plaintext
     * @throws FileDamagedException when these are not the bytes that were sealed
     */
    public byte[] open(InputStream sealed, long number, long size) throws IOException {
        boolean last = number == lastChunk(size);
        int length = Math.toIntExact((last ? size - number * CHUNK : CHUNK) + TAG);
        var bytes = sealed.readNBytes(length);
        if (bytes.length < length) {
            throw new FileDamagedException("A stored file is shorter than what was stored");
        }
        return crypt(Cipher.DECRYPT_MODE, bytes, length, number, last);
    }

    private byte[] crypt(int mode, byte[] bytes, int length, long number, boolean last) throws IOException {
        var nonce = ByteBuffer.allocate(12)
                .putInt(last ? 1 << 24 : 0)
                .putLong(number)
                .array();
        try {
            var cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, key, new GCMParameterSpec(TAG * 8, nonce));
            return cipher.doFinal(bytes, 0, length);
        } catch (javax.crypto.AEADBadTagException forged) {
            throw new FileDamagedException("A stored file does not have the bytes that were stored");
        } catch (GeneralSecurityException broken) {
            throw new IllegalStateException("This Java cannot encrypt with AES-GCM", broken);
        }
    }
}
