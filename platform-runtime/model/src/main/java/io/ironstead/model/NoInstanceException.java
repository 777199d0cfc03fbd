package io.ironstead.model;

/** Why a request gets no instance. The message is a sentence for the site's owner, not for its visitors. */
public class NoInstanceException extends RuntimeException {

    /** What kind of refusal this is. */
    public enum Reason {
        /** No such version here, or it is not serving. */
        UNKNOWN_VERSION,
        /** It crashes at the start, or its build failed. */
        CANNOT_START,
        /** None came free in time. */
        TIMED_OUT,
        /** The queue of waiting requests is full. */
        OVERLOADED,
        /** This node is shutting down or draining. */
        STOPPING
    }

    private final Reason reason;

    public NoInstanceException(Reason reason, String sentence) {
        super(sentence, null, false, false);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
