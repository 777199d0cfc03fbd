package io.ironstead.bench.datastore;

import com.google.datastore.v1.DatastoreGrpc;
import com.google.datastore.v1.LookupRequest;
import com.google.datastore.v1.LookupResponse;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetSocketAddress;

/** What Google's gRPC server can do when there is nothing to do: the client's own ceiling. */
public final class EmptyServer extends DatastoreGrpc.DatastoreImplBase {
    private EmptyServer() {}

    /** Arguments: the port on loopback. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", Integer.parseInt(arguments[0])))
                .directExecutor()
                .addService(new EmptyServer())
                .build()
                .start()
                .awaitTermination();
    }

    @Override
    public void lookup(LookupRequest request, StreamObserver<LookupResponse> answer) {
        answer.onNext(LookupResponse.getDefaultInstance());
        answer.onCompleted();
    }
}
