package io.ironstead.model.signin;

import io.ironstead.model.SiteName;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * What the console sends a browser back to a site with: who has signed in. It lives a minute, and works only at the
 * origin it was made for and only in the browser that asked, which has the state's secret in a cookie.
 *
 * @param origin {@code scheme://host[:port]}, lower case
 * @param state {@link #stateOf} the secret
 * @param target where on the site to go on: path and query
 */
public record SiteCode(SiteName site, String origin, String state, String target, SiteUser user, Instant expiresAt) {
    public static final Duration LIFE = Duration.ofMinutes(1);

    /** The longest {@code target} that is carried; a longer one becomes {@code /}. */
    public static final int TARGET_LENGTH_MAX = 2_000;

    private static final String PURPOSE = "site-code-1";

    public SiteCode {
        if (!isTarget(target)) {
            throw new IllegalArgumentException("This is no address on a site");
        }
    }

    /** True for a path with or without a query that no browser takes for another host. */
    public static boolean isTarget(String target) {
        return target.length() <= TARGET_LENGTH_MAX
                && target.startsWith("/")
                && !target.startsWith("//")
                && target.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '\\');
    }

    /** What may be seen of a browser's secret: its SHA-256 as URL-safe base64. */
    public static String stateOf(String secret) {
        try {
            var hash = MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every Java has SHA-256", impossible);
        }
    }

    public String sign(SiteSignIn by) {
        return SignedText.sign(
                by.keys().getFirst(),
                PURPOSE,
                List.of(
                        site.value(),
                        origin,
                        state,
                        target,
                        user.email(),
                        user.id(),
                        Boolean.toString(user.admin()),
                        Long.toString(expiresAt.toEpochMilli())));
    }

    /** Empty for what no key holder has made, is over, or is somebody's whose account has ended. */
    public static Optional<SiteCode> read(SiteSignIn by, String text, Instant now) {
        return SignedText.read(by.keys(), PURPOSE, text)
                .map(lines -> new SiteCode(
                        new SiteName(lines.get(0)),
                        lines.get(1),
                        lines.get(2),
                        lines.get(3),
                        new SiteUser(lines.get(4), lines.get(5), Boolean.parseBoolean(lines.get(6))),
                        Instant.ofEpochMilli(Long.parseLong(lines.get(7)))))
                .filter(code -> now.isBefore(code.expiresAt())
                        && !by.gone().contains(code.user().id()));
    }
}
