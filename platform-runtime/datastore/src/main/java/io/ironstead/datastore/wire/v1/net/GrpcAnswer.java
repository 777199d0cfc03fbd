package io.ironstead.datastore.wire.v1.net;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What one stream is answered.
 *
 * @param framed the message with its prefix; null for a refusal
 * @param code of gRPC; 0 with a message
 */
record GrpcAnswer(int stream, byte @Nullable [] framed, int code, String message) {
    private static final char[] HEX = "0123456789ABCDEF".toCharArray();
    private static final int MESSAGE_LENGTH_MAX = 2_000;

    /** The refusal's text as a header carries it: percent-encoded UTF-8, cut where it would fill the client's header list. */
    String encodedMessage() {
        String text = message.length() > MESSAGE_LENGTH_MAX ? message.substring(0, MESSAGE_LENGTH_MAX) : message;
        var encoded = new StringBuilder(text.length() + 16);
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            if (b >= ' ' && b < 0x7f && b != '%') {
                encoded.append((char) b);
            } else {
                encoded.append('%').append(HEX[(b >> 4) & 0xf]).append(HEX[b & 0xf]);
            }
        }
        return encoded.toString();
    }
}
