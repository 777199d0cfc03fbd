package io.ironstead.broker.route;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * A request's path as handlers see it: percent signs decoded, {@code .}, {@code ..} and empty segments resolved. So a
 * path that some server takes for {@code /admin/x} is looked at as {@code /admin/x}, whatever it is spelled like. The
 * instance itself gets what the visitor sent.
 */
public final class MatchPath {
    private MatchPath() {}

    /**
     * @param raw begins with {@code /}, without the query, one character for each byte
     * @return null when the path leaves the root or holds a control character
     */
    public static @Nullable String of(String raw, boolean dropParameters) {
        return isPlain(raw, dropParameters) ? raw : resolve(decode(raw, dropParameters));
    }

    /** True for nearly every path there is: nothing to decode or resolve. */
    private static boolean isPlain(String raw, boolean dropParameters) {
        char before = 0;
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c == '%' || c <= ' ' || c >= 0x7f || (before == '/' && (c == '/' || c == '.'))) {
                return false;
            }
            if (c == ';' && dropParameters) {
                return false;
            }
            before = c;
        }
        return true;
    }

    private static String decode(String raw, boolean dropParameters) {
        var bytes = new ByteArrayOutputStream(raw.length());
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c == ';' && dropParameters) {
                int slash = raw.indexOf('/', i);
                if (slash < 0) {
                    break;
                }
                i = slash - 1;
            } else if (c == '%' && i + 2 < raw.length() && hex(raw.charAt(i + 1)) >= 0 && hex(raw.charAt(i + 2)) >= 0) {
                bytes.write(hex(raw.charAt(i + 1)) << 4 | hex(raw.charAt(i + 2)));
                i += 2;
            } else {
                bytes.write(c);
            }
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static int hex(char c) {
        return Character.digit(c, 16);
    }

    private static @Nullable String resolve(String decoded) {
        if (decoded.chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
            return null;
        }
        var segments = new ArrayDeque<String>();
        var parts = decoded.split("/", -1);
        for (var part : parts) {
            if (part.equals("..")) {
                if (segments.pollLast() == null) {
                    return null;
                }
            } else if (!part.isEmpty() && !part.equals(".")) {
                segments.addLast(part);
            }
        }
        var last = parts[parts.length - 1];
        boolean folder = last.isEmpty() || last.equals(".") || last.equals("..");
        return "/" + String.join("/", segments) + (folder && !segments.isEmpty() ? "/" : "");
    }
}
