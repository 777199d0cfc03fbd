package io.ironstead.bench.datastore;

import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * A server that is measured.
 *
 * @param process whose processor time counts, with its children
 * @param channels connections to it, shared by the callers
 */
record Peer(String name, ProcessHandle process, List<ManagedChannel> channels) implements AutoCloseable {
    private static final int CHANNELS = 4;
    private static final int MESSAGE_MAX = 64 << 20;

    static Peer at(String name, ProcessHandle process, String host, int port) {
        return new Peer(
                name,
                process,
                IntStream.range(0, CHANNELS)
                        .<ManagedChannel>mapToObj(_ -> NettyChannelBuilder.forAddress(host, port)
                                .usePlaintext()
                                .maxInboundMessageSize(MESSAGE_MAX)
                                .build())
                        .toList());
    }

    @Override
    public void close() {
        for (ManagedChannel channel : channels) {
            channel.shutdownNow();
            try {
                channel.awaitTermination(5, TimeUnit.SECONDS);
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
