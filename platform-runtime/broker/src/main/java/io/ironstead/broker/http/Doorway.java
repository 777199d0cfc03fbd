package io.ironstead.broker.http;

import io.ironstead.broker.tls.PeerTls;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ApplicationProtocolNegotiationHandler;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.util.List;
import javax.net.ssl.SSLPeerUnverifiedException;

/** Finds out which version of HTTP a visitor speaks, and gives his connection to what speaks it too. */
public final class Doorway {
    private Doorway() {}

    /** In the clear: HTTP/2 begins with its preface (prior knowledge), everything else is HTTP/1. */
    public static void clear(LoopShare share, Channel channel) {
        channel.pipeline().addLast(new Preface(share, channel));
    }

    /** Behind TLS, after the handshake: what was agreed on in it. */
    public static void secure(LoopShare share, Channel channel) {
        channel.pipeline().addLast(new Agreed(share));
    }

    /** For brokers of other nodes, behind TLS that shows who they are. They speak HTTP/1.1. */
    public static void peer(LoopShare share, Channel channel) {
        var tls = share.core.peers().asServer(channel.alloc());
        channel.pipeline().addLast(tls, new PeerAtTheDoor(share, tls));
    }

    private static void http1(LoopShare share, Channel channel, boolean secure) {
        new Http1Visitor(share, channel, Peer.of(channel.remoteAddress(), secure)).install();
    }

    private static void http2(LoopShare share, Channel channel, boolean secure) {
        new Http2Connection(share, channel, Peer.of(channel.remoteAddress(), secure)).install();
    }

    private static final class Preface extends ByteToMessageDecoder {
        private static final ByteBuf PREFACE = Http2CodecUtil.connectionPrefaceBuf();

        private final LoopShare share;
        private final Newcomer newcomer;

        Preface(LoopShare share, Channel channel) {
            this.share = share;
            this.newcomer = new Newcomer(share, channel);
        }

        @Override
        protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
            int length = Math.min(in.readableBytes(), PREFACE.readableBytes());
            boolean maybe = ByteBufUtil.equals(in, in.readerIndex(), PREFACE, 0, length);
            if (maybe && length < PREFACE.readableBytes()) {
                return;
            }
            newcomer.gone();
            if (maybe) {
                http2(share, ctx.channel(), false);
            } else {
                http1(share, ctx.channel(), false);
            }
            ctx.pipeline().remove(this);
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) throws Exception {
            newcomer.gone();
            super.channelInactive(ctx);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close();
        }
    }

    /** A connection that has not said enough to be anything. */
    private static final class Newcomer extends Watched implements Drainable {
        private final LoopShare share;
        private final long since = System.nanoTime();
        private final Channel channel;

        Newcomer(LoopShare share, Channel channel) {
            this.share = share;
            this.channel = channel;
            share.watch(this);
        }

        void gone() {
            share.unwatch(this);
        }

        @Override
        public void drain() {
            channel.close();
        }

        @Override
        void check(long now) {
            if (now - since > share.core.timeouts().header().toNanos()) {
                channel.close();
            }
        }
    }

    private static final class PeerAtTheDoor extends ChannelInboundHandlerAdapter {
        private final LoopShare share;
        private final SslHandler tls;

        PeerAtTheDoor(LoopShare share, SslHandler tls) {
            this.share = share;
            this.tls = tls;
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (!(event instanceof SslHandshakeCompletionEvent done)) {
                ctx.fireUserEventTriggered(event);
            } else if (done.isSuccess()) {
                enter(ctx);
            } else {
                ctx.close();
            }
        }

        private void enter(ChannelHandlerContext ctx) {
            try {
                var node = PeerTls.peerOf(tls);
                var channel = ctx.channel();
                new Http1Visitor(share, channel, Peer.of(channel.remoteAddress(), true), node).install();
                channel.pipeline().remove(this);
            } catch (SSLPeerUnverifiedException nobody) {
                ctx.close();
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close();
        }
    }

    private static final class Agreed extends ApplicationProtocolNegotiationHandler {
        private final LoopShare share;

        Agreed(LoopShare share) {
            super(ApplicationProtocolNames.HTTP_1_1);
            this.share = share;
        }

        @Override
        protected void configurePipeline(ChannelHandlerContext ctx, String protocol) {
            if (ApplicationProtocolNames.HTTP_2.equals(protocol)) {
                http2(share, ctx.channel(), true);
            } else {
                http1(share, ctx.channel(), true);
            }
        }

        @Override
        protected void handshakeFailure(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close();
        }
    }
}
