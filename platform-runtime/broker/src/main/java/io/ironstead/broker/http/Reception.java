package io.ironstead.broker.http;

import io.ironstead.broker.route.HandlerTable.Match;
import io.ironstead.broker.route.HostRoute;
import io.ironstead.broker.route.MatchPath;
import io.ironstead.broker.route.VersionRoute;
import io.ironstead.broker.signin.Place;
import io.ironstead.broker.signin.SignIns;
import io.ironstead.broker.statics.FileAnswer;
import io.ironstead.model.app.Handler;
import io.ironstead.model.app.Handler.Access;
import io.ironstead.model.app.Handler.AuthFail;
import io.ironstead.model.app.Handler.FileOptions;
import io.ironstead.model.app.Handler.Login;
import io.ironstead.model.app.Handler.Secure;
import io.ironstead.model.control.TrafficSplit;
import io.ironstead.model.signin.JobsTicket;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Decides what a request gets: a page, a redirect, a file or an instance. */
final class Reception {
    private static final String COOKIE = "GOOGAPPUID";
    private static final String INTERNAL = "/_ah/";
    private static final Set<String> FROM_PLATFORM_ONLY =
            Set.of("start", "stop", "warmup", "background", "queue", "jobs");

    /** What a bundle says of itself. A folder that is served whole does not serve these. */
    private static final Set<String> PRIVATE_NAMES = Set.of(
            "web-inf",
            "meta-inf",
            "app.yaml",
            "app.yml",
            "index.yaml",
            "cron.yaml",
            "queue.yaml",
            "dispatch.yaml",
            "dos.yaml",
            "appengine-web.xml");

    private final Exchange exchange;
    private final Request request;
    private final SignIns signIns;

    Reception(Exchange exchange) {
        this.exchange = exchange;
        this.request = exchange.request();
        this.signIns = exchange.share().core.signIns();
    }

    void receive() {
        if (exchange.visitor().peer() != null) {
            receiveHop();
            return;
        }
        var route = exchange.share().core.routes().find(request.hostName());
        if (route == null) {
            exchange.page(Page.NO_SITE);
        } else if (route.suspended()) {
            exchange.page(Page.SUSPENDED);
        } else if (route.shares().isEmpty()) {
            exchange.page(Page.NO_SERVICE);
        } else {
            var version = choose(route);
            var path = MatchPath.of(request.path(), version.dropPathParameters());
            if (path == null) {
                exchange.page(Page.BAD_REQUEST);
            } else if (path.equals(JobsTicket.PATH) && holdsTicket(version)) {
                // The instance's own part answers this, so the program's handlers and sign-in have no say.
                exchange.grantJobs();
                run(version);
            } else if (isInternal(path) && !exchange.inside()) {
                exchange.page(Page.NOT_FOUND);
            } else if (signIns.possible() && SignIns.owns(path)) {
                signIns.answer(place(version), path, request.target(), cookies(), now())
                        .ifPresentOrElse(exchange::send, () -> exchange.page(Page.SIGN_IN_FAILED));
            } else {
                handle(version, path, 0);
            }
        }
    }

    /** Host, traffic and sign-in were the entry node's business. */
    private void receiveHop() {
        var hop = exchange.hop();
        var version = hop == null ? null : exchange.share().core.routes().find(hop.version());
        if (hop == null) {
            exchange.plainPage(Page.BAD_REQUEST);
        } else if (version == null) {
            exchange.page(Page.NO_SERVICE);
        } else {
            exchange.version(version, null);
            var path = MatchPath.of(request.path(), version.dropPathParameters());
            if (path == null) {
                exchange.page(Page.BAD_REQUEST);
            } else {
                handle(version, path, 0);
            }
        }
    }

    private VersionRoute choose(HostRoute route) {
        if (route.single()) {
            var version = route.shares().getFirst().version();
            exchange.version(version, null);
            return version;
        }
        String cookie = null;
        int bucket;
        // All tasks come from one address, and have no cookies: they are shared out like visitors nobody knows.
        switch (exchange.inside() ? TrafficSplit.By.RANDOM : route.by()) {
            case IP -> bucket = route.bucketOf(exchange.visitor().address());
            case RANDOM -> bucket = anyBucket();
            case COOKIE -> {
                bucket = bucketFromCookie();
                if (bucket < 0) {
                    bucket = anyBucket();
                    cookie = COOKIE + "=" + bucket + "; Path=/; HttpOnly; SameSite=Lax";
                }
            }
            default -> throw new IllegalStateException("Unknown way to split traffic");
        }
        var version = route.version(bucket);
        exchange.version(version, cookie);
        return version;
    }

    private int anyBucket() {
        return (int) Long.remainderUnsigned(exchange.random(), TrafficSplit.WHOLE);
    }

    /** -1: he has none that is valid. */
    private int bucketFromCookie() {
        for (var header : cookies()) {
            for (var cookie : header.split(";", 200)) {
                var pair = cookie.strip();
                if (pair.startsWith(COOKIE + "=")) {
                    var value = pair.substring(COOKIE.length() + 1);
                    if (value.matches("[0-9]{1,3}")) {
                        return Integer.parseInt(value);
                    }
                }
            }
        }
        return -1;
    }

    /** True for addresses that only the platform may ask: their answers, and what they do, are not for visitors. */
    private static boolean isInternal(String path) {
        if (!path.startsWith(INTERNAL)) {
            return false;
        }
        int end = path.indexOf('/', INTERNAL.length());
        var first = path.substring(INTERNAL.length(), end < 0 ? path.length() : end);
        return FROM_PLATFORM_ONLY.contains(first);
    }

    private void handle(VersionRoute version, String path, int from) {
        var match = version.handlers().match(path, from);
        if (match == null) {
            exchange.page(Page.NOT_FOUND);
            return;
        }
        var access = match.handler().access();
        var redirect = exchange.inside() || exchange.hop() != null ? null : redirectFor(access.secure());
        if (redirect != null) {
            exchange.redirect(access.redirectStatus(), redirect);
        } else if (mayPass(version, access, match.handler() instanceof Handler.Script)) {
            switch (match.handler()) {
                case Handler.Script _ -> run(version);
                case Handler.StaticDir dir -> file(version, path, match, dir.options(), dir.directory(), false);
                case Handler.StaticFiles files ->
                    file(version, path, match, files.options(), files.files(), files.fileMustExist());
            }
        }
    }

    private void run(VersionRoute version) {
        var road = new InstanceRoad(exchange, version);
        exchange.road(road);
        road.begin();
    }

    private boolean holdsTicket(VersionRoute version) {
        var shown = request.headers().get(JobsTicket.HEADER);
        return shown != null && signIns.isJobsTicket(version.key().site(), shown, now());
    }

    /** Finds out who the visitor is, where somebody wants to know; false: he was answered already. */
    private boolean mayPass(VersionRoute version, Access access, boolean program) {
        if (exchange.inside() || exchange.hop() != null) {
            return true;
        }
        boolean guarded = access.login() != Login.OPTIONAL;
        if (!guarded && !program) {
            return true;
        }
        if (guarded && !signIns.possible()) {
            exchange.page(Page.FORBIDDEN);
            return false;
        }
        var user = signIns.visitor(place(version), cookies(), now());
        user.ifPresent(exchange::user);
        if (!guarded
                || user.isPresent()
                        && (access.login() == Login.REQUIRED || user.get().admin())) {
            return true;
        }
        if (user.isPresent()) {
            exchange.page(Page.NOT_ADMIN);
        } else if (access.authFail() == AuthFail.UNAUTHORIZED || request.webSocket()) {
            exchange.page(Page.NOT_SIGNED_IN);
        } else {
            signIns.begin(place(version), request.target(), cookies())
                    .ifPresentOrElse(exchange::send, () -> exchange.page(Page.FORBIDDEN));
        }
        return false;
    }

    private Place place(VersionRoute version) {
        return new Place(version.key().site(), exchange.visitor().secure(), request.host(), request.hostName());
    }

    private List<String> cookies() {
        return request.headers().getAll(HttpHeaderNames.COOKIE);
    }

    private Instant now() {
        return exchange.share().core.clock().instant();
    }

    /** Where the visitor has to go first; null: he is right here. */
    private @Nullable String redirectFor(Secure secure) {
        int port = exchange.share().core.httpsPort();
        boolean wrong = switch (secure) {
            case OPTIONAL -> false;
            // Without HTTPS on this node the redirect would lead nowhere: then the address is answered as it is.
            case ALWAYS -> !exchange.visitor().secure() && port != 0;
            case NEVER -> exchange.visitor().secure();
        };
        if (!wrong) {
            return null;
        }
        boolean toSecure = secure == Secure.ALWAYS;
        int target = toSecure ? port : exchange.share().core.httpPort();
        boolean usual = target == (toSecure ? 443 : 80);
        return (toSecure ? "https://" : "http://")
                + request.hostName()
                + (usual ? "" : ":" + target)
                + request.target();
    }

    private void file(
            VersionRoute version, String path, Match match, FileOptions options, String template, boolean mustExist) {
        if (!request.method().equals("GET") && !request.isHead()) {
            exchange.page(Page.NOT_ALLOWED);
            return;
        }
        if (version.files().isEmpty()) {
            fileOfPeer(version);
            return;
        }
        if (isPrivate(match.file(), template)) {
            exchange.page(Page.NOT_FOUND);
            return;
        }
        boolean forOne = match.handler().access().login() != Login.OPTIONAL;
        var terms = new FileAnswer.Terms(match.file(), options, version.defaultExpiration(), forOne);
        var road = new FileRoad(exchange, terms, 200, () -> {
            if (mustExist) {
                handle(version, path, match.next());
            } else {
                exchange.page(Page.NOT_FOUND);
            }
        });
        exchange.road(road);
        road.begin(exchange.share()
                .core
                .files()
                .find(version.files().get(), version.bundle().hex(), match.file()));
    }

    /** This node has no copy of the bundle yet, or has no more: another one may. */
    private void fileOfPeer(VersionRoute version) {
        var anywhere = exchange.share().core.anywhere();
        var lease = anywhere == null || exchange.hop() != null
                ? null
                : anywhere.elsewhere(version.key()).orElse(null);
        if (lease == null) {
            exchange.page(Page.STOPPING);
            return;
        }
        var road = new InstanceRoad(exchange, version);
        exchange.road(road);
        road.beginAt(lease);
    }

    /** True when the visitor, not the descriptor, names what should stay private. */
    private static boolean isPrivate(String file, String template) {
        var named = List.of(template.toLowerCase(Locale.ROOT).split("/"));
        for (var segment : file.toLowerCase(Locale.ROOT).split("/")) {
            boolean hidden = segment.startsWith(".") && !segment.equals(".well-known") && segment.length() > 1;
            if ((hidden || PRIVATE_NAMES.contains(segment)) && !named.contains(segment)) {
                return true;
            }
        }
        return false;
    }
}
