package io.ironstead.couch;

import java.util.Optional;

/**
 * A range of document ids in raw byte order, both ends included.
 *
 * @param limit the most documents to return
 */
public record KeyRange(Optional<String> from, Optional<String> to, boolean descending, int limit) {

    public KeyRange {
        if (limit < 1) {
            throw new IllegalArgumentException("A range has room for at least one document");
        }
    }

    public static KeyRange between(String from, String to, int limit) {
        return new KeyRange(Optional.of(from), Optional.of(to), false, limit);
    }
}
