package io.ironstead.broker.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.HashSet;
import java.util.Set;

/**
 * Which headers go no further. Names are compared without case and with {@code _} as {@code -}, because programs
 * behind WSGI and CGI cannot tell {@code X_AppEngine_User_Id} from {@code X-AppEngine-User-Id}.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#section-7.6.1">RFC 9110, Connection</a>
 */
final class HeaderRules {
    private HeaderRules() {}

    /** True: this header of a request is not for the instance, or the broker writes its own in its place. */
    static boolean stopsRequest(CharSequence name) {
        if (name.isEmpty()) {
            return true;
        }
        return switch (fold(name.charAt(0))) {
            case 'c' -> is(name, "connection") || is(name, "content-length");
            case 'f' -> is(name, "forwarded");
            case 'h' -> is(name, "host") || is(name, "http2-settings");
            case 'k' -> is(name, "keep-alive");
            // `Proxy` itself becomes the variable HTTP_PROXY in CGI programs, which then send their calls there.
            case 'p' -> is(name, "proxy") || begins(name, "proxy-");
            case 't' -> is(name, "te") || is(name, "transfer-encoding");
            case 'u' -> is(name, "upgrade");
            case 'x' -> isPlatform(name) || begins(name, "x-forwarded-") || is(name, "x-cloud-trace-context");
            default -> false;
        };
    }

    /** True: the platform's own requests may say this all the same. */
    static boolean isForTasks(CharSequence name) {
        return fold(name.charAt(0)) == 'x' && begins(name, "x-appengine-");
    }

    /** True: this header of an instance's answer is not for the visitor. Its length is written by the broker. */
    static boolean stopsAnswer(CharSequence name) {
        if (name.isEmpty()) {
            return true;
        }
        return switch (fold(name.charAt(0))) {
            case 'c' -> is(name, "connection") || is(name, "content-length");
            case 'k' -> is(name, "keep-alive");
            case 'p' -> begins(name, "proxy-");
            case 't' -> is(name, "transfer-encoding") || is(name, "te");
            case 'u' -> is(name, "upgrade");
            case 'x' -> isPlatform(name);
            default -> false;
        };
    }

    /** True: no trailer may say this, because it tells where a message ends or who somebody is. */
    static boolean stopsTrailer(CharSequence name) {
        return stopsRequest(name)
                || is(name, "trailer")
                || is(name, "authorization")
                || is(name, "cookie")
                || is(name, "set-cookie")
                || is(name, "content-type")
                || is(name, "content-encoding")
                || is(name, "content-range");
    }

    private static boolean isPlatform(CharSequence name) {
        return begins(name, "x-appengine-")
                || begins(name, "x-google-")
                || begins(name, "x-ironstead-")
                || begins(name, "x-http2-");
    }

    /** The names that a message's {@code Connection} headers add to those above; empty nearly always. */
    static Set<String> namedByConnection(HttpHeaders headers) {
        Set<String> named = Set.of();
        var values = headers.valueCharSequenceIterator(HttpHeaderNames.CONNECTION);
        while (values.hasNext()) {
            var value = values.next();
            if (isUsual(value)) {
                continue;
            }
            for (var token : value.toString().split(",", -1)) {
                if (named.isEmpty()) {
                    named = new HashSet<>();
                }
                named.add(foldAll(token.strip()));
            }
        }
        return named;
    }

    private static boolean isUsual(CharSequence value) {
        return Ascii.equalsIgnoreCase(value, "keep-alive")
                || Ascii.equalsIgnoreCase(value, "close")
                || Ascii.equalsIgnoreCase(value, "upgrade");
    }

    static String foldAll(CharSequence name) {
        var folded = new StringBuilder(name.length());
        for (int i = 0; i < name.length(); i++) {
            folded.append(fold(name.charAt(i)));
        }
        return folded.toString();
    }

    private static boolean is(CharSequence name, String folded) {
        return name.length() == folded.length() && begins(name, folded);
    }

    private static boolean begins(CharSequence name, String folded) {
        if (name.length() < folded.length()) {
            return false;
        }
        // The first character was looked at already.
        for (int i = 1; i < folded.length(); i++) {
            if (fold(name.charAt(i)) != folded.charAt(i)) {
                return false;
            }
        }
        return fold(name.charAt(0)) == folded.charAt(0);
    }

    private static char fold(char c) {
        return c == '_' ? '-' : Ascii.lower(c);
    }
}
