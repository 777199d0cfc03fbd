package io.ironstead.broker;

import io.ironstead.broker.http.Core;
import io.ironstead.broker.http.Doorway;
import io.ironstead.broker.http.LoopShare;
import io.ironstead.broker.http.Outbound;
import io.ironstead.broker.tls.Certificates;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SniHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.util.Mapping;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The event loops, and what listens on them. */
final class Loops implements AutoCloseable {
    private static final int BACKLOG = 4096;
    private static final long CLOSE_SECONDS_MAX = 5;

    private final Core core;
    private final boolean epoll = Epoll.isAvailable();
    private final MultiThreadIoEventLoopGroup group;
    private final Map<EventLoop, LoopShare> shares = new HashMap<>();
    private final List<LoopShare> all = new ArrayList<>();
    private final Map<LoopShare, EventLoop> loopOf = new HashMap<>();
    private final List<Channel> listening = new ArrayList<>();
    private final ChannelGroup visitors = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);

    Loops(Core core, int threads) {
        this.core = core;
        IoHandlerFactory handlers = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        int count = threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
        group = new MultiThreadIoEventLoopGroup(count, new DefaultThreadFactory("broker", true), handlers);
        Class<? extends SocketChannel> outbound = epoll ? EpollSocketChannel.class : NioSocketChannel.class;
        group.forEach(executor -> {
            var loop = (EventLoop) executor;
            var share = new LoopShare(core, loop, Outbound.from(loop, outbound));
            shares.put(loop, share);
            loopOf.put(share, loop);
            all.add(share);
        });
    }

    String transport() {
        return epoll ? "epoll" : "nio";
    }

    List<LoopShare> all() {
        return all;
    }

    /** Runs the task on the share's own thread. */
    void on(LoopShare share, Consumer<LoopShare> task) {
        var loop = loopOf.get(share);
        if (loop == null) {
            throw new RejectedExecutionException("Not a loop of this broker");
        }
        loop.execute(() -> task.accept(share));
    }

    /** @param certificates null: in the clear */
    InetSocketAddress listen(InetSocketAddress address, @Nullable Certificates certificates) throws IOException {
        return listen(address, (share, visitor) -> {
            if (certificates == null) {
                Doorway.clear(share, visitor);
            } else {
                Mapping<String, SslContext> byName = certificates::forName;
                visitor.pipeline().addLast(new SniHandler(byName));
                Doorway.secure(share, visitor);
            }
        });
    }

    /** For other nodes' brokers. */
    InetSocketAddress listenForPeers(InetSocketAddress address) throws IOException {
        return listen(address, Doorway::peer);
    }

    private InetSocketAddress listen(InetSocketAddress address, BiConsumer<LoopShare, Channel> doorway)
            throws IOException {
        Class<? extends ServerChannel> inbound = epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
        var bound = new ServerBootstrap()
                .group(group)
                .channel(inbound)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel visitor) {
                        arrived(visitor, doorway);
                    }
                })
                .bind(address)
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw bound.cause() instanceof IOException known ? known : new IOException("Cannot listen", bound.cause());
        }
        listening.add(bound.channel());
        return (InetSocketAddress) bound.channel().localAddress();
    }

    private void arrived(Channel visitor, BiConsumer<LoopShare, Channel> doorway) {
        var share = shares.get(visitor.eventLoop());
        if (share == null || !core.admit()) {
            visitor.close();
            return;
        }
        share.traffic().connected();
        visitor.closeFuture().addListener(_ -> {
            share.traffic().disconnected();
            core.left();
        });
        visitors.add(visitor);
        doorway.accept(share, visitor);
    }

    void stopListening() {
        listening.forEach(channel -> channel.close().awaitUninterruptibly());
    }

    @Override
    public void close() {
        stopListening();
        // Every channel hears of its end, so every lease is given back.
        visitors.close().awaitUninterruptibly(CLOSE_SECONDS_MAX, TimeUnit.SECONDS);
        group.shutdownGracefully(0, CLOSE_SECONDS_MAX, TimeUnit.SECONDS)
                .awaitUninterruptibly(2 * CLOSE_SECONDS_MAX, TimeUnit.SECONDS);
    }
}
