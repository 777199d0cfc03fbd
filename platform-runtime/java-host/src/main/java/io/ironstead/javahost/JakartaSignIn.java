package io.ironstead.javahost;

import java.util.List;
import org.eclipse.jetty.ee11.servlet.security.ConstraintSecurityHandler;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.security.AuthenticationState;
import org.eclipse.jetty.security.Constraint;
import org.eclipse.jetty.security.SecurityHandler;
import org.eclipse.jetty.security.authentication.LoginAuthenticator;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** Tells a jakarta WAR who is signed in. The way to sign in is the broker's, which visitors are sent to. */
final class JakartaSignIn extends LoginAuthenticator {

    private JakartaSignIn() {}

    /** Call when {@code web.xml} has been read and nothing started. */
    static void install(SecurityHandler security) {
        security.setAuthenticator(new JakartaSignIn());
        if (security instanceof ConstraintSecurityHandler constraints) {
            // A copy: setting them empties the list that this is a view of.
            var mappings = List.copyOf(constraints.getConstraintMappings());
            mappings.forEach(mapping -> mapping.setConstraint(anyTransport(mapping.getConstraint())));
            constraints.setConstraintMappings(mappings);
            // Last, because setting mappings forgets roles that none of them names.
            constraints.addKnownRole(SignedIn.VISITOR);
        }
    }

    /** The broker has seen to HTTPS for visitors; the platform's own requests come without. */
    private static Constraint anyTransport(Constraint constraint) {
        return Constraint.from(
                constraint.getName(), Constraint.Transport.ANY, constraint.getAuthorization(), constraint.getRoles());
    }

    @Override
    public void setConfiguration(Configuration configuration) {
        // A realm of passwords is what it usually comes with; here the platform has checked them.
    }

    @Override
    public String getAuthenticationType() {
        return SignedIn.METHOD;
    }

    @Override
    public @Nullable AuthenticationState validateRequest(
            Request request, @Nullable Response response, @Nullable Callback callback) {
        var user = SignedIn.of(request);
        if (user.isPresent()) {
            return new UserAuthenticationSucceeded(SignedIn.METHOD, user.get());
        }
        // A servlet that only asks who it is gives no response to refuse with.
        if (response == null || callback == null || AuthenticationState.Deferred.isDeferred(response)) {
            return null;
        }
        var signIn = SignedIn.signInPage(request);
        if (signIn.isEmpty()) {
            Response.writeError(request, response, callback, HttpStatus.FORBIDDEN_403);
            return AuthenticationState.SEND_FAILURE;
        }
        response.setStatus(HttpStatus.FOUND_302);
        // Relative, because this program knows neither the visitor's scheme nor the host.
        response.getHeaders().put(HttpHeader.LOCATION, signIn.get());
        callback.succeeded();
        return AuthenticationState.CHALLENGE;
    }
}
