package io.ironstead.broker.signin;

import io.ironstead.model.SiteName;
import io.ironstead.model.signin.JobsTicket;
import io.ironstead.model.signin.SiteCode;
import io.ironstead.model.signin.SiteSession;
import io.ironstead.model.signin.SiteSignIn;
import io.ironstead.model.signin.SiteUser;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/*
 * The way of somebody who has to sign in:
 *
 *   site   GET /private                    302 to the console, with the address and the SHA-256 of a fresh secret,
 *                                          which the browser gets as a cookie of the site's host
 *   console                                the person signs in, is asked whether the site may know, and is sent back
 *   site   GET /_ah/conflogin?code=...     the code is for this site, this origin and this browser (the secret), is
 *                                          younger than a minute and was not used here: 302 to the address, with the
 *                                          session as a cookie
 *
 * Somebody who lures a victim to a code of his own fails at the secret; somebody who catches a code, too. The code says
 * where to go on, and is signed, so this is no open redirect. The session is for one site and one host name: what one
 * site's program reads is nothing at another one.
 */
/** Who visitors of sites are, by their cookies, and how they sign in and out. Asked on the event loops: never blocks. */
public final class SignIns {
    private static final String LOGIN = "/_ah/login";
    private static final String CONFIRM = "/_ah/conflogin";
    private static final String LOGOUT = "/_ah/logout";
    private static final Duration STATE_LIFE = Duration.ofMinutes(15);
    private static final int STATE_BYTES = 24;

    private final SecureRandom random = new SecureRandom();
    private final UsedCodes used = new UsedCodes();
    private volatile Optional<SiteSignIn> known = Optional.empty();

    /** From now on; empty: nobody can sign in, and nobody is. */
    public void use(Optional<SiteSignIn> signIn) {
        known = signIn;
    }

    /** Whether anybody can sign in here. */
    public boolean possible() {
        return known.isPresent();
    }

    /** Whether this is the console's leave to run functions in the site's instances. */
    public boolean isJobsTicket(SiteName site, String text, Instant now) {
        return known.flatMap(by -> JobsTicket.read(by, text, now))
                .filter(ticket -> ticket.site().equals(site))
                .isPresent();
    }

    /** Whether these are addresses of the platform's own on every site. */
    public static boolean owns(String path) {
        return path.equals(LOGIN) || path.equals(CONFIRM) || path.equals(LOGOUT);
    }

    /** Who the visitor is; empty: he has not signed in here, or some time ago. */
    public Optional<SiteUser> visitor(Place place, List<String> cookies, Instant now) {
        var by = known;
        if (by.isEmpty() || cookies.isEmpty()) {
            return Optional.empty();
        }
        var cookie = Cookies.find(cookies, Cookies.session(place.secure()));
        return cookie == null
                ? Optional.empty()
                : SiteSession.read(by.get(), cookie, now)
                        .filter(session -> session.site().equals(place.site())
                                && session.host().equals(place.hostName()))
                        .map(SiteSession::user);
    }

    /**
     * The way to sign in.
     *
     * @param target where to go on afterwards, as in the request's first line
     */
    public Optional<Way> begin(Place place, String target, List<String> cookies) {
        return known.map(by -> begin(by, place, target, cookies));
    }

    private Way begin(SiteSignIn by, Place place, String target, List<String> cookies) {
        var name = Cookies.state(place.secure());
        var kept = Cookies.find(cookies, name);
        // Two tabs that sign in at the same time have one secret, or the first would fail.
        var secret = kept != null && kept.matches("[A-Za-z0-9_-]{32}") ? kept : fresh();
        var to = place.origin() + (SiteCode.isTarget(target) ? target : "/");
        var location = by.consoleUrl() + SiteSignIn.PAGE + "?to=" + URLEncoder.encode(to, StandardCharsets.UTF_8)
                + "&state=" + SiteCode.stateOf(secret);
        return new Way(location, List.of(Cookies.set(name, secret, STATE_LIFE.toSeconds(), place.secure())));
    }

    /**
     * Answers one of the addresses that this {@link #owns}; empty: the visitor's code is of no use.
     *
     * @param target path and query, as in the request's first line
     */
    public Optional<Way> answer(Place place, String path, String target, List<String> cookies, Instant now) {
        return switch (path) {
            case LOGIN -> begin(place, goOn(place, target), cookies);
            case LOGOUT ->
                Optional.of(new Way(
                        place.origin() + goOn(place, target),
                        List.of(Cookies.clear(Cookies.session(place.secure()), place.secure()))));
            case CONFIRM -> known.flatMap(by -> confirm(by, place, target, cookies, now));
            default -> throw new IllegalArgumentException("Not one of these addresses");
        };
    }

    private Optional<Way> confirm(SiteSignIn by, Place place, String target, List<String> cookies, Instant now) {
        var stateName = Cookies.state(place.secure());
        var secret = Cookies.find(cookies, stateName);
        var text = parameter(target, "code").orElse("");
        var code = SiteCode.read(by, text, now)
                .filter(read ->
                        read.site().equals(place.site()) && read.origin().equals(place.origin()))
                .filter(read -> secret != null && read.state().equals(SiteCode.stateOf(secret)));
        if (code.isEmpty() || !used.use(code.get(), now)) {
            return Optional.empty();
        }
        var session = new SiteSession(place.site(), place.hostName(), code.get().user(), now.plus(SiteSession.LIFE));
        return Optional.of(new Way(
                place.origin() + code.get().target(),
                List.of(
                        Cookies.set(
                                Cookies.session(place.secure()),
                                session.sign(by),
                                SiteSession.LIFE.toSeconds(),
                                place.secure()),
                        Cookies.clear(stateName, place.secure()))));
    }

    /** What {@code continue=} says, when it stays on this host; else the front page. */
    private static String goOn(Place place, String target) {
        var wanted = parameter(target, "continue").orElse("/");
        var origin = place.origin();
        var local =
                wanted.regionMatches(true, 0, origin, 0, origin.length()) ? wanted.substring(origin.length()) : wanted;
        return SiteCode.isTarget(local) && !local.contains("#") ? local : "/";
    }

    /** The one parameter of this name; empty when there is none, or more than one. */
    private static Optional<String> parameter(String target, String name) {
        int query = target.indexOf('?');
        if (query < 0) {
            return Optional.empty();
        }
        String found = null;
        for (var pair : target.substring(query + 1).split("&", 100)) {
            if (pair.startsWith(name + "=")) {
                if (found != null) {
                    return Optional.empty();
                }
                found = pair.substring(name.length() + 1);
            }
        }
        try {
            return Optional.ofNullable(found).map(text -> URLDecoder.decode(text, StandardCharsets.UTF_8));
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }

    private String fresh() {
        var bytes = new byte[STATE_BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
