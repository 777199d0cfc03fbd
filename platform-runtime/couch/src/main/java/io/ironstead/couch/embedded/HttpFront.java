package io.ironstead.couch.embedded;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The listening socket. Netty parses HTTP; each request then runs on a virtual thread, one at a time per connection.
 *
 * @see <a href="../../../../../../../../../docs/decisions/080-couch-embedded-server.md">decision 080</a>
 */
final class HttpFront implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(HttpFront.class);
    private static final int LINE_BYTES_MAX = 64 * 1024;
    private static final int IDLE_SECONDS_MAX = 300;
    private static final int STOP_SECONDS_MAX = 15;

    private final EventLoopGroup loops =
            new MultiThreadIoEventLoopGroup(2, new DefaultThreadFactory("couch-http", true), NioIoHandler.newFactory());
    private final ExecutorService requests = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("couch-request-", 0).factory());
    private final Semaphore connections;
    private final Channel listening;

    HttpFront(InetSocketAddress address, int connectionsMax, int bodyBytesMax, BasicAuth auth, Router router) {
        connections = new Semaphore(connectionsMax);
        var bootstrap = new ServerBootstrap()
                .group(loops)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, 256)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        if (!connections.tryAcquire()) {
                            log.atWarn().log("Connection refused: too many are open");
                            channel.close();
                            return;
                        }
                        channel.closeFuture().addListener(closed -> connections.release());
                        channel.pipeline()
                                .addLast(new IdleStateHandler(0, 0, IDLE_SECONDS_MAX))
                                .addLast(new HttpServerCodec(
                                        new HttpDecoderConfig().setMaxInitialLineLength(LINE_BYTES_MAX)))
                                .addLast(new RequestHandler(requests, router, auth, bodyBytesMax));
                    }
                });
        listening = bootstrap.bind(address).syncUninterruptibly().channel();
    }

    InetSocketAddress address() {
        return (InetSocketAddress) listening.localAddress();
    }

    /** Closes the socket, then waits for the requests that run; true when all have ended. */
    boolean stop() {
        listening.close().syncUninterruptibly();
        requests.shutdown();
        try {
            return requests.awaitTermination(STOP_SECONDS_MAX, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void close() {
        loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
    }
}
