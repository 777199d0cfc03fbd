package io.ironstead.datastore.wire.v1.net;

/** Takes what came in. Called on event loops, so it hands the work to another thread and returns at once. */
public interface Calls {

    /** To be answered exactly once, from any thread. */
    void grpc(GrpcCall call);

    /** To be answered exactly once, from any thread. */
    void http(HttpCall call);
}
