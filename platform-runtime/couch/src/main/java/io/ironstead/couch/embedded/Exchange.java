package io.ironstead.couch.embedded;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.io.ByteArrayOutputStream;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** One request and the way to answer it. Used by one virtual thread; every send waits until the bytes have left. */
final class Exchange {
    private static final String JSON = "application/json";
    private static final long SEND_SECONDS_MAX = 60;
    private static final int CHUNK_BYTES = 64 * 1024;

    private final Channel channel;
    private final String method;
    private final Query query;
    private final HttpHeaders headers;
    private final byte[] body;
    private final boolean keepAlive;
    private boolean answered;

    Exchange(Channel channel, String method, Query query, HttpHeaders headers, byte[] body, boolean keepAlive) {
        this.channel = channel;
        this.method = method;
        this.query = query;
        this.headers = headers;
        this.body = body;
        this.keepAlive = keepAlive;
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

    boolean keepsAlive() {
        return keepAlive;
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
        var content = Unpooled.wrappedBuffer(json.toByteArray());
        var response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(status), content);
        prepare(response, JSON, more);
        HttpUtil.setContentLength(response, content.readableBytes());
        send(response);
    }

    void notModified(String etag) {
        var response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.NOT_MODIFIED);
        prepare(response, JSON, Map.of("ETag", etag));
        HttpUtil.setContentLength(response, 0);
        send(response);
    }

    /** Begins an answer whose length is not known yet. */
    Chunks stream(String contentType) {
        HttpResponse response = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
        prepare(response, contentType, Map.of());
        HttpUtil.setTransferEncodingChunked(response, true);
        send(response);
        return new Chunks();
    }

    private void prepare(HttpResponse response, String contentType, Map<String, String> more) {
        HttpHeaders out = response.headers();
        out.set(HttpHeaderNames.CONTENT_TYPE, contentType);
        out.set(HttpHeaderNames.CACHE_CONTROL, "must-revalidate");
        out.set(HttpHeaderNames.SERVER, "CouchDB/" + Router.COUCHDB_VERSION + " (Ironstead)");
        more.forEach(out::set);
        if (!keepAlive) {
            out.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        }
        answered = true;
    }

    private void send(Object message) {
        ChannelFuture sent = channel.writeAndFlush(message);
        try {
            if (!sent.await(SEND_SECONDS_MAX, TimeUnit.SECONDS) || !sent.isSuccess()) {
                throw new ClientGone();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClientGone();
        }
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
                send(new DefaultHttpContent(Unpooled.wrappedBuffer(take(waiting))));
            }
        }

        void end() {
            flush();
            send(LastHttpContent.EMPTY_LAST_CONTENT);
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
