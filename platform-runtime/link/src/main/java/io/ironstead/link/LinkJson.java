package io.ironstead.link;

import java.io.InputStream;
import java.io.OutputStream;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The one JSON form of {@code model.control}: on the wire, and on a node's disk. Fields this release does not know are
 * ignored, and numbers and flags an older one does not send are 0 and false, so console and agents may be upgraded one after the other.
 */
public final class LinkJson {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .build();

    private LinkJson() {}

    public static byte[] bytes(Object message) {
        return MAPPER.writeValueAsBytes(message);
    }

    /** @throws tools.jackson.core.JacksonException when the text is not a {@code T} */
    public static <T> T read(byte[] json, Class<T> type) {
        return MAPPER.readValue(json, type);
    }

    /** Reads to the end of {@code json} and closes it. */
    public static <T> T read(InputStream json, Class<T> type) {
        return MAPPER.readValue(json, type);
    }

    /** Writes and closes {@code out}. */
    public static void write(OutputStream out, Object message) {
        MAPPER.writeValue(out, message);
    }
}
