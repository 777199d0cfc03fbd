package io.ironstead.console.security;

/** What was asked cannot be done now. Message and advice are sentences for the caller, who can put it right. */
public class RefusedException extends RuntimeException {
    private final String advice;

    public RefusedException(String cause, String advice) {
        super(cause);
        this.advice = advice;
    }

    /** What to do about it. */
    public String advice() {
        return advice;
    }
}
