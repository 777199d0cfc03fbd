package io.ironstead.console.ui.shell;

import io.ironstead.console.security.SignInThrottle;
import io.ironstead.console.security.SignInThrottle.Attempt;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.authentication.WebAuthenticationDetails;

/** Looks at passwords no more often than {@link SignInThrottle} allows. */
final class GuardedPasswords implements AuthenticationProvider {
    private final AuthenticationProvider passwords;
    private final SignInThrottle throttle;

    GuardedPasswords(AuthenticationProvider passwords, SignInThrottle throttle) {
        this.passwords = passwords;
        this.throttle = throttle;
    }

    /** The password was not looked at: there were too many wrong ones. */
    static final class TooManyAttempts extends AuthenticationException {
        private final Duration wait;

        TooManyAttempts(Duration wait) {
            super("Too many wrong passwords");
            this.wait = wait;
        }

        /** Rounded up, at least 1. */
        long waitSeconds() {
            return Math.max(1, wait.plusMillis(999).toSeconds());
        }
    }

    @Override
    public @Nullable Authentication authenticate(Authentication given) {
        var address =
                given.getDetails() instanceof WebAuthenticationDetails details ? details.getRemoteAddress() : "unknown";
        return switch (throttle.begin(given.getName(), address)) {
            case Attempt.TooMany(var wait) -> throw new TooManyAttempts(wait);
            case Attempt.Allowed _ -> {
                var proven = passwords.authenticate(given);
                if (proven != null) {
                    throttle.succeeded(given.getName(), address);
                }
                yield proven;
            }
        };
    }

    @Override
    public boolean supports(Class<?> kind) {
        return UsernamePasswordAuthenticationToken.class.isAssignableFrom(kind);
    }
}
