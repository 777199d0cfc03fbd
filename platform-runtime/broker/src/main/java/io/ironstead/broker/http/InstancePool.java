package io.ironstead.broker.http;

import io.ironstead.model.Dialer;
import io.ironstead.model.InstanceId;
import io.ironstead.model.Lease;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** One event loop's idle connections to instances. The one used last is used first, so the rest can grow old and go. */
final class InstancePool {
    /** A peer is on the same network: what takes longer is not there. */
    private static final int PEER_CONNECT_MILLIS_MAX = 2000;

    private final LoopShare share;
    private final Bootstrap bootstrap;
    private final Map<InstanceId, ArrayDeque<InstanceConnection>> idle = new HashMap<>();

    InstancePool(LoopShare share, Bootstrap bootstrap) {
        this.share = share;
        this.bootstrap = bootstrap.option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int)
                share.core.timeouts().connect().toMillis());
    }

    /** A connection that served before; null: there is none. */
    @Nullable
    InstanceConnection take(InstanceId instance) {
        var waiting = idle.get(instance);
        while (waiting != null && !waiting.isEmpty()) {
            var connection = waiting.removeLast();
            forgetEmpty(instance, waiting);
            if (connection.leavePool()) {
                return connection;
            }
        }
        return null;
    }

    /** Opens a connection. {@code then} gets it, or why there is none, on this loop, later. */
    void open(Lease place, BiConsumer<@Nullable InstanceConnection, @Nullable Throwable> then) {
        var dialer = place.dialer();
        var connection =
                new InstanceConnection(share, place.instance(), place.peer().orElse(null));
        var own = bootstrap.clone().handler(connection.pipeline());
        if (place.peer().isPresent()) {
            own.option(ChannelOption.CONNECT_TIMEOUT_MILLIS, PEER_CONNECT_MILLIS_MAX);
        }
        try {
            dialer.network().execute(() -> connect(own, dialer, connection, then));
        } catch (RejectedExecutionException stopped) {
            share.loop.execute(() -> then.accept(null, stopped));
        }
    }

    // Runs where the dialer says: the socket is made here, and keeps this thread's network; the rest is the loop's.
    private void connect(
            Bootstrap own,
            Dialer dialer,
            InstanceConnection connection,
            BiConsumer<@Nullable InstanceConnection, @Nullable Throwable> then) {
        ChannelFuture connecting;
        try {
            connecting = own.connect(dialer.address());
        } catch (ChannelException | IllegalStateException noSocket) {
            share.loop.execute(() -> then.accept(null, noSocket));
            return;
        }
        connecting.addListener(done -> {
            if (done.isSuccess()) {
                connection.whenKnown(stranger -> {
                    if (stranger != null) {
                        connection.close();
                    }
                    then.accept(stranger == null ? connection : null, stranger);
                });
            } else {
                then.accept(null, done.cause());
            }
        });
    }

    /** Keeps a connection for the next request, when there is room. */
    void keep(InstanceConnection connection) {
        var waiting = idle.computeIfAbsent(connection.instance(), _ -> new ArrayDeque<>());
        if (waiting.size() >= share.core.limits().idleConnectionsMax()) {
            connection.close();
        } else {
            waiting.addLast(connection);
            connection.enterPool();
        }
        forgetEmpty(connection.instance(), waiting);
    }

    void remove(InstanceConnection connection) {
        var waiting = idle.get(connection.instance());
        if (waiting != null) {
            waiting.removeLastOccurrence(connection);
            forgetEmpty(connection.instance(), waiting);
        }
    }

    private void forgetEmpty(InstanceId instance, ArrayDeque<InstanceConnection> waiting) {
        // Ids are unique for ever: without this the map would hold one entry for each instance there ever was.
        if (waiting.isEmpty()) {
            idle.remove(instance);
        }
    }

    int idleConnections() {
        return idle.values().stream().mapToInt(ArrayDeque::size).sum();
    }
}
