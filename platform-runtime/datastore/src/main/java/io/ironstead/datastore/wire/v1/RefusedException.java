package io.ironstead.datastore.wire.v1;

/** A call ends here, with a code and a text for its caller. */
final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient Refusal refusal;

    RefusedException(Code code, String message) {
        super(message, null, false, false);
        this.refusal = new Refusal(code, message);
    }

    static RefusedException invalid(String message) {
        return new RefusedException(Code.INVALID_ARGUMENT, message);
    }

    Refusal refusal() {
        return refusal;
    }
}
