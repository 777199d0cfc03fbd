package io.ironstead.services.api;

import io.ironstead.model.Deadline;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What the head of a request says that matters here. */
final class RequestHead {
    private static final String PATH = "/rpc_http";
    private static final String DEADLINE = "X-Google-RPC-Service-Deadline";
    private static final double NANOS = 1e9;

    private RequestHead() {}

    /**
     * Every SDK posts to one address; where the parameters go does not matter. A browser is none of them: a page that its
     * user has open beside a server on his own machine must not reach it.
     */
    static boolean isCall(HttpRequest request) {
        var target = request.uri();
        return request.method().equals(HttpMethod.POST)
                && !request.headers().contains(HttpHeaderNames.ORIGIN)
                && (target.equals(PATH) || target.startsWith(PATH + "?") || target.equals(PATH + "/"));
    }

    /** Seconds in decimal, as {@code 60} or {@code 10.0}; whatever is none is as if nothing was said. */
    static Deadline deadline(HttpHeaders headers, ApiLimits limits) {
        return Deadline.in(wait(headers.get(DEADLINE), limits));
    }

    static Duration wait(@Nullable String seconds, ApiLimits limits) {
        double wished = seconds == null || seconds.length() > 32 ? Double.NaN : number(seconds);
        if (!(wished > 0)) {
            return limits.deadlineDefault();
        }
        double longest = limits.deadlineMax().toNanos() / NANOS;
        return wished >= longest ? limits.deadlineMax() : Duration.ofNanos((long) (wished * NANOS));
    }

    private static double number(String text) {
        try {
            return Double.parseDouble(text.strip());
        } catch (NumberFormatException garbage) {
            return Double.NaN;
        }
    }
}
