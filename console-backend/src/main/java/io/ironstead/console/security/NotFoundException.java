package io.ironstead.console.security;

/**
 * There is no such thing, or it is not the caller's: the same answer, so nobody learns names by asking. The message is
 * a sentence for the caller.
 */
public class NotFoundException extends RuntimeException {
    public NotFoundException(String what, Object name) {
        super("There is no " + what + " \"" + name + "\" here.");
    }
}
