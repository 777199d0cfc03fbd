package io.ironstead.datastore.wire.v1.net;

import io.ironstead.model.Deadline;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A client's HTTP/1.1 connection: one request at a time. Everything but {@link #answer} runs on its event loop. */
final class HttpConnection extends ChannelInboundHandlerAdapter {
    private static final int CHECK_SECONDS = 10;
    private static final int FIRST_BYTES = 4 << 10;

    private final Door door;
    /** What had been decoded when a request was complete: at most what one read from the socket gave. */
    private final Queue<Object> waiting = new ArrayDeque<>();

    private ChannelHandlerContext context;
    private @Nullable HttpRequest head;
    private ByteBuf body = Unpooled.EMPTY_BUFFER;
    private long reserved;
    private boolean busy;
    private boolean refused;
    private long movedAt = System.nanoTime();

    @SuppressWarnings("NullAway") // Netty calls handlerAdded before anything else.
    HttpConnection(Door door) {
        this.door = door;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
        checkLater();
    }

    /** Ends a connection on which nothing has moved for far longer than a call may take. */
    private void checkLater() {
        context.executor()
                .schedule(
                        () -> {
                            long still = System.nanoTime() - movedAt;
                            if (still > door.limits().callTimeMax().toNanos() * 2) {
                                context.close();
                            } else if (context.channel().isActive()) {
                                checkLater();
                            }
                        },
                        CHECK_SECONDS,
                        TimeUnit.SECONDS);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        movedAt = System.nanoTime();
        if (busy) {
            waiting.add(message);
        } else {
            take(message);
        }
    }

    private void take(Object message) {
        try {
            if (refused) {
                return;
            }
            if (message instanceof HttpObject part && part.decoderResult().isFailure()) {
                refuse(400, "This is not HTTP.");
                return;
            }
            if (message instanceof HttpRequest request) {
                begin(request);
            }
            if (message instanceof HttpContent content && !refused) {
                append(content.content());
            }
            if (message instanceof LastHttpContent && !refused) {
                finish();
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void begin(HttpRequest request) {
        head = request;
        body = Unpooled.buffer(FIRST_BYTES, Math.max(FIRST_BYTES, door.limits().requestBytesMax()));
        if (HttpUtil.getContentLength(request, 0L) > door.limits().requestBytesMax()) {
            refuse(413, tooLarge());
        } else if (HttpUtil.is100ContinueExpected(request)) {
            context.writeAndFlush(new DefaultFullHttpResponse(
                    HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE, Unpooled.EMPTY_BUFFER));
        }
    }

    private String tooLarge() {
        return "A request may have " + door.limits().requestBytesMax() + " bytes at most.";
    }

    private void append(ByteBuf part) {
        int bytes = part.readableBytes();
        if (body.readableBytes() + bytes > door.limits().requestBytesMax()) {
            refuse(413, tooLarge());
        } else if (!door.budget().take(bytes)) {
            refuse(503, "Too many large requests at a time: try again.");
        } else {
            reserved += bytes;
            body.writeBytes(part);
        }
    }

    private void finish() {
        var request = head;
        if (request == null) {
            return;
        }
        var bytes = new byte[body.readableBytes()];
        body.readBytes(bytes);
        busy = true;
        context.channel().config().setAutoRead(false);
        var headers = request.headers();
        String type = headers.get(HttpHeaderNames.CONTENT_TYPE, "");
        int parameters = type.indexOf(';');
        String uri = request.uri();
        int query = uri.indexOf('?');
        door.calls()
                .http(new HttpCall(
                        this,
                        request.method().name(),
                        query < 0 ? uri : uri.substring(0, query),
                        (parameters < 0 ? type : type.substring(0, parameters))
                                .strip()
                                .toLowerCase(Locale.ROOT),
                        bytes,
                        Deadline.in(door.limits().callTimeMax())));
    }

    private void refuse(int status, String text) {
        refused = true;
        forget();
        var response = response(status, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
        response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        context.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
    }

    /** From any thread. */
    void answer(int status, String type, byte[] content) {
        context.executor().execute(() -> send(response(status, type, content)));
    }

    private static DefaultFullHttpResponse response(int status, String type, byte[] content) {
        var response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(status), Unpooled.wrappedBuffer(content));
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, type)
                .setInt(HttpHeaderNames.CONTENT_LENGTH, content.length);
        return response;
    }

    private void send(DefaultFullHttpResponse response) {
        var request = head;
        boolean keep = request != null && HttpUtil.isKeepAlive(request);
        if (!keep) {
            response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        }
        movedAt = System.nanoTime();
        forget();
        var written = context.writeAndFlush(response);
        if (!keep) {
            written.addListener(ChannelFutureListener.CLOSE);
            return;
        }
        busy = false;
        while (!busy && !waiting.isEmpty()) {
            take(waiting.remove());
        }
        if (!busy) {
            context.channel().config().setAutoRead(true);
        }
    }

    private void forget() {
        door.budget().giveBack(reserved);
        reserved = 0;
        head = null;
        body = Unpooled.EMPTY_BUFFER;
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        forget();
        waiting.forEach(ReferenceCountUtil::release);
        waiting.clear();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }
}
