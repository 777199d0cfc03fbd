package io.ironstead.model.signin;

import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * What a node needs to let visitors sign in to sites.
 *
 * @param consoleUrl where people sign in, without a slash at its end
 * @param keys the newest first, which signs; the others are still good for reading
 * @param gone ids of people whose accounts ended within a session's life: theirs are over
 */
public record SiteSignIn(String consoleUrl, List<SigningKey> keys, Set<String> gone) {
    /** The console's page for visitors who come from a site, below {@code consoleUrl}. */
    public static final String PAGE = "/site-sign-in";

    public SiteSignIn {
        keys = List.copyOf(keys);
        gone = Set.copyOf(Objects.requireNonNullElse(gone, Set.of()));
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("Without a key nobody can sign in");
        }
    }
}
