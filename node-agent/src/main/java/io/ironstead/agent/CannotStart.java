package io.ironstead.agent;

import org.jspecify.annotations.Nullable;

/** The agent cannot start; the message says to the operator why and what to do. */
final class CannotStart extends RuntimeException {
    CannotStart(String sentence, @Nullable Throwable cause) {
        super(sentence, cause);
    }

    CannotStart(String sentence) {
        this(sentence, null);
    }
}
