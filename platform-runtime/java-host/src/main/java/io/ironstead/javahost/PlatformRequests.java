package io.ironstead.javahost;

import java.util.Locale;
import java.util.Set;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * Shows servlets the visitor instead of the broker: address and scheme come from the platform's private headers, which
 * are then hidden, as App Engine's own runtime does. Answers the platform's warm-up where the program has no servlet
 * for it.
 */
final class PlatformRequests extends Handler.Wrapper {
    private static final String WARM_UP = "/_ah/warmup";
    private static final String PREFIX = "x-appengine-";
    private static final Set<String> PRIVATE = Set.of(
            "api-ticket",
            "https",
            "user-ip",
            "user-email",
            "auth-domain",
            "user-id",
            "user-nickname",
            "user-organization",
            "user-is-admin",
            "trusted-ip-request",
            "loas-peer-username",
            "gaia-id",
            "gaia-authuser",
            "gaia-session",
            "appserver-datacenter",
            "appserver-task-bns",
            "default-version-hostname",
            "request-log-id",
            "timeout-ms");

    PlatformRequests(Handler.Singleton limits, Handler webapp) {
        super(limits);
        limits.setHandler(webapp);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        var seen = new VisitorRequest(request);
        if (!Request.getPathInContext(request).equals(WARM_UP)) {
            return super.handle(seen, response, callback);
        }
        return super.handle(seen, new WarmUpResponse(seen, response), callback);
    }

    static boolean isPrivate(String header) {
        var name = header.toLowerCase(Locale.ROOT);
        return name.startsWith(PREFIX) && PRIVATE.contains(name.substring(PREFIX.length()));
    }

    /** Turns "no such page" into "warm": a program without a warm-up servlet is warm once it has started. */
    private static final class WarmUpResponse extends Response.Wrapper {
        WarmUpResponse(Request request, Response response) {
            super(request, response);
        }

        @Override
        public void write(boolean last, java.nio.@Nullable ByteBuffer content, Callback callback) {
            if (!isCommitted() && getStatus() == HttpStatus.NOT_FOUND_404) {
                setStatus(HttpStatus.OK_200);
            }
            super.write(last, content, callback);
        }
    }
}
