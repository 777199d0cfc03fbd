package io.ironstead.javahost.apiproxy;

import com.google.apphosting.api.ApiProxy;

/**
 * The exception for each error of the API server, as {@code ApiProxyUtils} of Google's runtime chooses it. It differs in
 * one: DEADLINE_EXCEEDED (12) becomes the deadline's own exception, which in Google's runtime is what the caller always
 * sees, because there the client gives up first.
 */
final class CallErrors {
    private static final int MEMCACHE_UNAVAILABLE = 9;

    private CallErrors() {}

    static ApiProxy.ApiProxyException application(ApiCall call, RemoteMessages.ErrorDetail error) {
        if (error.code() == MEMCACHE_UNAVAILABLE && call.service().equals("memcache")) {
            return new ApiProxy.CapabilityDisabledException(escaped(error.detail()), call.service(), call.method());
        }
        return new ApiProxy.ApplicationException(error.code(), error.detail());
    }

    static ApiProxy.ApiProxyException rpc(ApiCall call, RemoteMessages.ErrorDetail error) {
        var service = call.service();
        var method = call.method();
        return switch (error.code()) {
            case 1 -> new ApiProxy.CallNotFoundException(service, method);
            case 2, 8 -> new ApiProxy.ArgumentException(service, method);
            case 4 -> new ApiProxy.OverQuotaException(error.detail(), service, method);
            case 5 -> new ApiProxy.RequestTooLargeException(service, method);
            case 6 -> new ApiProxy.CapabilityDisabledException(escaped(error.detail()), service, method);
            case 7 -> new ApiProxy.FeatureNotEnabledException("%s.%s: " + escaped(error.detail()), service, method);
            case 9 -> new ApiProxy.ResponseTooLargeException(service, method);
            case 10 -> new ApiProxy.CancelledException(service, method);
            case 12 -> new ApiProxy.ApiDeadlineExceededException(service, method);
            // 0 UNKNOWN, 3 SECURITY_VIOLATION, 11 REPLAY_ERROR and what is newer than this list. The detail is kept as
            // the cause: Google's runtime writes it to its own log, which a program's author never sees.
            default ->
                new ApiProxy.UnknownException(service, method, new ApiServerException(error.code(), error.detail()));
        };
    }

    /** For constructors that take their first word as a format for the two that follow. */
    private static String escaped(String detail) {
        return detail.replace("%", "%%");
    }

    /** What the API server said where {@code ApiProxy} has no exception that carries it. */
    static final class ApiServerException extends Exception {
        private static final long serialVersionUID = 1L;

        ApiServerException(int code, String detail) {
            super("The API server answered error " + code + ": " + detail);
        }
    }
}
