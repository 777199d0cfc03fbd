package io.ironstead.broker.http;

import io.ironstead.broker.route.VersionRoute;
import io.ironstead.broker.statics.FileAnswer;
import io.ironstead.model.app.ErrorHandler;
import io.ironstead.model.app.Handler.FileOptions;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** The pages a site has for the platform's errors: {@code error_handlers} of its descriptor. */
final class ErrorPages {
    private ErrorPages() {}

    /** Answers with the site's own page for this error; false: it has none. */
    static boolean begin(Exchange exchange, VersionRoute version, Page page) {
        // What is the visitor's mistake has no page in App Engine either.
        if (page.status() < 500 || version.files().isEmpty()) {
            return false;
        }
        var own = find(version, page);
        if (own.isEmpty()) {
            return false;
        }
        var options =
                new FileOptions(Optional.of(Duration.ZERO), own.get().mimeType(), Map.of("Cache-Control", "no-store"));
        var terms = new FileAnswer.Terms(own.get().file(), options, Optional.empty());
        var road = new FileRoad(exchange, terms, page.status(), () -> exchange.plainPage(page));
        exchange.road(road);
        road.begin(exchange.share()
                .core
                .files()
                .find(version.files().get(), version.bundle().hex(), own.get().file()));
        return true;
    }

    private static Optional<ErrorHandler> find(VersionRoute version, Page page) {
        var code = page == Page.BUSY ? "over_quota" : page == Page.TOO_SLOW ? "timeout" : "";
        var pages = version.errorHandlers();
        return pages.stream()
                .filter(one -> one.errorCode().equals(Optional.of(code)))
                .findFirst()
                .or(() ->
                        pages.stream().filter(one -> one.errorCode().isEmpty()).findFirst());
    }
}
