package io.ironstead.services.api;

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
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection of an instance: gathers a call, has it answered on a virtual thread, then gathers the next. While a
 * call is answered nothing is read. A call that overruns its deadline is answered from here, and its service is left to
 * end by itself.
 */
final class CallConnection extends ChannelInboundHandlerAdapter {
    private static final Logger log = LoggerFactory.getLogger(CallConnection.class);

    /** Services keep the deadline themselves and have better words. SDKs wait at least 500 ms longer than they say. */
    private static final long GRACE_MILLIS = 200;

    private static final byte[] NOT_HERE =
            "Programs POST their App Engine API calls to /rpc_http here.\n".getBytes(StandardCharsets.US_ASCII);

    private final CallDesk desk;
    private final Executor calls;
    private final Gathered gathered;
    private final Deque<HttpObject> waiting = new ArrayDeque<>();
    private @Nullable IncomingCall incoming;
    private boolean busy;
    private boolean closing;

    CallConnection(CallDesk desk, Executor calls, Gathered gathered) {
        this.desk = desk;
        this.calls = calls;
        this.gathered = gathered;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        waiting.add((HttpObject) message);
        proceed(context);
    }

    private void proceed(ChannelHandlerContext context) {
        while (!busy && !waiting.isEmpty()) {
            var next = waiting.poll();
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
            farewell(context, HttpResponseStatus.BAD_REQUEST);
            return;
        }
        if (message instanceof HttpRequest request) {
            begin(context, request);
        }
        var call = incoming;
        if (message instanceof HttpContent content && call != null) {
            call.add(content.content());
            if (call.isHopeless()) {
                closing = true;
                context.close();
            } else if (content instanceof LastHttpContent) {
                incoming = null;
                dispatch(context, call);
            }
        }
    }

    private void begin(ChannelHandlerContext context, HttpRequest request) {
        if (!RequestHead.isCall(request)) {
            farewell(context, HttpResponseStatus.NOT_FOUND);
            return;
        }
        incoming = new IncomingCall(
                gathered,
                desk.limits().requestBytesMax(),
                HttpUtil.getContentLength(request, -1L),
                RequestHead.deadline(request.headers(), desk.limits()),
                HttpUtil.isKeepAlive(request));
        if (HttpUtil.is100ContinueExpected(request)) {
            context.writeAndFlush(new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE));
        }
    }

    private void dispatch(ChannelHandlerContext context, IncomingCall call) {
        busy = true;
        var answer = new Answer(context, call.keepAlive());
        var refusal = call.refusal();
        if (refusal != null) {
            call.release();
            answer.give(desk.refused(refusal.code(), refusal.detail()));
            return;
        }
        var late = context.executor()
                .schedule(
                        () -> answer.give(desk.tooLate()),
                        call.deadline().left().toMillis() + GRACE_MILLIS,
                        TimeUnit.MILLISECONDS);
        try {
            calls.execute(() -> {
                byte[] said;
                try {
                    said = desk.answer(call.bytes(), call.deadline());
                } finally {
                    // Before the answer goes: who reads it may send the next large call at once.
                    call.release();
                    late.cancel(false);
                }
                answer.give(said);
            });
        } catch (RejectedExecutionException stopping) {
            call.release();
            context.close();
        }
    }

    /** The one answer of a call, whoever has it first. */
    private final class Answer {
        private final ChannelHandlerContext context;
        private final boolean keepAlive;
        private final AtomicBoolean given = new AtomicBoolean();

        Answer(ChannelHandlerContext context, boolean keepAlive) {
            this.context = context;
            this.keepAlive = keepAlive;
        }

        void give(byte[] bytes) {
            if (!given.compareAndSet(false, true)) {
                return;
            }
            try {
                context.executor().execute(() -> {
                    send(bytes);
                    busy = false;
                    proceed(context);
                });
            } catch (RejectedExecutionException stopping) {
                // The server is closed, and so is this connection.
            }
        }

        private void send(byte[] bytes) {
            var response = response(HttpResponseStatus.OK, "application/octet-stream", bytes);
            if (keepAlive) {
                context.writeAndFlush(response, context.voidPromise());
            } else {
                closing = true;
                response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
                context.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
            }
        }
    }

    private static DefaultFullHttpResponse response(HttpResponseStatus status, String type, byte[] bytes) {
        var response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, Unpooled.wrappedBuffer(bytes));
        response.headers().set(HttpHeaderNames.CONTENT_TYPE, type).set(HttpHeaderNames.CONTENT_LENGTH, bytes.length);
        return response;
    }

    /** Answers what is no call, and ends the connection: nobody who is meant to be here sends such. */
    private void farewell(ChannelHandlerContext context, HttpResponseStatus status) {
        closing = true;
        var response = response(status, "text/plain; charset=utf-8", NOT_HERE);
        response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        context.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        closing = true;
        waiting.forEach(ReferenceCountUtil::release);
        waiting.clear();
        var call = incoming;
        incoming = null;
        if (call != null) {
            call.release();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof IdleStateEvent && !busy) {
            context.close();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        // An instance that dies resets its connections; anything else is looked at with debug on.
        log.atDebug().setCause(cause).log("A connection failed");
        context.close();
    }
}
