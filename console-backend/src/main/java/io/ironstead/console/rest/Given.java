package io.ironstead.console.rest;

import org.jspecify.annotations.Nullable;

/** What a request's body has to hold. Without these a field that is left out would silently be false or null. */
final class Given {
    private Given() {}

    /** @throws IllegalArgumentException with a sentence for the caller */
    static <T> T required(@Nullable T value, String field) {
        if (value == null) {
            throw new IllegalArgumentException("\"" + field + "\" is missing.");
        }
        return value;
    }
}
