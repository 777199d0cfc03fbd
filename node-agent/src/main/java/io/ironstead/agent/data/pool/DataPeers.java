package io.ironstead.agent.data.pool;

import io.grpc.CallOptions;
import io.grpc.ClientStreamTracer;
import io.grpc.Grpc;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.TlsChannelCredentials;
import io.grpc.stub.ClientCalls;
import io.ironstead.agent.data.pool.SiteLeaders.Place;
import io.ironstead.agent.join.Identity;
import io.ironstead.datastore.DatastoreException;
import io.ironstead.datastore.Problem;
import io.ironstead.datastore.standby.FeedSource;
import io.ironstead.model.Deadline;
import io.ironstead.model.NodeId;
import io.ironstead.model.SiteName;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.net.ssl.X509ExtendedTrustManager;

/** Connections to the doors of other nodes: one for each, opened by its first call, on which calls go side by side. */
final class DataPeers implements AutoCloseable {
    private static final int CALLS_MAX = 2_000;

    /** A connection that is dead without having been closed is found after both, if the node's cards still come. */
    private static final int ALIVE_ASKED_SECONDS = 10;

    private static final int ALIVE_ANSWER_SECONDS = 2;
    private static final int DATABASES_MAX_MILLIS = 1_000;

    private final X509ExtendedTrustManager trust;
    private final PeerKeys keys;
    private final ConcurrentHashMap<NodeId, Known> channels = new ConcurrentHashMap<>();
    private final Semaphore calls = new Semaphore(CALLS_MAX);

    /** @param trust accepts the certificates of this pool's nodes */
    DataPeers(X509ExtendedTrustManager trust, Supplier<Identity> identity) {
        this.trust = trust;
        this.keys = new PeerKeys(identity);
    }

    private record Known(Place.At at, ManagedChannel channel) {}

    /** No answer came. */
    static final class LostException extends Exception {
        private static final long serialVersionUID = 1;
        private final boolean sent;

        LostException(boolean sent, Throwable cause) {
            super(cause);
            this.sent = sent;
        }

        /** Whether the peer may have begun; if not, the call may be made again wherever it is. */
        boolean maybeBegun() {
            return sent;
        }
    }

    /** @throws LostException when the peer could not be reached, or was lost before its answer */
    PeerAnswer call(Place.At at, PeerCall call, Deadline deadline) throws LostException {
        if (!calls.tryAcquire()) {
            throw new DatastoreException(new Problem.Exhausted("calls to other machines"));
        }
        var sending = new Sending();
        try {
            var options = CallOptions.DEFAULT
                    .withDeadlineAfter(deadline.left().toNanos(), TimeUnit.NANOSECONDS)
                    .withStreamTracerFactory(sending)
                    .withMaxInboundMessageSize(PeerWire.MESSAGE_BYTES_MAX);
            return ClientCalls.blockingUnaryCall(channel(at), PeerWire.CALL, options, call);
        } catch (StatusRuntimeException ended) {
            if (ended.getStatus().getCode() == Status.Code.DEADLINE_EXCEEDED && deadline.isOver()) {
                throw new DatastoreException(
                        sending.sent ? new Problem.OutcomeUnknown() : new Problem.DeadlineExceeded());
            }
            if (ended.getStatus().getCode() == Status.Code.RESOURCE_EXHAUSTED) {
                throw new DatastoreException(new Problem.Exhausted("calls of other machines to " + at.node()));
            }
            throw new LostException(sending.sent, ended);
        } finally {
            calls.release();
        }
    }

    /**
     * The databases of a site that are open at its leader.
     *
     * @throws FeedSource.LostException when it does not answer in time
     */
    List<String> databases(Place.At at, SiteName site) throws FeedSource.LostException {
        var options = CallOptions.DEFAULT.withDeadlineAfter(DATABASES_MAX_MILLIS, TimeUnit.MILLISECONDS);
        try {
            return ClientCalls.blockingUnaryCall(channel(at), FeedWire.DATABASES, options, site);
        } catch (StatusRuntimeException ended) {
            throw new FeedSource.LostException("The machine " + at.node() + " does not answer", ended);
        }
    }

    /** Hears what a database's leader acknowledges, for as long as {@code leaders} take it for the leader. */
    FeedSource.Hearing hear(SiteLeaders leaders, SiteName site, String database) throws FeedSource.LostException {
        if (!(leaders.of(site) instanceof Place.At at)) {
            throw new FeedSource.LostException("No other machine leads");
        }
        var hearing = new FeedHearing(() -> leaders.of(site).equals(at));
        // It has no end of its own; a peer that stands still is noticed as with every other call.
        var options = CallOptions.DEFAULT.withMaxInboundMessageSize(PeerWire.MESSAGE_BYTES_MAX);
        ClientCalls.asyncServerStreamingCall(
                channel(at).newCall(FeedWire.FEED, options), new FeedRequest(site, database), hearing);
        return hearing;
    }

    /** Learns whether anything of a call was handed to a connection. */
    private static final class Sending extends ClientStreamTracer.Factory {
        private volatile boolean sent;

        @Override
        public ClientStreamTracer newClientStreamTracer(ClientStreamTracer.StreamInfo info, Metadata headers) {
            return new ClientStreamTracer() {
                @Override
                public void outboundHeaders() {
                    sent = true;
                }
            };
        }
    }

    private ManagedChannel channel(Place.At at) {
        var known = channels.compute(at.node(), (node, before) -> {
            if (before != null && before.at().equals(at)) {
                return before;
            }
            if (before != null) {
                // It has started again, at another port.
                before.channel().shutdown();
            }
            return new Known(at, open(at));
        });
        return known.channel();
    }

    private ManagedChannel open(Place.At at) {
        var credentials = TlsChannelCredentials.newBuilder()
                .keyManager(keys)
                .trustManager(new OneNode(trust, at.node()))
                .build();
        return Grpc.newChannelBuilderForAddress(at.host(), at.port(), credentials)
                .keepAliveTime(ALIVE_ASKED_SECONDS, TimeUnit.SECONDS)
                .keepAliveTimeout(ALIVE_ANSWER_SECONDS, TimeUnit.SECONDS)
                .disableRetry()
                .build();
    }

    /** The nodes that were called, and to which connections may be open. */
    Set<NodeId> connected() {
        return Set.copyOf(channels.keySet());
    }

    /** Ends what waits for a node, as lost; a call to one that comes back opens a connection again. */
    void gone(NodeId node) {
        var known = channels.remove(node);
        if (known != null) {
            known.channel().shutdownNow();
        }
    }

    @Override
    public void close() {
        channels.keySet().forEach(this::gone);
    }
}
