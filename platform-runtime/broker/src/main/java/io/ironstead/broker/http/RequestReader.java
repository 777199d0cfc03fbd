package io.ironstead.broker.http;

import io.ironstead.broker.http.Reading.Accepted;
import io.ironstead.broker.http.Reading.Refused;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a decoded head is a request. Whatever two servers could read in two ways is refused here, not
 * mended: framing, host, target. The decoder has refused broken lines and lengths before.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9112#section-11.2">RFC 9112, request smuggling</a>
 */
final class RequestReader {
    private static final int HOST_LENGTH_MAX = 260;

    private final Limits limits;

    RequestReader(Limits limits) {
        this.limits = limits;
    }

    /** @param framed true: HTTP/2, where frames tell the length and {@code Host} is {@code :authority} */
    Reading read(HttpRequest message, boolean framed) {
        if (message.decoderResult().isFailure()) {
            return unreadable(message.decoderResult().cause());
        }
        var headers = message.headers();
        var refused = refuseVersion(message.protocolVersion());
        if (refused == null) {
            refused = refuseMethod(message.method().name());
        }
        if (refused == null) {
            refused = refuseFraming(headers, framed);
        }
        if (refused != null) {
            return refused;
        }
        var host = host(headers, framed);
        if (host == null) {
            return bad("A request must name one host.");
        }
        var target = originForm(message.uri(), host);
        if (target == null) {
            return bad("The address of this request cannot be read.");
        }
        boolean http11 = message.protocolVersion().minorVersion() == 1;
        return expectation(headers)
                ? accept(message, target, host, framed, http11)
                : new Refused(417, "Only 100-continue can be expected of this server.");
    }

    private Reading accept(HttpRequest message, String target, String host, boolean framed, boolean http11) {
        var headers = message.headers();
        boolean chunked = headers.contains(HttpHeaderNames.TRANSFER_ENCODING);
        var lengthText = headers.get(HttpHeaderNames.CONTENT_LENGTH);
        long length = chunked || lengthText == null ? -1 : Long.parseLong(lengthText);
        if (length > limits.requestBodyBytesMax()) {
            return new Refused(413, "What was sent is larger than this server takes.");
        }
        int query = target.indexOf('?');
        var method = message.method().name();
        boolean webSocket =
                !framed && http11 && method.equals("GET") && !chunked && length <= 0 && asksForWebSocket(headers);
        return new Accepted(new Request(
                method,
                target,
                query < 0 ? target : target.substring(0, query),
                host,
                hostName(host),
                headers,
                length,
                chunked,
                webSocket,
                http11));
    }

    private static Refused unreadable(@Nullable Throwable cause) {
        if (cause instanceof TooLongHttpLineException) {
            return new Refused(414, "The address of this request is too long.");
        }
        if (cause instanceof TooLongHttpHeaderException) {
            return new Refused(431, "The headers of this request are too long.");
        }
        return bad("This request is not valid HTTP.");
    }

    private static Refused bad(String sentence) {
        return new Refused(400, sentence);
    }

    private static @Nullable Refused refuseVersion(HttpVersion version) {
        boolean known = version.equals(HttpVersion.HTTP_1_1) || version.equals(HttpVersion.HTTP_1_0);
        return known ? null : new Refused(505, "This server speaks HTTP/1.1 and HTTP/2.");
    }

    private static @Nullable Refused refuseMethod(String method) {
        if (method.equals("CONNECT") || method.equals("TRACE")) {
            return new Refused(405, "This method is not allowed.");
        }
        boolean token = !method.isEmpty() && method.length() <= 40;
        for (int i = 0; token && i < method.length(); i++) {
            char c = method.charAt(i);
            token = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
        }
        return token ? null : bad("The method of this request is none.");
    }

    private static @Nullable Refused refuseFraming(HttpHeaders headers, boolean framed) {
        // Old WebSocket drafts: Netty reads eight bytes of body after these, which no other server would.
        if (headers.contains("Sec-WebSocket-Key1")) {
            return bad("This draft of WebSocket is not spoken any more.");
        }
        var encoding = headers.get(HttpHeaderNames.TRANSFER_ENCODING);
        if (encoding == null || framed) {
            return null;
        }
        if (headers.getAll(HttpHeaderNames.TRANSFER_ENCODING).size() > 1
                || !Ascii.equalsIgnoreCase(encoding, "chunked")) {
            return new Refused(501, "Only the transfer coding \"chunked\" is understood.");
        }
        return headers.contains(HttpHeaderNames.CONTENT_LENGTH) ? bad("This request has two lengths.") : null;
    }

    private static boolean expectation(HttpHeaders headers) {
        var expect = headers.get(HttpHeaderNames.EXPECT);
        return expect == null || Ascii.equalsIgnoreCase(expect, "100-continue");
    }

    private static boolean asksForWebSocket(HttpHeaders headers) {
        var upgrade = headers.get(HttpHeaderNames.UPGRADE);
        return upgrade != null
                && Ascii.equalsIgnoreCase(upgrade, "websocket")
                && headers.containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE, true);
    }

    /** The one host; null: there is none, there are two, or it is no host. */
    private static @Nullable String host(HttpHeaders headers, boolean framed) {
        var values = headers.valueStringIterator(HttpHeaderNames.HOST);
        if (!values.hasNext()) {
            return null;
        }
        var host = values.next();
        while (values.hasNext()) {
            // HTTP/2 allows Host beside :authority, when they agree.
            if (!framed || !values.next().equals(host)) {
                return null;
            }
        }
        return isHost(host) ? host : null;
    }

    private static boolean isHost(String host) {
        if (host.isEmpty() || host.length() > HOST_LENGTH_MAX) {
            return false;
        }
        int i = 0;
        if (host.charAt(0) == '[') {
            i = host.indexOf(']') + 1;
            if (i < 3
                    || !host.substring(1, i - 1)
                            .chars()
                            .allMatch(c -> c == ':' || c == '.' || Character.digit(c, 16) >= 0)) {
                return false;
            }
        }
        for (; i < host.length() && host.charAt(i) != ':'; i++) {
            char c = Ascii.lower(host.charAt(i));
            boolean fits = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
            if (!fits || host.charAt(0) == '[') {
                return false;
            }
        }
        for (int digit = i + 1; digit < host.length(); digit++) {
            if (host.charAt(digit) < '0' || host.charAt(digit) > '9' || digit > i + 5) {
                return false;
            }
        }
        return i > 0;
    }

    private static String hostName(String host) {
        int end = host.charAt(0) == '[' ? host.indexOf(']') + 1 : host.indexOf(':');
        var name = end < 0 ? host : host.substring(0, end);
        if (name.length() > 1 && name.charAt(name.length() - 1) == '.') {
            name = name.substring(0, name.length() - 1);
        }
        return name.toLowerCase(Locale.ROOT);
    }

    /** Path and query; null when there are none, or an absolute address names another host than {@code Host} does. */
    private static @Nullable String originForm(String uri, String host) {
        for (int i = 0; i < uri.length(); i++) {
            char c = uri.charAt(i);
            if (c <= ' ' || c == 0x7f || c > 0xff || c == '#') {
                return null;
            }
        }
        if (!uri.isEmpty() && uri.charAt(0) == '/') {
            return uri;
        }
        int scheme = uri.indexOf("://");
        if (scheme < 0
                || !(uri.regionMatches(true, 0, "http", 0, scheme) || uri.regionMatches(true, 0, "https", 0, scheme))
                || scheme < 4
                || scheme > 5) {
            return null;
        }
        int start = scheme + 3;
        int end = start;
        while (end < uri.length() && uri.charAt(end) != '/' && uri.charAt(end) != '?') {
            end++;
        }
        if (!uri.substring(start, end).equalsIgnoreCase(host)) {
            return null;
        }
        return end < uri.length() && uri.charAt(end) == '/' ? uri.substring(end) : "/" + uri.substring(end);
    }
}
