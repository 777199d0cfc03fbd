package io.ironstead.services;

/**
 * Why a call never reached its service, or never came back, in the words of {@code apphosting.ext.remote_api.RpcError}.
 * SDKs choose their exception by the number.
 */
public enum RpcCode {
    UNKNOWN(0),
    CALL_NOT_FOUND(1),
    PARSE_ERROR(2),
    SECURITY_VIOLATION(3),
    OVER_QUOTA(4),
    REQUEST_TOO_LARGE(5),
    CAPABILITY_DISABLED(6),
    FEATURE_DISABLED(7),
    BAD_REQUEST(8),
    RESPONSE_TOO_LARGE(9),
    CANCELLED(10),
    REPLAY_ERROR(11),
    DEADLINE_EXCEEDED(12);

    private final int number;

    RpcCode(int number) {
        this.number = number;
    }

    /** {@link #UNKNOWN} for a number that is none. */
    public static RpcCode of(int number) {
        return number > 0 && number < values().length ? values()[number] : UNKNOWN;
    }

    public int number() {
        return number;
    }
}
