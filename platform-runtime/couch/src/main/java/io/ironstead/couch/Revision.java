package io.ironstead.couch;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * A revision such as {@code 3-9a0b…}: how many edits deep, and which one. Its order is the one CouchDB chooses winners by.
 */
public record Revision(long generation, String hash) implements Comparable<Revision> {
    private static final int TEXT_LENGTH_MAX = 512;
    private static final int BINARY_HASH_LENGTH = 32;

    public Revision {
        if (generation < 0 || hash.isEmpty() || hash.length() > TEXT_LENGTH_MAX) {
            throw new IllegalArgumentException("A revision is a number, a dash and a short text");
        }
    }

    /** Reads {@code generation-hash}; 32 hexadecimal digits become lower case, since CouchDB keeps them as bytes. */
    public static Revision parse(String text) {
        int dash = text.indexOf('-');
        if (dash < 1 || dash > 18 || text.length() > TEXT_LENGTH_MAX) {
            throw new IllegalArgumentException("A revision is a number, a dash and a short text");
        }
        long generation = 0;
        for (int i = 0; i < dash; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                throw new IllegalArgumentException("A revision is a number, a dash and a short text");
            }
            generation = generation * 10 + digit;
        }
        return of(generation, text.substring(dash + 1));
    }

    /** The revision of this generation, its hash in CouchDB's own spelling. */
    public static Revision of(long generation, String hash) {
        return new Revision(generation, isBinary(hash) ? hash.toLowerCase(java.util.Locale.ROOT) : hash);
    }

    @Override
    public int compareTo(Revision other) {
        int byGeneration = Long.compare(generation, other.generation);
        if (byGeneration != 0) {
            return byGeneration;
        }
        // Digits and lower-case letters sort alike as text and as bytes, so only a mixed pair needs the bytes.
        return isBinary(hash) == isBinary(other.hash) && hash.length() == other.hash.length() && isBinary(hash)
                ? hash.compareTo(other.hash)
                : Arrays.compareUnsigned(bytes(hash), bytes(other.hash));
    }

    private static byte[] bytes(String hash) {
        return isBinary(hash) ? HexFormat.of().parseHex(hash) : hash.getBytes(StandardCharsets.UTF_8);
    }

    private static boolean isBinary(String hash) {
        if (hash.length() != BINARY_HASH_LENGTH) {
            return false;
        }
        for (int i = 0; i < BINARY_HASH_LENGTH; i++) {
            if (Character.digit(hash.charAt(i), 16) < 0) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return generation + "-" + hash;
    }
}
