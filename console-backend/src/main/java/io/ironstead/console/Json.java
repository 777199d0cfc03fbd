package io.ironstead.console;

import io.ironstead.link.LinkJson;
import java.nio.charset.StandardCharsets;

/** Records as text in the database, in the same form that they have on the wire to agents. */
public final class Json {
    private Json() {}

    public static String text(Object value) {
        return new String(LinkJson.bytes(value), StandardCharsets.UTF_8);
    }

    public static <T> T read(String text, Class<T> type) {
        return LinkJson.read(text.getBytes(StandardCharsets.UTF_8), type);
    }
}
