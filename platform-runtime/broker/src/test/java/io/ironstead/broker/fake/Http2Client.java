package io.ironstead.broker.fake;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2GoAwayFrame;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.codec.http2.Http2StreamChannelBootstrap;
import io.netty.util.ReferenceCountUtil;
import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Speaks HTTP/2 in the clear with prior knowledge, and says whatever a test wants it to say. */
public final class Http2Client implements AutoCloseable {
    private final MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final Channel connection;
    private final CompletableFuture<Boolean> goneAway = new CompletableFuture<>();

    private Http2Client(InetSocketAddress address, int window) {
        connection = new Bootstrap()
                .group(group)
                .channel(NioSocketChannel.class)
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline()
                                .addLast(Http2FrameCodecBuilder.forClient()
                                        .validateHeaders(false)
                                        .initialSettings(
                                                Http2Settings.defaultSettings().initialWindowSize(window))
                                        .build())
                                .addLast(new Http2MultiplexHandler(new ChannelInboundHandlerAdapter() {
                                    @Override
                                    public boolean isSharable() {
                                        return true;
                                    }
                                }))
                                .addLast(new ChannelInboundHandlerAdapter() {
                                    @Override
                                    public void channelRead(ChannelHandlerContext ctx, Object message) {
                                        if (message instanceof Http2GoAwayFrame) {
                                            goneAway.complete(true);
                                        }
                                        ReferenceCountUtil.release(message);
                                    }
                                });
                    }
                })
                .connect(address)
                .syncUninterruptibly()
                .channel();
    }

    public static Http2Client at(InetSocketAddress address) {
        return new Http2Client(address, 1 << 20);
    }

    public CompletableFuture<Boolean> goneAway() {
        return goneAway;
    }

    public boolean isClosed() throws InterruptedException {
        return connection.closeFuture().await(2, TimeUnit.MINUTES);
    }

    public static Http2Headers request(String method, String path) {
        return new DefaultHttp2Headers(false)
                .method(method)
                .scheme("http")
                .authority("shop.localhost")
                .path(path);
    }

    public Stream open(Http2Headers headers, boolean end) {
        var stream = new Stream();
        var channel = new Http2StreamChannelBootstrap(connection)
                .handler(stream.listener())
                .open()
                .syncUninterruptibly()
                .getNow();
        stream.channel = channel;
        channel.writeAndFlush(new DefaultHttp2HeadersFrame(headers, end));
        return stream;
    }

    /** What came back on one stream. {@code reset} is the error code, -1: it ended in order. */
    public record Answer(
            Http2Headers head, String text, @Nullable Http2Headers trailers, long reset) {
        public int status() {
            var status = head.status();
            return status == null ? 0 : Integer.parseInt(status.toString());
        }
    }

    /** One request. */
    public static final class Stream {
        private final CompletableFuture<Answer> answer = new CompletableFuture<>();
        private final CompletableFuture<Http2Headers> firstHead = new CompletableFuture<>();
        private @Nullable Http2StreamChannel channel;
        private @Nullable Http2Headers head;
        private final ByteArrayOutputStream body = new ByteArrayOutputStream();

        public Stream data(String text, boolean end) {
            return data(text.getBytes(StandardCharsets.ISO_8859_1), end);
        }

        public Stream data(byte[] bytes, boolean end) {
            channel().writeAndFlush(new DefaultHttp2DataFrame(Unpooled.wrappedBuffer(bytes), end));
            return this;
        }

        public Stream trailers(Http2Headers trailers) {
            channel().writeAndFlush(new DefaultHttp2HeadersFrame(trailers, true));
            return this;
        }

        public Http2StreamChannel channel() {
            var open = channel;
            if (open == null) {
                throw new IllegalStateException("Not open");
            }
            return open;
        }

        /** Waits for the first head, which may be one before the answer. */
        public Http2Headers firstHead() {
            return firstHead.orTimeout(2, TimeUnit.MINUTES).join();
        }

        public Answer answer() {
            return answer.orTimeout(2, TimeUnit.MINUTES).join();
        }

        private ChannelInboundHandlerAdapter listener() {
            return new ChannelInboundHandlerAdapter() {
                @Override
                public void channelRead(ChannelHandlerContext ctx, Object message) {
                    if (message instanceof Http2HeadersFrame frame) {
                        headers(frame);
                    } else if (message instanceof Http2DataFrame frame) {
                        var content = frame.content();
                        byte[] bytes = new byte[content.readableBytes()];
                        content.readBytes(bytes);
                        body.writeBytes(bytes);
                        if (frame.isEndStream()) {
                            done(null, -1);
                        }
                    }
                    ReferenceCountUtil.release(message);
                }

                @Override
                public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
                    if (event instanceof Http2ResetFrame reset) {
                        done(null, reset.errorCode());
                    }
                }

                @Override
                public void channelInactive(ChannelHandlerContext ctx) {
                    done(null, -2);
                }
            };
        }

        private void headers(Http2HeadersFrame frame) {
            firstHead.complete(frame.headers());
            if (frame.headers().status() != null) {
                head = frame.headers();
                if (frame.isEndStream()) {
                    done(null, -1);
                }
            } else if (frame.isEndStream()) {
                done(frame.headers(), -1);
            }
        }

        private void done(@Nullable Http2Headers trailers, long reset) {
            var known = head == null ? new DefaultHttp2Headers() : head;
            answer.complete(new Answer(known, body.toString(StandardCharsets.ISO_8859_1), trailers, reset));
        }
    }

    @Override
    public void close() {
        connection.close();
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
}
