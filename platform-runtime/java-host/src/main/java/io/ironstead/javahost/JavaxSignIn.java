package io.ironstead.javahost;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import javax.servlet.ServletRequest;
import javax.servlet.ServletResponse;
import javax.servlet.http.HttpServletResponse;
import org.eclipse.jetty.ee8.nested.Authentication;
import org.eclipse.jetty.ee8.nested.Request;
import org.eclipse.jetty.ee8.nested.ServletConstraint;
import org.eclipse.jetty.ee8.security.ConstraintSecurityHandler;
import org.eclipse.jetty.ee8.security.SecurityHandler;
import org.eclipse.jetty.ee8.security.ServerAuthException;
import org.eclipse.jetty.ee8.security.UserAuthentication;
import org.eclipse.jetty.ee8.security.authentication.LoginAuthenticator;

/** Tells a javax WAR who is signed in. The way to sign in is the broker's, which visitors are sent to. */
final class JavaxSignIn extends LoginAuthenticator {

    private JavaxSignIn() {}

    /** Call when {@code web.xml} has been read and nothing started. */
    static void install(SecurityHandler security) {
        security.setAuthenticator(new JavaxSignIn());
        if (security instanceof ConstraintSecurityHandler constraints) {
            // A copy: setting them empties the list that this is a view of.
            var mappings = List.copyOf(constraints.getConstraintMappings());
            // The broker has seen to HTTPS for visitors; the platform's own requests come without.
            mappings.forEach(mapping -> mapping.getConstraint().setDataConstraint(ServletConstraint.DC_NONE));
            constraints.setConstraintMappings(mappings);
            // Last, because setting mappings forgets roles that none of them names.
            constraints.addRole(SignedIn.VISITOR);
        }
    }

    @Override
    public void setConfiguration(AuthConfiguration configuration) {
        // A realm of passwords is what it usually comes with; here the platform has checked them.
    }

    @Override
    public String getAuthMethod() {
        return SignedIn.METHOD;
    }

    @Override
    public Authentication validateRequest(ServletRequest request, ServletResponse response, boolean mandatory)
            throws ServerAuthException {
        var user = SignedIn.of(Request.getBaseRequest(request).getCoreRequest());
        if (user.isPresent()) {
            return new UserAuthentication(SignedIn.METHOD, user.get());
        }
        if (mandatory && response instanceof HttpServletResponse http) {
            return refuse(
                    http, SignedIn.signInPage(Request.getBaseRequest(request).getCoreRequest()));
        }
        return Authentication.UNAUTHENTICATED;
    }

    private static Authentication refuse(HttpServletResponse response, Optional<String> signIn)
            throws ServerAuthException {
        try {
            if (signIn.isEmpty()) {
                response.sendError(HttpServletResponse.SC_FORBIDDEN);
                return Authentication.SEND_FAILURE;
            }
            response.setStatus(HttpServletResponse.SC_FOUND);
            // Relative, because this program knows neither the visitor's scheme nor the host.
            response.setHeader("Location", signIn.get());
            response.flushBuffer();
            return Authentication.SEND_CONTINUE;
        } catch (IOException gone) {
            throw new ServerAuthException(gone);
        }
    }

    @Override
    public boolean secureResponse(
            ServletRequest request, ServletResponse response, boolean mandatory, Authentication.User user) {
        return true;
    }
}
