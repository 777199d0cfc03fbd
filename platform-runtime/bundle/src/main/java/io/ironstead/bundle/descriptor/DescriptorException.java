package io.ironstead.bundle.descriptor;

/** A descriptor is wrong. The message names file and line where there is one; both are sentences for its owner. */
public class DescriptorException extends Exception {
    private final String advice;

    public DescriptorException(String cause, String advice) {
        super(cause, null, false, false);
        this.advice = advice;
    }

    public String advice() {
        return advice;
    }
}
