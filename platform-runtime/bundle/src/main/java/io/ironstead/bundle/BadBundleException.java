package io.ironstead.bundle;

/** The archive breaks a rule. Message and advice are sentences for its owner. */
public class BadBundleException extends Exception {
    private final String advice;

    public BadBundleException(String cause, String advice) {
        super(cause, null, false, false);
        this.advice = advice;
    }

    public String advice() {
        return advice;
    }
}
