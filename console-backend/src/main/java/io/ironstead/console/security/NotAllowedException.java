package io.ironstead.console.security;

/** The caller is known but may not do this. The message is a sentence for that caller. */
public class NotAllowedException extends RuntimeException {
    public NotAllowedException(String sentence) {
        super(sentence);
    }
}
