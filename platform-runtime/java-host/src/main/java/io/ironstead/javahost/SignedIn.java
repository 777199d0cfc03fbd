package io.ironstead.javahost;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.util.Optional;
import javax.security.auth.Subject;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.security.UserIdentity;
import org.eclipse.jetty.server.Request;

/**
 * Who asks, as the platform says it in its own headers, which nobody outside can set. Visitors are named by their e-mail
 * address and have the role {@link #VISITOR}; administrators of the site have {@link #ADMIN}, and so has the platform
 * itself, which asks for warm-up, tasks and cron under the name {@code platform}: a constraint wants somebody with a name.
 */
record SignedIn(Principal principal, boolean admin) implements UserIdentity {
    static final String METHOD = "PLATFORM";

    /** A role that every visitor has who is signed in: what {@code <role-name>*</role-name>} asks for. */
    static final String VISITOR = "ironstead-visitor";

    private static final String ADMIN = "admin";

    /** Addresses of the platform, which the broker gives to nobody else. */
    private static final String PLATFORM_ADDRESSES = "0.1.0.";

    private record Visitor(String getName) implements Principal {}

    /** Empty for a visitor who is not signed in. */
    static Optional<UserIdentity> of(Request request) {
        var visitor = Request.as(request, VisitorRequest.class);
        return visitor == null ? Optional.empty() : of(visitor.platformHeaders());
    }

    private static Optional<UserIdentity> of(HttpFields platform) {
        var email = platform.get("X-AppEngine-User-Email");
        if (email != null && !email.isEmpty()) {
            return Optional.of(new SignedIn(new Visitor(email), "1".equals(platform.get("X-AppEngine-User-Is-Admin"))));
        }
        return isPlatform(platform) ? Optional.of(new SignedIn(new Visitor("platform"), true)) : Optional.empty();
    }

    private static boolean isPlatform(HttpFields platform) {
        var address = platform.get("X-AppEngine-User-IP");
        return address != null && address.startsWith(PLATFORM_ADDRESSES)
                || platform.contains("X-AppEngine-QueueName")
                || "true".equalsIgnoreCase(platform.get("X-Google-Internal-SkipAdminCheck"));
    }

    /**
     * Where a visitor signs in who asks for a page that wants one: constraints that only annotations name are unknown to
     * the broker. Empty when coming back with a GET would be another request.
     */
    static Optional<String> signInPage(Request request) {
        if (!HttpMethod.GET.is(request.getMethod()) && !HttpMethod.HEAD.is(request.getMethod())) {
            return Optional.empty();
        }
        var page = URLEncoder.encode(request.getHttpURI().getPathQuery(), StandardCharsets.UTF_8);
        return Optional.of("/_ah/login?continue=" + page);
    }

    @Override
    public Subject getSubject() {
        return new Subject();
    }

    @Override
    public Principal getUserPrincipal() {
        return principal;
    }

    @Override
    public boolean isUserInRole(String role) {
        return role.equals(VISITOR) || admin && role.equals(ADMIN);
    }
}
