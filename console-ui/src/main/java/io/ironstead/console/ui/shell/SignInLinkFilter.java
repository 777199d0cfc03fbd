package io.ironstead.console.ui.shell;

import io.ironstead.console.security.SignInLinks;
import io.ironstead.console.tenants.UserService;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.authentication.WebAuthenticationDetailsSource;
import org.springframework.security.web.context.HttpSessionSecurityContextRepository;
import org.springframework.security.web.savedrequest.HttpSessionRequestCache;
import org.springframework.security.web.savedrequest.RequestCache;
import org.springframework.web.filter.OncePerRequestFilter;

/** Takes the click of {@link SignInView}: uses the link up and starts a session under a new id. */
class SignInLinkFilter extends OncePerRequestFilter {
    /** Where the form posts to. */
    static final String PATH = "/sign-in-by-link";

    private final SignInLinks links;
    private final UserService users;
    private final RequestCache pages = new HttpSessionRequestCache();
    private final HttpSessionSecurityContextRepository sessions = new HttpSessionSecurityContextRepository();

    SignInLinkFilter(SignInLinks links, UserService users) {
        this.links = links;
        this.users = users;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (!request.getMethod().equals("POST") || !request.getServletPath().equals(PATH)) {
            chain.doFilter(request, response);
            return;
        }
        var code = request.getParameter("code");
        var user = Optional.ofNullable(code).flatMap(links::redeem).flatMap(users::find);
        if (user.isEmpty()) {
            response.sendRedirect(request.getContextPath() + "/sign-in/used");
            return;
        }
        request.getSession(true);
        request.changeSessionId();
        var details = UiSecurity.details(user.get(), "");
        var context = SecurityContextHolder.createEmptyContext();
        var token = UsernamePasswordAuthenticationToken.authenticated(details, null, details.getAuthorities());
        token.setDetails(new WebAuthenticationDetailsSource().buildDetails(request));
        context.setAuthentication(token);
        sessions.saveContext(context, request, response);
        response.sendRedirect(wanted(request, response));
    }

    /** The page that sent somebody to sign in, of this console and nobody else's; else the first one. */
    private String wanted(HttpServletRequest request, HttpServletResponse response) {
        var before = pages.getRequest(request, response);
        var front = request.getContextPath() + "/";
        if (before == null || !before.getMethod().equals("GET")) {
            return front;
        }
        pages.removeRequest(request, response);
        var address = URI.create(before.getRedirectUrl());
        // Spring marks the address for itself, so that it finds the request again; nobody else has a use for the mark.
        var query = Optional.ofNullable(address.getRawQuery())
                .map(written -> written.replaceFirst("(?:^|&)continue$", ""))
                .filter(rest -> !rest.isEmpty());
        var path = address.getRawPath();
        return path == null || !path.startsWith(front) || path.startsWith("//")
                ? front
                : path + query.map(rest -> "?" + rest).orElse("");
    }
}
