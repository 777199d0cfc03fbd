package io.ironstead.samples.guestbook;

import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Some entries, newest first.
 *
 * @param bookmark where the older ones begin; null on the last page
 */
record Page(List<Entry> entries, @Nullable String bookmark) implements Serializable {
    Page {
        entries = List.copyOf(entries);
    }

    Optional<String> older() {
        return Optional.ofNullable(bookmark);
    }
}
