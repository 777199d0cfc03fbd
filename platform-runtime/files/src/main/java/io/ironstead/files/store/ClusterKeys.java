package io.ironstead.files.store;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * The keys that wrap every space's keys. All machines that share records share these; whoever has them and the records
 * can read all files, so both are backed up, apart from each other.
 *
 * @param current version that is wrapped with
 * @param keys version to 32 bytes in base64
 */
public record ClusterKeys(int current, Map<Integer, String> keys) {
    private static final SecureRandom RANDOM = new SecureRandom();

    public ClusterKeys {
        keys = Map.copyOf(keys);
        if (!keys.containsKey(current)) {
            throw new IllegalArgumentException("The current cluster key is among the cluster keys");
        }
    }

    /** A first key, made by chance. */
    public static ClusterKeys fresh() {
        return new ClusterKeys(1, Map.of(1, randomKey()));
    }

    /** With a new current key; the former ones stay until all is wrapped anew. */
    public ClusterKeys rotated() {
        var more = new TreeMap<>(keys);
        int next = more.lastKey() + 1;
        more.put(next, randomKey());
        return new ClusterKeys(next, more);
    }

    /** Without the former ones: what is still wrapped with them cannot be read any more. */
    public ClusterKeys currentOnly() {
        return new ClusterKeys(current, Map.of(current, keys.get(current)));
    }

    String wrap(String purpose, byte[] secret) {
        return Box.close(key(current), purpose, secret);
    }

    byte[] unwrap(int version, String purpose, String wrapped) {
        return Box.open(key(version), purpose, wrapped);
    }

    private SecretKey key(int version) {
        var text = keys.get(version);
        if (text == null) {
            throw new IllegalStateException(
                    "The files' keys are wrapped with a cluster key that this machine does not have");
        }
        var bytes = Base64.getDecoder().decode(text);
        if (bytes.length != 32) {
            throw new IllegalStateException("A cluster key has 32 bytes");
        }
        try {
            return new SecretKeySpec(bytes, "AES");
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    private static String randomKey() {
        var bytes = new byte[32];
        RANDOM.nextBytes(bytes);
        return Base64.getEncoder().encodeToString(bytes);
    }

    @Override
    public String toString() {
        return "ClusterKeys[current=" + current + ", keys=hidden]";
    }
}
