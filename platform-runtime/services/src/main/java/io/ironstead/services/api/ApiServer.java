package io.ironstead.services.api;

import io.ironstead.model.InNetwork;
import io.ironstead.model.InstanceId;
import io.ironstead.model.InstanceSurroundings;
import io.ironstead.model.VersionKey;
import io.ironstead.services.Caller;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Serves the API to every instance of a node, each at an address of its own: who calls is known by where the call comes
 * in, never by what it says. Safe for use by any thread.
 */
public final class ApiServer implements InstanceSurroundings, AutoCloseable {
    private static final int LINE_BYTES_MAX = 4096;
    private static final int HEADER_BYTES_MAX = 256 << 10;
    private static final int LOOPS = 2;

    private final Tickets tickets;
    private final ApiServices services;
    private final ApiLimits limits;
    private final CallCounts counts = new CallCounts();
    private final Gathered gathered;
    private final EventLoopGroup loops;
    private final ExecutorService calls = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("api-call-", 0).factory());

    public ApiServer(Tickets tickets, ApiServices services, ApiLimits limits) {
        this.tickets = tickets;
        this.services = services;
        this.limits = limits;
        gathered = new Gathered(limits.gatheredBytesMax());
        loops = new MultiThreadIoEventLoopGroup(
                LOOPS, new DefaultThreadFactory("api-server", true), NioIoHandler.newFactory());
        // Started now and here: a thread is born in the network of the one that starts it, and listeners are opened in
        // instances' networks.
        loops.forEach(loop -> loop.execute(() -> {}));
    }

    /**
     * Listens for one instance on a port of loopback, and tells it by {@code API_HOST} and {@code API_PORT}, which Google's
     * SDKs read. Closing the door ends the instance's connections; calls that run end unheard.
     *
     * @throws IOException when no port is free
     */
    public Door open(VersionKey version, InstanceId instance) throws IOException {
        return open(version, instance, Runnable::run);
    }

    /** The same in the instance's own network, where nobody else reaches it. */
    @Override
    public Door open(VersionKey version, InstanceId instance, Executor network) throws IOException {
        var address = new InetSocketAddress("127.0.0.1", 0);
        var desk = new CallDesk(new Caller(version, instance, Optional.empty()), tickets, services, counts, limits);
        var open = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);
        var server = new ServerBootstrap()
                .group(loops)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, 256)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new Connections(desk, open));
        // The socket is made by the thread that calls bind; the rest happens on the event loop.
        ChannelFuture bound =
                InNetwork.open(network, () -> server.bind(address)).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IOException("The API server cannot listen for " + instance, bound.cause());
        }
        open.add(bound.channel());
        return new Door(bound.channel(), open);
    }

    private final class Connections extends ChannelInitializer<SocketChannel> {
        private final CallDesk desk;
        private final ChannelGroup open;
        private final Semaphore places = new Semaphore(limits.connectionsMax());

        Connections(CallDesk desk, ChannelGroup open) {
            this.desk = desk;
            this.open = open;
        }

        @Override
        protected void initChannel(SocketChannel channel) {
            if (!places.tryAcquire()) {
                channel.close();
                return;
            }
            channel.closeFuture().addListener(closed -> places.release());
            open.add(channel);
            channel.pipeline()
                    .addLast(new IdleStateHandler(0, 0, limits.idleMax().toSeconds(), TimeUnit.SECONDS))
                    .addLast(new HttpServerCodec(new HttpDecoderConfig()
                            .setMaxInitialLineLength(LINE_BYTES_MAX)
                            .setMaxHeaderSize(HEADER_BYTES_MAX)))
                    .addLast(new CallConnection(desk, calls, gathered));
        }
    }

    /** One instance's way to the API. */
    public static final class Door implements InstanceSurroundings.Opened {
        private final InetSocketAddress address;
        private final ChannelGroup open;

        private Door(Channel listening, ChannelGroup open) {
            this.address = (InetSocketAddress) listening.localAddress();
            this.open = open;
        }

        public InetSocketAddress address() {
            return address;
        }

        @Override
        public Map<String, String> environment() {
            return Map.of(
                    "API_HOST",
                    address().getHostString(),
                    "API_PORT",
                    Integer.toString(address().getPort()));
        }

        @Override
        public void close() {
            open.close().awaitUninterruptibly();
        }
    }

    public CallCounts counts() {
        return counts;
    }

    /** Bytes of requests that are in memory now. */
    public int gatheredBytes() {
        return gathered.bytes();
    }

    /** Ends everything; calls that run are interrupted. */
    @Override
    public void close() {
        loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
        calls.shutdownNow();
    }
}
