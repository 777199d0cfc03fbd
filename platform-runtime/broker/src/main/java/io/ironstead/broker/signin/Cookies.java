package io.ironstead.broker.signin;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The two cookies of sign-in. By HTTPS their names begin with {@code __Host-}, so no other host, and no page that came
 * by plain HTTP, can set them.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6265bis#section-4.1.3.2">The "__Host-" prefix</a>
 */
final class Cookies {
    private static final String SECURE_PREFIX = "__Host-";
    private static final int PAIRS_MAX = 200;

    private Cookies() {}

    /** App Engine's name. */
    static String session(boolean secure) {
        return secure ? SECURE_PREFIX + "SACSID" : "ACSID";
    }

    static String state(boolean secure) {
        return secure ? SECURE_PREFIX + "AHSTATE" : "AHSTATE";
    }

    static String set(String name, String value, long seconds, boolean secure) {
        return name + "=" + value + "; Path=/; Max-Age=" + seconds + "; HttpOnly; SameSite=Lax"
                + (secure ? "; Secure" : "");
    }

    static String clear(String name, boolean secure) {
        return set(name, "", 0, secure);
    }

    /** Its value; null when there is none, or more than one: then somebody else has set one of them. */
    static @Nullable String find(List<String> headers, String name) {
        String found = null;
        for (var header : headers) {
            if (!header.contains(name)) {
                continue;
            }
            for (var pair : header.split(";", PAIRS_MAX)) {
                var cookie = pair.strip();
                if (cookie.length() > name.length() && cookie.startsWith(name) && cookie.charAt(name.length()) == '=') {
                    if (found != null) {
                        return null;
                    }
                    found = cookie.substring(name.length() + 1);
                }
            }
        }
        return found;
    }
}
