package io.ironstead.console.security;

/**
 * What was asked cannot be done now. Message and advice are sentences for a person, who can put it right; where code has
 * to tell reasons apart, the answer is a sealed result instead.
 *
 * @see <a href="../../../../../../../../docs/decisions/042-refusals-are-one-exception.md">decision 042</a>
 */
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
