package io.ironstead.files;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;

/**
 * The name of one file. Slashes have no meaning to the store; listing by prefix makes folders of them.
 *
 * @param path 1 to 1,024 bytes as UTF-8, without control characters
 */
public record FileKey(Space space, String path) {
    /** Paths as every listing orders them: by the bytes of their UTF-8. */
    public static final Comparator<String> PATH_ORDER = (one, other) ->
            Arrays.compareUnsigned(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));

    private static final int BYTES_MAX = 1024;

    /** @throws IllegalArgumentException with a sentence for a person when the path breaks the rule above */
    public FileKey {
        if (path.isEmpty()
                || path.length() > BYTES_MAX
                || !StandardCharsets.UTF_8.newEncoder().canEncode(path)) {
            throw new IllegalArgumentException("The name of a file has 1 to 1,024 bytes of text");
        }
        if (path.getBytes(StandardCharsets.UTF_8).length > BYTES_MAX) {
            throw new IllegalArgumentException("The name of a file has 1 to 1,024 bytes of text");
        }
        if (path.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("The name of a file holds no control characters");
        }
    }
}
