package io.ironstead.datastore.wire.v1;

import io.ironstead.datastore.wire.v1.net.Listeners;
import io.ironstead.model.Deadline;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * Cloud Datastore v1 for one process: any number of addresses, each with the databases its clients may use.
 *
 * <p>Whose data a client sees is decided by the address it connects to, never by what it says: a site's instances get an address
 * of their own. A request that names another project is refused.
 */
public final class V1Server implements AutoCloseable {
    private final Listeners listeners;
    private final CallThreads threads;

    public V1Server(V1Limits limits) {
        this.listeners = new Listeners(limits.net(), limits.loops());
        this.threads = new CallThreads(limits.callsMax());
    }

    /** @param address port 0 for any; {@link Listeners.Listening#address()} tells which */
    public Listeners.Listening listen(InetSocketAddress address, Databases databases) throws IOException {
        return listen(address, databases, V1Route.HERE);
    }

    /** @param route where calls are served that this address allows */
    public Listeners.Listening listen(InetSocketAddress address, Databases databases, V1Route route)
            throws IOException {
        return listeners.listen(address, new V1Calls(databases, route, threads, Optional.empty()));
    }

    /** Serves a call that another process passed on, on the calling thread. */
    public V1Reply call(V1Method method, byte[] request, Databases databases, Deadline deadline) {
        return new V1Calls(databases, V1Route.HERE, threads, Optional.empty())
                .outcome(() -> V1Calls.parse(method, request), deadline);
    }

    /** Calls from within this process, in JSON. */
    public JsonCalls json(Databases databases, V1Route route) {
        return new JsonCalls(new V1Calls(databases, route, threads, Optional.empty()));
    }

    /** As Google's emulators listen: anyone may forget all data. For tests only. */
    public Listeners.Listening listenForTests(InetSocketAddress address, Databases databases, TestMode mode)
            throws IOException {
        return listeners.listen(address, new V1Calls(databases, V1Route.HERE, threads, Optional.of(mode)));
    }

    /** Ends every address and every connection. Calls in progress go on without anyone to hear of them. */
    @Override
    public void close() {
        listeners.close();
        threads.close();
    }
}
