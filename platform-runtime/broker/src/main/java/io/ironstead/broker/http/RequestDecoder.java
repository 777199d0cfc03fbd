package io.ironstead.broker.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.List;

/**
 * Netty's decoder, stricter, and under control: it stops between two requests and within a body until it is told to go
 * on, and what it does not decode yet stays where it came from: in one bounded buffer, then in the kernel.
 *
 * <p>Stricter means: what Netty mends, this refuses. A line folded onto the next, a lone carriage return, and anything
 * but single spaces in the request line are read differently by different servers, which is how requests are smuggled.
 */
final class RequestDecoder extends HttpRequestDecoder {
    /** A visitor that sends ahead is not read further than this. */
    private static final int AHEAD_MAX = 64 << 10;

    private static final DecoderResult DOUBTFUL =
            DecoderResult.failure(new IllegalArgumentException("Folded line or lone control character"));

    private boolean headNext = true;
    private boolean lineStarts = true;
    private boolean firstLine = true;
    private int spaces;
    private byte before;

    private boolean bodyHeld;
    private boolean betweenRequests;
    private boolean deaf;
    private boolean decoding;

    RequestDecoder(Limits limits) {
        super(new HttpDecoderConfig()
                .setMaxInitialLineLength(limits.requestLineBytesMax())
                .setMaxHeaderSize(limits.headerBytesMax())
                .setMaxChunkSize(64 << 10)
                .setInitialBufferSize(512));
    }

    /** Holds back what follows of the body, or gives it free. */
    void holdBody(ChannelHandlerContext own, boolean hold) {
        bodyHeld = hold;
        own.channel().config().setAutoRead(!hold);
        if (!hold) {
            goOn(own);
        }
    }

    /** The answer to the last request is complete: the next one may come. */
    void next(ChannelHandlerContext own) {
        betweenRequests = false;
        if (!own.channel().config().isAutoRead()) {
            own.channel().config().setAutoRead(true);
        }
        goOn(own);
    }

    /** Throws away everything from now on. */
    void deafen(ChannelHandlerContext own) {
        deaf = true;
        bodyHeld = false;
        own.channel().config().setAutoRead(true);
        goOn(own);
    }

    /** True: some of a request's head has come, and some has not. */
    boolean headBegun() {
        return headNext && (!lineStarts || !firstLine || actualReadableBytes() > 0);
    }

    private void goOn(ChannelHandlerContext own) {
        // Within decode the loop that called it goes on by itself.
        if (!decoding && actualReadableBytes() > 0) {
            try {
                channelRead(own, Unpooled.EMPTY_BUFFER);
                channelReadComplete(own);
            } catch (Exception broken) {
                own.fireExceptionCaught(broken);
            }
        }
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf buffer, List<Object> out) throws Exception {
        if (deaf) {
            buffer.skipBytes(buffer.readableBytes());
            return;
        }
        if (betweenRequests || bodyHeld) {
            if (buffer.readableBytes() > AHEAD_MAX && ctx.channel().config().isAutoRead()) {
                ctx.channel().config().setAutoRead(false);
            }
            return;
        }
        if (!headNext) {
            super.decode(ctx, buffer, out);
        } else {
            int from = buffer.readerIndex();
            super.decode(ctx, buffer, out);
            if (!out.isEmpty()
                    && out.getFirst() instanceof HttpObject first
                    && first.decoderResult().isFailure()) {
                deaf = true;
                return;
            }
            if (isDoubtful(buffer, from, buffer.readerIndex())) {
                refuse(out);
                return;
            }
            headNext = out.isEmpty();
        }
        if (!out.isEmpty() && out.getLast() instanceof LastHttpContent last) {
            deaf = last.decoderResult().isFailure();
            betweenRequests = true;
            expectHead();
        }
    }

    private void expectHead() {
        headNext = true;
        lineStarts = true;
        firstLine = true;
        spaces = 0;
        before = 0;
    }

    private void refuse(List<Object> out) {
        deaf = true;
        for (var one : out) {
            if (one instanceof HttpObject object) {
                object.setDecoderResult(DOUBTFUL);
            }
        }
        if (out.isEmpty() || !(out.getFirst() instanceof HttpRequest)) {
            var message = createInvalidMessage();
            message.setDecoderResult(DOUBTFUL);
            out.clear();
            out.add(message);
        }
    }

    /** Looks at those bytes of a head that have just been decoded. */
    private boolean isDoubtful(ByteBuf buffer, int from, int to) {
        for (int i = from; i < to; i++) {
            byte b = buffer.getByte(i);
            if (before == '\r' && b != '\n') {
                return true;
            }
            if (lineStarts && !firstLine && (b == ' ' || b == '\t')) {
                return true;
            }
            if (firstLine && b != '\r' && b != '\n') {
                if (b == ' ' && (before == ' ' || lineStarts || ++spaces > 2)) {
                    return true;
                }
                if (b >= 0 && b < ' ' || b == 0x7f) {
                    return true;
                }
            }
            if (b == '\n') {
                // Empty lines before a request are allowed.
                firstLine &= lineStarts;
                lineStarts = true;
            } else if (b != '\r') {
                lineStarts = false;
            }
            before = b;
        }
        return false;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) throws Exception {
        boolean outer = !decoding;
        decoding = true;
        try {
            super.channelRead(ctx, msg);
        } finally {
            if (outer) {
                decoding = false;
            }
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) throws Exception {
        // What is left is decoded within; who is told of it must not start another round on the same bytes.
        decoding = true;
        super.channelInactive(ctx);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        // Not the inherited one: it asks for another read whenever nothing was decoded, held or not.
        discardSomeReadBytes();
        ctx.fireChannelReadComplete();
    }

    @Override
    protected void decodeLast(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        // The visitor is gone: half a request is of no use to anybody.
    }
}
