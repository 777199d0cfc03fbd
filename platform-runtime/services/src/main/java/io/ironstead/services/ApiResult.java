package io.ironstead.services;

/** How one call ended. The detail of an error is a sentence for the person who wrote the program. */
public sealed interface ApiResult {

    /** @param response the bytes of the method's response message; belongs to whoever gets it */
    record Answered(byte[] response) implements ApiResult {}

    /**
     * The service refused; the code is one of that service's own.
     *
     * @param notDone nothing was done, and another node, or this one in a moment, may do it
     */
    record ApplicationError(int code, String detail, boolean notDone) implements ApiResult {
        public ApplicationError(int code, String detail) {
            this(code, detail, false);
        }
    }

    /** The call failed outside of what the service's own codes can say. */
    record RpcError(RpcCode code, String detail) implements ApiResult {}

    /** The request's bytes are not the method's request message. */
    static ApiResult malformed(String service, String method) {
        return new RpcError(
                RpcCode.PARSE_ERROR, "The request of " + service + "." + method + " is not the message it should be.");
    }

    /** @param advice a sentence that says what to do instead */
    static ApiResult notOffered(String service, String method, String advice) {
        return new RpcError(
                RpcCode.FEATURE_DISABLED, service + "." + method + " is not offered by Ironstead yet. " + advice);
    }

    static ApiResult notFound(String service, String method) {
        return new RpcError(RpcCode.CALL_NOT_FOUND, "There is no method " + method + " of service " + service + ".");
    }

    static ApiResult deadlineExceeded(String service, String method) {
        return new RpcError(
                RpcCode.DEADLINE_EXCEEDED, "The deadline of " + service + "." + method + " passed before its answer.");
    }
}
