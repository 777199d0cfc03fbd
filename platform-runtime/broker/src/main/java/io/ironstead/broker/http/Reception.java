package io.ironstead.broker.http;

import io.ironstead.broker.route.HandlerTable.Match;
import io.ironstead.broker.route.HostRoute;
import io.ironstead.broker.route.MatchPath;
import io.ironstead.broker.route.VersionRoute;
import io.ironstead.broker.statics.FileAnswer;
import io.ironstead.model.app.Handler;
import io.ironstead.model.app.Handler.FileOptions;
import io.ironstead.model.app.Handler.Login;
import io.ironstead.model.app.Handler.Secure;
import io.ironstead.model.control.TrafficSplit;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Decides what a request gets: a page, a redirect, a file or an instance. */
final class Reception {
    private static final String COOKIE = "GOOGAPPUID";
    private static final String INTERNAL = "/_ah/";
    private static final Set<String> FROM_PLATFORM_ONLY = Set.of("start", "stop", "warmup", "background", "queue");

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

    Reception(Exchange exchange) {
        this.exchange = exchange;
        this.request = exchange.request();
    }

    void receive() {
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
            } else if (isInternal(path)) {
                exchange.page(Page.NOT_FOUND);
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
        switch (route.by()) {
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
        for (var header : request.headers().getAll(HttpHeaderNames.COOKIE)) {
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
        var redirect = redirectFor(access.secure());
        if (redirect != null) {
            exchange.redirect(access.redirectStatus(), redirect);
        } else if (access.login() != Login.OPTIONAL) {
            exchange.page(Page.FORBIDDEN);
        } else {
            switch (match.handler()) {
                case Handler.Script _ -> {
                    var road = new InstanceRoad(exchange, version);
                    exchange.road(road);
                    road.begin();
                }
                case Handler.StaticDir dir -> file(version, path, match, dir.options(), dir.directory(), false);
                case Handler.StaticFiles files ->
                    file(version, path, match, files.options(), files.files(), files.fileMustExist());
            }
        }
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
            exchange.page(Page.STOPPING);
            return;
        }
        if (isPrivate(match.file(), template)) {
            exchange.page(Page.NOT_FOUND);
            return;
        }
        var terms = new FileAnswer.Terms(match.file(), options, version.defaultExpiration());
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
