package io.ironstead.couch.embedded;

import io.netty.handler.codec.http.HttpHeaders;
import java.io.ByteArrayOutputStream;
import java.util.Map;
import java.util.Optional;

/** One request and the way to answer it. Used by one virtual thread; every send waits until the bytes have left. */
final class Exchange {
    private static final String JSON = "application/json";
    private static final int CHUNK_BYTES = 64 * 1024;

    private final Reply reply;
    private final String method;
    private final Query query;
    private final HttpHeaders headers;
    private final byte[] body;
    private boolean answered;

    Exchange(Reply reply, String method, Query query, HttpHeaders headers, byte[] body) {
        this.reply = reply;
        this.method = method;
        this.query = query;
        this.headers = headers;
        this.body = body;
    }

    /** GET for HEAD too: the codec leaves the body away. */
    String method() {
        return method.equals("HEAD") ? "GET" : method;
    }

    Query query() {
        return query;
    }

    byte[] body() {
        return body;
    }

    Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    boolean isAnswered() {
        return answered;
    }

    /** Refuses a body that does not say it is JSON, as a form on some web page would send it. */
    void requireJson() {
        if (!header("Content-Type").orElse("").startsWith(JSON)) {
            throw new CouchError(415, "bad_content_type", "Content-Type must be application/json");
        }
    }

    /** Whether the client takes an answer of this type: nothing said means anything goes. */
    boolean accepts(String type) {
        String accept = header("Accept").orElse("*/*");
        String family = type.substring(0, type.indexOf('/')) + "/*";
        return accept.contains(type) || accept.contains("*/*") || accept.contains(family);
    }

    void answer(int status, JsonBuffer json) {
        answer(status, json, Map.of());
    }

    void answer(int status, JsonBuffer json, Map<String, String> more) {
        json.write('\n');
        answered = true;
        reply.whole(status, JSON, more, json.toByteArray());
    }

    void notModified(String etag) {
        answered = true;
        reply.whole(304, JSON, Map.of("ETag", etag), new byte[0]);
    }

    /** Begins an answer whose length is not known yet. */
    Chunks stream(String contentType) {
        answered = true;
        reply.begin(contentType);
        return new Chunks();
    }

    /** An answer sent piece by piece. Pieces are gathered to some size, except what {@link #flush} sends at once. */
    final class Chunks {
        private final JsonBuffer waiting = new JsonBuffer();

        /** What is to be sent next; call {@link #flushIfLarge} now and then. */
        JsonBuffer buffer() {
            return waiting;
        }

        void flushIfLarge() {
            if (waiting.size() >= CHUNK_BYTES) {
                flush();
            }
        }

        void flush() {
            if (waiting.size() > 0 && !method.equals("HEAD")) {
                reply.piece(take(waiting));
            }
        }

        void end() {
            flush();
            reply.end();
        }

        private static byte[] take(ByteArrayOutputStream from) {
            byte[] bytes = from.toByteArray();
            from.reset();
            return bytes;
        }
    }

    /** The client closed the connection or reads too slowly: whoever answers it may stop. */
    static final class ClientGone extends RuntimeException {
        ClientGone() {
            super("The client is gone", null, false, false);
        }
    }
}
