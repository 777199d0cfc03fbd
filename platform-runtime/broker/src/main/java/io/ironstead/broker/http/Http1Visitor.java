package io.ironstead.broker.http;

import io.ironstead.broker.http.Reading.Accepted;
import io.ironstead.broker.http.Reading.Refused;
import io.ironstead.model.NodeId;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.FileRegion;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/*
 * A connection is always in one of these: between requests (no exchange), at a request, tunnelling, or lingering: the
 * answer was sent and the connection is to end, but the visitor still sends. To close then would make his system throw
 * away the answer, so his bytes are read and dropped for a little while.
 */
/** A visitor's HTTP/1.1 (or 1.0) connection: one request after the other. */
final class Http1Visitor extends Watched implements Visitor, Drainable {
    /** Up to here a copy costs less than a further piece to write. */
    private static final int COPY_MAX = 8 << 10;

    private static final int HEAD_BYTES = 1024;
    private static final long LINGER_NANOS = Duration.ofSeconds(5).toNanos();

    private final LoopShare share;
    private final Channel channel;
    private final Peer peer;
    private final @Nullable NodeId node;
    private final RequestDecoder decoder;
    private final Handler handler = new Handler();

    private @Nullable ChannelHandlerContext decoderContext;
    private @Nullable Exchange exchange;
    private @Nullable ByteBuf head;
    private boolean requestEnded;
    private boolean answerEnded;
    private boolean keepAlive;
    private boolean chunked;
    private boolean endsByClosing;
    private boolean tunnel;
    private boolean served;
    private long lingering;
    private long since = System.nanoTime();
    private long headSince;
    private final Progress progress = new Progress();

    Http1Visitor(LoopShare share, Channel channel, Peer peer) {
        this(share, channel, peer, null);
    }

    /** @param node the node at the other end, which showed its certificate; null: a visitor */
    Http1Visitor(LoopShare share, Channel channel, Peer peer, @Nullable NodeId node) {
        this.node = node;
        this.share = share;
        this.channel = channel;
        this.peer = peer;
        this.decoder = new RequestDecoder(share.core.limits());
    }

    /** Takes the connection over. */
    void install() {
        channel.pipeline().addLast(decoder, handler);
        decoderContext = channel.pipeline().context(decoder);
        share.watch(this);
    }

    // --- Visitor ------------------------------------------------------------------------------------------------

    @Override
    public Channel channel() {
        return channel;
    }

    @Override
    public boolean secure() {
        return peer.secure();
    }

    @Override
    public String address() {
        return peer.address();
    }

    @Override
    public @Nullable NodeId peer() {
        return node;
    }

    @Override
    public byte[] addressHeaders() {
        return peer.headers();
    }

    @Override
    public boolean takesRegions() {
        return !peer.secure() && !chunked;
    }

    @Override
    public void interim(int status, HttpHeaders headers) {
        var lines = channel.alloc().directBuffer(128);
        Heads.writeInterim(lines, status, headers);
        channel.writeAndFlush(lines, channel.voidPromise());
    }

    @Override
    public void head(Exchange answered, int status, HttpHeaders headers, long length, boolean empty) {
        var lines = channel.alloc().directBuffer(HEAD_BYTES);
        Heads.writeAnswer(lines, answered, status, headers);
        boolean bodiless = status == 204 || status == 304 || answered.request().isHead();
        keepAlive &= !share.draining()
                && (answered.bodyEnded() || !answered.request().hasBody());
        chunked = false;
        if (length >= 0) {
            if (status != 204) {
                lines.writeBytes(Heads.LENGTH);
                Ascii.writeDecimal(lines, length);
                Heads.writeLineEnd(lines);
            }
        } else if (!bodiless) {
            chunked = answered.request().interim();
            endsByClosing = !chunked;
            keepAlive &= chunked;
            if (chunked) {
                lines.writeBytes(Heads.CHUNKED);
            }
        }
        if (!keepAlive) {
            lines.writeBytes(Heads.CLOSE);
        } else if (!answered.request().interim()) {
            lines.writeBytes(Heads.KEEP_ALIVE);
        }
        Heads.writeLineEnd(lines);
        head = lines;
    }

    @Override
    public void content(ByteBuf part) {
        if (tunnel) {
            channel.write(part, channel.voidPromise());
            return;
        }
        var lines = head;
        int length = part.readableBytes();
        if (lines != null && !chunked && length <= COPY_MAX) {
            // One piece instead of two: the usual small answer leaves in one write.
            head = null;
            lines.writeBytes(part);
            part.release();
            channel.write(lines, channel.voidPromise());
            return;
        }
        writeHead();
        if (chunked) {
            Chunks.write(channel, part);
        } else {
            channel.write(part, channel.voidPromise());
        }
    }

    @Override
    public void region(FileRegion part) {
        writeHead();
        channel.write(part);
    }

    private void writeHead() {
        var lines = head;
        if (lines != null) {
            head = null;
            channel.write(lines, channel.voidPromise());
        }
    }

    @Override
    public void end(@Nullable HttpHeaders trailers) {
        if (tunnel) {
            channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
            return;
        }
        writeHead();
        if (chunked) {
            Chunks.writeLast(channel, trailers == null ? EmptyHttpHeaders.INSTANCE : trailers);
        }
        channel.flush();
        answerEnded = true;
        goOn();
    }

    @Override
    public void flush() {
        writeHead();
        channel.flush();
    }

    @Override
    public void abort() {
        if (endsByClosing && channel.isActive()) {
            // An orderly end would say that the body is complete.
            channel.config().setOption(ChannelOption.SO_LINGER, 0);
        }
        channel.close();
    }

    @Override
    public void holdBody(boolean hold) {
        decoder.holdBody(context(), hold);
    }

    @Override
    public void tunnel(Exchange asking, HttpHeaders headers) {
        tunnel = true;
        var lines = channel.alloc().directBuffer(HEAD_BYTES);
        Heads.writeAnswer(lines, asking, 101, headers);
        Heads.writeLine(lines, HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE);
        Heads.writeLine(lines, HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET);
        Heads.writeLineEnd(lines);
        channel.writeAndFlush(lines, channel.voidPromise());
        channel.config().setAutoRead(true);
        channel.pipeline().remove(decoder);
    }

    private ChannelHandlerContext context() {
        var context = decoderContext;
        if (context == null) {
            throw new IllegalStateException("Not installed");
        }
        return context;
    }

    // --- one request after the other ----------------------------------------------------------------------------

    private void request(HttpRequest message) {
        headSince = 0;
        served = true;
        requestEnded = false;
        answerEnded = false;
        chunked = false;
        endsByClosing = false;
        switch (share.core.reader().read(message, false)) {
            case Refused refused -> refuse(Page.of(refused));
            case Accepted(var request) -> {
                keepAlive = HttpUtil.isKeepAlive(message);
                var begun = new Exchange(share, this, request);
                exchange = begun;
                begun.begin();
            }
        }
    }

    /** Answers what is no request, and ends the connection: where the next one would begin is not known. */
    private void refuse(Page page) {
        var html = page.html("refused");
        var lines = channel.alloc().directBuffer(HEAD_BYTES + html.length);
        lines.writeBytes(Heads.statusLine(page.status()));
        lines.writeBytes(share.core.nodeHeader());
        Heads.writeLine(lines, HttpHeaderNames.CONTENT_TYPE, "text/html; charset=utf-8");
        Heads.writeLine(lines, HttpHeaderNames.CONTENT_LENGTH, Integer.toString(html.length));
        lines.writeBytes(Heads.CLOSE);
        Heads.writeLineEnd(lines);
        lines.writeBytes(html);
        channel.writeAndFlush(lines, channel.voidPromise());
        linger();
    }

    private void goOn() {
        if (!answerEnded || lingering != 0) {
            return;
        }
        if (!keepAlive) {
            if (requestEnded) {
                channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
            } else {
                linger();
            }
        } else if (requestEnded) {
            exchange = null;
            since = System.nanoTime();
            if (share.draining()) {
                drain();
            } else {
                decoder.next(context());
            }
        }
    }

    private void linger() {
        lingering = System.nanoTime();
        exchange = null;
        decoder.deafen(context());
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(done -> {
            if (channel instanceof DuplexChannel duplex && !peer.secure()) {
                duplex.shutdownOutput();
            } else {
                channel.close();
            }
        });
    }

    @Override
    public void drain() {
        if (exchange == null && lingering == 0) {
            channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        }
    }

    @Override
    void check(long now) {
        var timeouts = share.core.timeouts();
        if (progress.stuck(channel, now, timeouts.progress().toNanos())) {
            abort();
        } else if (lingering != 0) {
            if (now - lingering > LINGER_NANOS) {
                channel.close();
            }
        } else if (exchange != null) {
            exchange.check(now);
        } else if (decoder.headBegun()) {
            headSince = headSince == 0 ? now : headSince;
            if (now - headSince > timeouts.header().toNanos()) {
                refuse(Page.SLOW_VISITOR);
            }
        } else if (now - since > (served ? timeouts.keepAlive() : timeouts.header()).toNanos()) {
            channel.close();
        }
    }

    private final class Handler extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            if (message instanceof HttpRequest request) {
                request(request);
                ReferenceCountUtil.release(message);
            } else if (message instanceof HttpContent content) {
                content(content);
            } else if (message instanceof ByteBuf bytes && tunnel && exchange != null) {
                exchange.body(bytes);
            } else {
                ReferenceCountUtil.release(message);
            }
        }

        private void content(HttpContent content) {
            var asking = exchange;
            if (asking == null) {
                content.release();
            } else if (content.decoderResult().isFailure()) {
                content.release();
                keepAlive = false;
                asking.visitorBroken();
            } else {
                asking.body(content.content());
                if (content instanceof LastHttpContent last && exchange == asking) {
                    requestEnded = true;
                    asking.bodyEnd(last.trailingHeaders());
                    goOn();
                }
            }
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext ctx) {
            if (exchange != null) {
                exchange.bodyPause();
            }
        }

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext ctx) {
            ctx.executor().execute(() -> {
                if (exchange != null) {
                    exchange.visitorWritable();
                }
            });
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            share.unwatch(Http1Visitor.this);
            var lines = head;
            head = null;
            if (lines != null) {
                lines.release();
            }
            var left = exchange;
            exchange = null;
            if (left != null) {
                left.visitorGone();
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close();
        }
    }
}
