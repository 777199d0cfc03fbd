package io.ironstead.broker.statics;

import io.ironstead.broker.statics.BundleFile.Form;
import io.ironstead.model.app.Handler.FileOptions;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What of a file is sent, and with which headers.
 *
 * @param form null: no body (304, 416)
 * @param from first byte of {@code form}
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#section-13.2.2">RFC 9110, precedence of preconditions</a>
 */
public record FileAnswer(
        int status, HttpHeaders headers, @Nullable Form form, long from, long length) {
    private static final DateTimeFormatter HTTP_DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
            .withZone(ZoneOffset.UTC);

    /** What the version and its handler say of the file. */
    public record Terms(String name, FileOptions options, Optional<Duration> defaultExpiration, boolean forOne) {
        /** For everybody. */
        public Terms(String name, FileOptions options, Optional<Duration> defaultExpiration) {
            this(name, options, defaultExpiration, false);
        }
    }

    public static FileAnswer to(HttpHeaders request, BundleFile file, Terms terms, Instant now) {
        var headers = new DefaultHttpHeaders();
        var range = rangeOf(request, file);
        // Ranges count bytes of the file itself, and clients join them: so they never come compressed.
        var coding = range == null ? codingFor(request, file) : "";
        var form = formOf(file, coding);
        var etag = "\"" + file.etag() + (coding.isEmpty() ? "" : "-" + coding) + "\"";
        describe(headers, file, terms, now, etag);
        if (notModified(request, file, etag)) {
            return new FileAnswer(304, headers, null, 0, -1);
        }
        headers.set(
                HttpHeaderNames.CONTENT_TYPE,
                terms.options().mimeType().orElseGet(() -> ContentTypes.of(terms.name())));
        headers.set(HttpHeaderNames.ACCEPT_RANGES, "bytes");
        if (!coding.isEmpty()) {
            headers.set(HttpHeaderNames.CONTENT_ENCODING, coding);
        }
        addOwn(headers, terms.options());
        if (range == null) {
            return new FileAnswer(200, headers, form, 0, form.size());
        }
        if (range.isEmpty()) {
            headers.set(HttpHeaderNames.CONTENT_RANGE, "bytes */" + form.size());
            return new FileAnswer(416, headers, null, 0, 0);
        }
        headers.set(HttpHeaderNames.CONTENT_RANGE, "bytes " + range.first() + "-" + range.last() + "/" + form.size());
        return new FileAnswer(206, headers, form, range.first(), range.last() - range.first() + 1);
    }

    private static void describe(HttpHeaders headers, BundleFile file, Terms terms, Instant now, String etag) {
        headers.set(HttpHeaderNames.ETAG, etag);
        headers.set(HttpHeaderNames.LAST_MODIFIED, HTTP_DATE.format(file.modified()));
        if (file.gzip() != null || file.brotli() != null) {
            headers.set(HttpHeaderNames.VARY, "Accept-Encoding");
        }
        var expiration = terms.options().expiration().or(terms::defaultExpiration);
        // Without a word from the descriptor visitors keep it for ten minutes, as App Engine has it.
        var age = expiration.orElse(Duration.ofMinutes(10));
        headers.set(
                HttpHeaderNames.CACHE_CONTROL,
                (terms.forOne() ? "private" : "public") + ", max-age=" + age.toSeconds());
        headers.set(HttpHeaderNames.EXPIRES, HTTP_DATE.format(now.plus(age)));
    }

    private static void addOwn(HttpHeaders headers, FileOptions options) {
        // The descriptor's own headers win, save for those that say where the body ends.
        options.httpHeaders().forEach((name, value) -> {
            if (!name.equalsIgnoreCase("content-length") && !name.equalsIgnoreCase("transfer-encoding")) {
                headers.set(name, value);
            }
        });
    }

    private static Form formOf(BundleFile file, String coding) {
        var form = coding.equals("br") ? file.brotli() : coding.equals("gzip") ? file.gzip() : file.identity();
        return form == null ? file.identity() : form;
    }

    private static String codingFor(HttpHeaders request, BundleFile file) {
        if (file.gzip() == null && file.brotli() == null) {
            return "";
        }
        var accepted = String.join(",", request.getAll(HttpHeaderNames.ACCEPT_ENCODING))
                .toLowerCase(Locale.ROOT)
                .replace(" ", "");
        if (file.brotli() != null && accepts(accepted, "br")) {
            return "br";
        }
        return file.gzip() != null && accepts(accepted, "gzip") ? "gzip" : "";
    }

    private static boolean accepts(String accepted, String coding) {
        for (var one : accepted.split(",", 20)) {
            if (one.equals(coding)) {
                return true;
            }
            if (one.startsWith(coding + ";")) {
                return !one.matches(".*;q=0(\\.0*)?");
            }
        }
        return false;
    }

    private static boolean notModified(HttpHeaders request, BundleFile file, String etag) {
        var tags = request.get(HttpHeaderNames.IF_NONE_MATCH);
        if (tags != null) {
            return tags.strip().equals("*") || tags.contains(etag);
        }
        var since = request.get(HttpHeaderNames.IF_MODIFIED_SINCE);
        var time = since == null ? null : date(since);
        return time != null && !file.modified().isAfter(time);
    }

    private static @Nullable Instant date(String text) {
        try {
            return Instant.from(HTTP_DATE.parse(text));
        } catch (DateTimeParseException none) {
            return null;
        }
    }

    /** @param last inclusive; smaller than {@code first}: nothing of the file was asked for */
    private record Range(long first, long last) {
        static final Range NOTHING = new Range(0, -1);

        boolean isEmpty() {
            return last < first;
        }
    }

    /** One range, or null: the whole file. More than one range may be answered by the whole, and is. */
    private static @Nullable Range rangeOf(HttpHeaders request, BundleFile file) {
        var text = request.get(HttpHeaderNames.RANGE);
        if (text == null || !text.startsWith("bytes=") || text.indexOf(',') >= 0 || !ifRangeHolds(request, file)) {
            return null;
        }
        var ends = text.substring("bytes=".length()).strip().split("-", -1);
        if (ends.length != 2 || !isNumber(ends[0]) || !isNumber(ends[1])) {
            return null;
        }
        long size = file.identity().size();
        if (ends[0].isEmpty()) {
            if (ends[1].isEmpty()) {
                return null;
            }
            long suffix = Long.parseLong(ends[1]);
            return suffix == 0 || size == 0 ? Range.NOTHING : new Range(Math.max(0, size - suffix), size - 1);
        }
        long first = Long.parseLong(ends[0]);
        long last = ends[1].isEmpty() ? size - 1 : Long.parseLong(ends[1]);
        if (first > last && !ends[1].isEmpty()) {
            return null;
        }
        return first >= size ? Range.NOTHING : new Range(first, Math.min(last, size - 1));
    }

    private static boolean isNumber(String digits) {
        return digits.length() <= 18 && digits.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static boolean ifRangeHolds(HttpHeaders request, BundleFile file) {
        var condition = request.get(HttpHeaderNames.IF_RANGE);
        if (condition == null) {
            return true;
        }
        if (condition.startsWith("\"")) {
            return condition.equals("\"" + file.etag() + "\"");
        }
        var time = date(condition);
        return time != null && time.equals(file.modified());
    }
}
