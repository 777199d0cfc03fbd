package io.ironstead.console.security;

import io.ironstead.console.security.Caller.Scope;
import io.ironstead.console.tenants.UserService;
import java.util.Optional;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.authentication.WebAuthenticationDetails;
import org.springframework.stereotype.Component;

/** Tells who is signed in on this thread. */
@Component
public class CurrentCaller {
    private final UserService users;

    CurrentCaller(UserService users) {
        this.users = users;
    }

    /** Empty when nobody is signed in, or the user has been deleted since. */
    public Optional<Caller> find() {
        return Optional.ofNullable(SecurityContextHolder.getContext().getAuthentication())
                .filter(Authentication::isAuthenticated)
                .flatMap(this::callerOf);
    }

    /** @throws NotAllowedException when nobody is signed in */
    public Caller get() {
        return find().orElseThrow(() -> new NotAllowedException("Sign in first."));
    }

    private Optional<Caller> callerOf(Authentication authentication) {
        if (authentication.getPrincipal() instanceof Caller caller) {
            return Optional.of(caller);
        }
        var address = authentication.getDetails() instanceof WebAuthenticationDetails details
                ? details.getRemoteAddress()
                : "unknown";
        return users.find(authentication.getName())
                .map(user -> new Caller(user.name(), user.role(), user.tenant(), Scope.ALL, address));
    }
}
