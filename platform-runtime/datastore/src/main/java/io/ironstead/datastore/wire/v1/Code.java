package io.ironstead.datastore.wire.v1;

/** The status codes of gRPC that the datastore uses, with HTTP's for each (source: google/rpc/code.proto). */
public enum Code {
    OK(0, 200),
    INVALID_ARGUMENT(3, 400),
    DEADLINE_EXCEEDED(4, 504),
    NOT_FOUND(5, 404),
    ALREADY_EXISTS(6, 409),
    PERMISSION_DENIED(7, 403),
    RESOURCE_EXHAUSTED(8, 429),
    FAILED_PRECONDITION(9, 400),
    ABORTED(10, 409),
    UNIMPLEMENTED(12, 501),
    INTERNAL(13, 500),
    UNAVAILABLE(14, 503);

    private final int number;
    private final int http;

    Code(int number, int http) {
        this.number = number;
        this.http = http;
    }

    /** {@link #INTERNAL} for a number that is none of these. */
    public static Code of(int number) {
        for (var code : values()) {
            if (code.number == number) {
                return code;
            }
        }
        return INTERNAL;
    }

    public int number() {
        return number;
    }

    public int http() {
        return http;
    }
}
