package io.ironstead.broker.http;

import io.netty.handler.codec.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * What tells requests of this node itself, tasks and scheduled jobs, from those of visitors: a header whose value only this
 * process knows. No program sees it, for headers of its kind are passed on to none.
 */
final class InsideKey {
    static final String HEADER = "X-Ironstead-Inside";
    private static final int BYTES = 32;

    private final String text;

    InsideKey(SecureRandom random) {
        var bytes = new byte[BYTES];
        random.nextBytes(bytes);
        text = HexFormat.of().formatHex(bytes);
    }

    String text() {
        return text;
    }

    boolean opens(HttpHeaders headers) {
        var shown = headers.get(HEADER);
        return shown != null
                && MessageDigest.isEqual(shown.getBytes(StandardCharsets.UTF_8), text.getBytes(StandardCharsets.UTF_8));
    }
}
