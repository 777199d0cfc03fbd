package io.ironstead.cluster.memory;

import java.nio.charset.StandardCharsets;

/**
 * Names one item of a site.
 *
 * @param namespace empty: the default one
 * @param text the key's bytes, one character each
 */
public record ItemKey(String namespace, String text) {

    public static ItemKey of(String namespace, byte[] key) {
        return new ItemKey(namespace, new String(key, StandardCharsets.ISO_8859_1));
    }

    public byte[] bytes() {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    int size() {
        return namespace.length() + text.length();
    }
}
