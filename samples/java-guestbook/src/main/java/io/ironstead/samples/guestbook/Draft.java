package io.ironstead.samples.guestbook;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What stands in the form. */
record Draft(String name, String words, Optional<String> problem) {
    static final Draft EMPTY = new Draft("", "", Optional.empty());

    static Draft of(@Nullable String name, @Nullable String words) {
        var tidyName = name == null ? "" : name.strip().replaceAll("\\s+", " ");
        var tidyWords = words == null ? "" : words.replace("\r\n", "\n").strip();
        return new Draft(tidyName, tidyWords, complaint(tidyName, tidyWords));
    }

    private static Optional<String> complaint(String name, String words) {
        if (name.isEmpty()) {
            return Optional.of("Please leave your name.");
        }
        if (words.isEmpty()) {
            return Optional.of("Please write a line.");
        }
        if (name.length() > Entry.NAME_MAX || words.length() > Entry.WORDS_MAX) {
            return Optional.of(
                    "A name has at most %d characters, an entry %d.".formatted(Entry.NAME_MAX, Entry.WORDS_MAX));
        }
        return Optional.empty();
    }
}
