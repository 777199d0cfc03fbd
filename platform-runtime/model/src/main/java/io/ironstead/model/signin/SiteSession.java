package io.ironstead.model.signin;

import io.ironstead.model.SiteName;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A visitor's cookie at one site: who he is, until when. Any node reads it, without asking anybody.
 *
 * @param host the host name it was made for, lower case; at another one it is nothing
 */
public record SiteSession(SiteName site, String host, SiteUser user, Instant expiresAt) {
    public static final Duration LIFE = Duration.ofHours(12);

    private static final String PURPOSE = "site-session-1";

    public String sign(SiteSignIn by) {
        return SignedText.sign(
                by.keys().getFirst(),
                PURPOSE,
                List.of(
                        site.value(),
                        host,
                        user.email(),
                        user.id(),
                        Boolean.toString(user.admin()),
                        Long.toString(expiresAt.toEpochMilli())));
    }

    /** Empty for what no key holder has made, is over, or is somebody's whose account has ended. */
    public static Optional<SiteSession> read(SiteSignIn by, String text, Instant now) {
        return SignedText.read(by.keys(), PURPOSE, text)
                .map(lines -> new SiteSession(
                        new SiteName(lines.get(0)),
                        lines.get(1),
                        new SiteUser(lines.get(2), lines.get(3), Boolean.parseBoolean(lines.get(4))),
                        Instant.ofEpochMilli(Long.parseLong(lines.get(5)))))
                .filter(session -> now.isBefore(session.expiresAt())
                        && !by.gone().contains(session.user().id()));
    }
}
