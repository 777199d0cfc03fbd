package io.ironstead.datastore.differential;

import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.ironstead.datastore.tablet.MemoryTablets;
import io.ironstead.datastore.wire.v1.V1Limits;
import io.ironstead.datastore.wire.v1.V1Server;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.Optional;

/** The whole of Ironstead's Cloud Datastore but the log's documents: listener, wire and engine; any project exists. */
public final class OurServer implements AutoCloseable {
    private final MemoryTablets tablets = new MemoryTablets(InstantSource.system());
    private final V1Server server = new V1Server(V1Limits.DEFAULT);
    private final InetSocketAddress address;
    private final ManagedChannel channel;

    public OurServer() throws IOException {
        address = server.listen(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        (project, database) -> Optional.of(tablets.datastore(project, database)))
                .address();
        channel = NettyChannelBuilder.forAddress(address).usePlaintext().build();
    }

    public ManagedChannel channel() {
        return channel;
    }

    public void forget(String project) {
        tablets.forget(project);
    }

    @Override
    public void close() {
        channel.shutdownNow();
        server.close();
        tablets.close();
    }
}
