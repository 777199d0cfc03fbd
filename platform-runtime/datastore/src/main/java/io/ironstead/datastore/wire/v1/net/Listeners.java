package io.ironstead.datastore.wire.v1.net;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The event loops of one process and every address it listens on with them. */
public final class Listeners implements AutoCloseable {
    private static final int BACKLOG = 1024;
    private static final long CLOSE_SECONDS_MAX = 5;

    private final NetLimits limits;
    private final Budget budget;
    private final boolean epoll = Epoll.isAvailable();
    private final MultiThreadIoEventLoopGroup loops;
    private final AtomicInteger connections = new AtomicInteger();
    private final ChannelGroup listening = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);

    /** @param threads event loops; 0 for one for each processor */
    public Listeners(NetLimits limits, int threads) {
        this.limits = limits;
        this.budget = new Budget(limits.bufferedBytesMax());
        IoHandlerFactory handlers = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        int count = threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
        loops = new MultiThreadIoEventLoopGroup(count, new DefaultThreadFactory("datastore-wire", true), handlers);
        // Started now and here: a thread is born in the network of the one that starts it, and listeners may be opened
        // in
        // instances' networks.
        loops.forEach(loop -> loop.execute(() -> {}));
    }

    /** An address that is listened on until it is closed, its connections with it. */
    public static final class Listening implements AutoCloseable {
        private final Channel channel;
        private final ChannelGroup clients;

        private Listening(Channel channel, ChannelGroup clients) {
            this.channel = channel;
            this.clients = clients;
        }

        public InetSocketAddress address() {
            return (InetSocketAddress) channel.localAddress();
        }

        @Override
        public void close() {
            channel.close().awaitUninterruptibly(CLOSE_SECONDS_MAX, TimeUnit.SECONDS);
            clients.close().awaitUninterruptibly(CLOSE_SECONDS_MAX, TimeUnit.SECONDS);
        }
    }

    /** @param address port 0 for any */
    public Listening listen(InetSocketAddress address, Calls calls) throws IOException {
        var door = new Door(calls, limits, budget);
        var clients = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);
        Class<? extends ServerChannel> kind = epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
        var bound = new ServerBootstrap()
                .group(loops)
                .channel(kind)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel client) {
                        arrived(client, door, clients);
                    }
                })
                .bind(address)
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw bound.cause() instanceof IOException known ? known : new IOException("Cannot listen", bound.cause());
        }
        listening.add(bound.channel());
        return new Listening(bound.channel(), clients);
    }

    private void arrived(Channel client, Door door, ChannelGroup clients) {
        if (connections.incrementAndGet() > limits.connectionsMax()) {
            connections.decrementAndGet();
            client.close();
            return;
        }
        client.closeFuture().addListener(_ -> connections.decrementAndGet());
        clients.add(client);
        client.pipeline().addLast(new Doorway(door));
    }

    /** Bytes of requests that are held now. */
    public long bufferedBytes() {
        return budget.used();
    }

    @Override
    public void close() {
        listening.close().awaitUninterruptibly(CLOSE_SECONDS_MAX, TimeUnit.SECONDS);
        loops.shutdownGracefully(0, CLOSE_SECONDS_MAX, TimeUnit.SECONDS)
                .awaitUninterruptibly(2 * CLOSE_SECONDS_MAX, TimeUnit.SECONDS);
    }
}
