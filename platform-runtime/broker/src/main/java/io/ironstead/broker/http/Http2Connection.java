package io.ironstead.broker.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.http2.DefaultHttp2WindowUpdateFrame;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayList;
import java.util.List;

/** A visitor's HTTP/2 connection: many requests at a time, each on a stream of its own. */
final class Http2Connection extends Watched implements Drainable {
    /** What one stream, and all streams together, may send before the broker has passed it on. */
    private static final int STREAM_WINDOW = 256 << 10;

    private static final int CONNECTION_WINDOW = 1 << 20;
    private static final int DEFAULT_WINDOW = 65_535;

    private final LoopShare share;
    private final Channel channel;
    private final Peer peer;
    private final List<Http2Visitor> streams = new ArrayList<>();
    private long idleSince = System.nanoTime();
    private boolean closing;

    Http2Connection(LoopShare share, Channel channel, Peer peer) {
        this.share = share;
        this.channel = channel;
        this.peer = peer;
    }

    /** Takes the connection over. */
    void install() {
        var limits = share.core.limits();
        var settings = Http2Settings.defaultSettings()
                .maxConcurrentStreams(limits.streamsMax())
                .initialWindowSize(STREAM_WINDOW)
                .maxHeaderListSize(limits.headerBytesMax());
        var codec = Http2FrameCodecBuilder.forServer()
                .initialSettings(settings)
                .validateHeaders(true)
                .gracefulShutdownTimeoutMillis(share.core.timeouts().progress().toMillis())
                .build();
        var streamsSetup = new ChannelInitializer<Channel>() {
            @Override
            protected void initChannel(Channel stream) {
                stream.pipeline().addLast(new Http2Visitor(share, Http2Connection.this, stream));
            }
        };
        channel.pipeline().addLast(codec, new Http2MultiplexHandler(streamsSetup), new Handler());
        channel.write(new DefaultHttp2WindowUpdateFrame(CONNECTION_WINDOW - DEFAULT_WINDOW));
        share.watch(this);
        if (share.draining()) {
            drain();
        }
    }

    Peer peer() {
        return peer;
    }

    void opened(Http2Visitor stream) {
        streams.add(stream);
    }

    void closed(Http2Visitor stream) {
        streams.remove(stream);
        idleSince = System.nanoTime();
    }

    /** Says GOAWAY; Netty closes the connection when the last stream has ended. */
    @Override
    public void drain() {
        if (!closing) {
            closing = true;
            channel.close();
        }
    }

    @Override
    void check(long now) {
        if (streams.isEmpty()) {
            if (now - idleSince > share.core.timeouts().keepAlive().toNanos()) {
                drain();
            }
            return;
        }
        for (var stream : List.copyOf(streams)) {
            stream.check(now);
        }
    }

    private final class Handler extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            // Settings, pings and the like: the codec has dealt with them.
            ReferenceCountUtil.release(message);
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            share.unwatch(Http2Connection.this);
            List.copyOf(streams).forEach(Http2Visitor::takeTheRest);
            ctx.fireChannelInactive();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close();
        }
    }
}
