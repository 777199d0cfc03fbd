package io.ironstead.couch.embedded;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.util.ReferenceCountUtil;
import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gathers the requests of one connection and has each answered by a virtual thread, one after the other. The body of a
 * request is gathered only after its password was found right. While a request is checked or answered nothing is read,
 * so at most one read's worth of messages waits.
 */
final class RequestHandler extends ChannelInboundHandlerAdapter {
    private static final Logger log = LoggerFactory.getLogger(RequestHandler.class);

    private final Executor requests;
    private final Router router;
    private final BasicAuth auth;
    private final int bodyBytesMax;
    private final Deque<HttpObject> waiting = new ArrayDeque<>();
    private @Nullable HttpRequest head;
    private ByteArrayOutputStream body = new ByteArrayOutputStream();
    private boolean busy;
    private boolean closing;

    RequestHandler(Executor requests, Router router, BasicAuth auth, int bodyBytesMax) {
        this.requests = requests;
        this.router = router;
        this.auth = auth;
        this.bodyBytesMax = bodyBytesMax;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        waiting.add((HttpObject) message);
        proceed(context);
    }

    private void proceed(ChannelHandlerContext context) {
        while (!busy && !waiting.isEmpty()) {
            HttpObject next = waiting.poll();
            try {
                take(context, next);
            } finally {
                ReferenceCountUtil.release(next);
            }
        }
        context.channel().config().setAutoRead(!busy);
    }

    private void take(ChannelHandlerContext context, HttpObject message) {
        if (closing) {
            return;
        }
        if (!message.decoderResult().isSuccess()) {
            refuse(context, CouchError.badRequest("The request is no HTTP."));
            return;
        }
        if (message instanceof HttpRequest request) {
            begin(context, request);
        }
        if (message instanceof HttpContent content && !closing) {
            gather(context, content);
        }
    }

    private void begin(ChannelHandlerContext context, HttpRequest request) {
        head = request;
        body = new ByteArrayOutputStream();
        if (HttpUtil.getContentLength(request, 0L) > bodyBytesMax) {
            refuse(context, CouchError.bodyTooLarge());
            return;
        }
        String header = request.headers().get(HttpHeaderNames.AUTHORIZATION);
        if (isOpen(request.uri()) || auth.isRemembered(header)) {
            welcome(context, request);
        } else {
            check(context, request, header);
        }
    }

    private static boolean isOpen(String target) {
        return target.equals("/") || target.equals("/_up");
    }

    private void check(ChannelHandlerContext context, HttpRequest request, @Nullable String header) {
        onVirtualThread(context, () -> {
            try {
                auth.check(header);
                return () -> welcome(context, request);
            } catch (CouchError refusal) {
                return () -> refuse(context, refusal);
            } catch (InterruptedException e) {
                return context::close;
            }
        });
    }

    private static void welcome(ChannelHandlerContext context, HttpRequest request) {
        if (HttpUtil.is100ContinueExpected(request)) {
            context.writeAndFlush(new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE));
        }
    }

    private void gather(ChannelHandlerContext context, HttpContent content) {
        int size = content.content().readableBytes();
        if (body.size() + size > bodyBytesMax) {
            refuse(context, CouchError.bodyTooLarge());
            return;
        }
        byte[] bytes = new byte[size];
        content.content().readBytes(bytes);
        body.writeBytes(bytes);
        HttpRequest request = head;
        if (content instanceof LastHttpContent && request != null) {
            answer(context, request, body.toByteArray());
            body = new ByteArrayOutputStream();
            head = null;
        }
    }

    private void answer(ChannelHandlerContext context, HttpRequest request, byte[] whole) {
        boolean keepAlive = HttpUtil.isKeepAlive(request);
        onVirtualThread(context, () -> {
            var reply = new WireReply(context.channel(), keepAlive);
            boolean answered = router.serve(reply, request.method().name(), request.uri(), request.headers(), whole);
            return answered && keepAlive ? () -> {} : context::close;
        });
    }

    /** Work that may block, and what it leaves to do on the event loop before the connection goes on. */
    private interface Work {
        Runnable run();
    }

    private void onVirtualThread(ChannelHandlerContext context, Work work) {
        busy = true;
        try {
            requests.execute(() -> {
                Runnable after = work.run();
                context.executor().execute(() -> {
                    busy = false;
                    after.run();
                    proceed(context);
                });
            });
        } catch (RejectedExecutionException e) {
            context.close();
        }
    }

    private void refuse(ChannelHandlerContext context, CouchError refusal) {
        closing = true;
        var content = Unpooled.wrappedBuffer(Router.json(refusal).toByteArray());
        var response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(refusal.status()), content);
        HttpUtil.setContentLength(response, content.readableBytes());
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, "application/json")
                .set(HttpHeaderNames.CONNECTION, "close");
        if (refusal.status() == 401) {
            response.headers().set(HttpHeaderNames.WWW_AUTHENTICATE, "Basic realm=\"server\"");
        }
        context.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        closing = true;
        waiting.forEach(ReferenceCountUtil::release);
        waiting.clear();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof IdleStateEvent) {
            context.close();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        // A client that resets its connection is none of our business; anything else is looked at with debug on.
        log.atDebug().setCause(cause).log("Connection failed");
        context.close();
    }
}
