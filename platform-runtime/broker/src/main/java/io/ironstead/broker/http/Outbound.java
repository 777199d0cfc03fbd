package io.ironstead.broker.http;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.SocketChannel;

/** How connections to instances are made: on the visitor's own event loop, so a request never changes threads. */
public final class Outbound {
    private Outbound() {}

    public static Bootstrap from(EventLoop loop, Class<? extends SocketChannel> transport) {
        return new Bootstrap()
                .group(loop)
                .channel(transport)
                .option(ChannelOption.TCP_NODELAY, true)
                // An instance that refuses a body closes its receiving side. Its answer must still be read.
                .option(ChannelOption.AUTO_CLOSE, false);
    }
}
