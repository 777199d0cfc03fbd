package io.ironstead.datastore.wire.v1.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2EventAdapter;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.util.AsciiString;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** Requests of one gRPC connection as they come in; on its event loop. */
final class GrpcStreams extends Http2EventAdapter {
    private static final AsciiString TIMEOUT = AsciiString.cached("grpc-timeout");
    private static final AsciiString ENCODING = AsciiString.cached("grpc-encoding");
    private static final AsciiString POST = AsciiString.cached("POST");
    private static final AsciiString TYPE = AsciiString.cached("application/grpc");

    private static final int INVALID_ARGUMENT = 3;
    private static final int RESOURCE_EXHAUSTED = 8;
    private static final int UNIMPLEMENTED = 12;
    private static final int INTERNAL = 13;

    private final GrpcConnection handler;
    private final Door door;
    private final Http2Connection connection;
    private final Http2Connection.PropertyKey requestKey;

    GrpcStreams(GrpcConnection handler, Door door, Http2Connection connection) {
        this.handler = handler;
        this.door = door;
        this.connection = connection;
        this.requestKey = connection.newKey();
    }

    private @Nullable GrpcStream request(@Nullable Http2Stream stream) {
        return stream == null ? null : stream.getProperty(requestKey);
    }

    boolean isGone(int id) {
        var stream = connection.stream(id);
        return stream == null || !stream.state().localSideOpen();
    }

    boolean isStillSending(int id) {
        var stream = connection.stream(id);
        return stream != null && stream.state().remoteSideOpen();
    }

    /** Whether some stream has been open for longer. */
    boolean isStuck(long nanos) {
        long now = System.nanoTime();
        var stuck = new boolean[1];
        try {
            connection.forEachActiveStream(stream -> {
                var request = request(stream);
                stuck[0] = request != null && now - request.openedAt > nanos;
                return !stuck[0];
            });
        } catch (io.netty.handler.codec.http2.Http2Exception impossible) {
            throw new IllegalStateException(impossible);
        }
        return stuck[0];
    }

    @Override
    public void onHeadersRead(
            ChannelHandlerContext ctx,
            int id,
            Http2Headers headers,
            int dependency,
            short weight,
            boolean exclusive,
            int padding,
            boolean end) {
        onHeadersRead(ctx, id, headers, padding, end);
    }

    @Override
    public void onHeadersRead(ChannelHandlerContext ctx, int id, Http2Headers headers, int padding, boolean end) {
        var stream = connection.stream(id);
        if (request(stream) != null) {
            // Trailers of a request: unary calls have none that matter.
            if (end) {
                finish(id, stream);
            }
            return;
        }
        CharSequence path = headers.path();
        CharSequence type = headers.get(HttpHeaderNames.CONTENT_TYPE);
        if (path == null || !POST.contentEquals(headers.method())) {
            handler.refuseHttp(id, 405);
            return;
        }
        if (type == null || !AsciiString.regionMatches(type, true, 0, TYPE, 0, TYPE.length())) {
            handler.refuseHttp(id, 415);
            return;
        }
        var limits = door.limits();
        CharSequence encoding = headers.get(ENCODING);
        stream.setProperty(
                requestKey,
                new GrpcStream(
                        path.toString(),
                        GrpcTimeout.deadline(headers.get(TIMEOUT), limits.callTimeMax()),
                        encoding == null ? null : encoding.toString(),
                        door.budget(),
                        limits.requestBytesMax()));
        if (end) {
            finish(id, stream);
        }
    }

    @Override
    public int onDataRead(ChannelHandlerContext ctx, int id, ByteBuf data, int padding, boolean end) {
        int bytes = data.readableBytes() + padding;
        var stream = connection.stream(id);
        var request = request(stream);
        if (request == null) {
            return bytes;
        }
        switch (request.take(data)) {
            case GOOD -> {
                if (end) {
                    finish(id, stream);
                }
            }
            case TOO_LARGE ->
                refuse(
                        id,
                        stream,
                        RESOURCE_EXHAUSTED,
                        "A request may have " + door.limits().requestBytesMax() + " bytes at most.");
            case NO_ROOM -> refuse(id, stream, RESOURCE_EXHAUSTED, "Too many large requests at a time: try again.");
            case MALFORMED -> refuse(id, stream, INTERNAL, "The call is not one gRPC message.");
        }
        return bytes;
    }

    private void finish(int id, Http2Stream stream) {
        var request = request(stream);
        if (request == null) {
            return;
        }
        byte[] message = request.message();
        if (message == null) {
            refuse(id, stream, INTERNAL, "The call ended before its message.");
            return;
        }
        if (request.compressed()) {
            if (!"gzip".equals(request.encoding)) {
                refuse(id, stream, UNIMPLEMENTED, "Messages are compressed by gzip or not at all.");
                return;
            }
            var inflated = inflate(message);
            if (inflated.isEmpty() || !request.reserve(inflated.get().length)) {
                refuse(id, stream, INVALID_ARGUMENT, "The compressed message is damaged or too large.");
                return;
            }
            message = inflated.get();
        }
        door.calls().grpc(new GrpcCall(handler, id, request.path, message, request.deadline));
    }

    private Optional<byte[]> inflate(byte[] compressed) {
        int max = door.limits().requestBytesMax();
        try (var in = new GZIPInputStream(new ByteArrayInputStream(compressed))) {
            byte[] whole = in.readNBytes(max + 1);
            return whole.length > max ? Optional.empty() : Optional.of(whole);
        } catch (IOException damaged) {
            return Optional.empty();
        }
    }

    private void refuse(int id, Http2Stream stream, int code, String message) {
        forget(stream);
        stream.removeProperty(requestKey);
        handler.answer(new GrpcAnswer(id, null, code, message));
    }

    @Override
    public void onStreamClosed(Http2Stream stream) {
        forget(stream);
    }

    private void forget(Http2Stream stream) {
        var request = request(stream);
        if (request != null) {
            request.forget();
        }
    }
}
