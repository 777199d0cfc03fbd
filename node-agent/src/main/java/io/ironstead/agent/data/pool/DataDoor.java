package io.ironstead.agent.data.pool;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.TlsServerCredentials;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import io.ironstead.agent.join.Identity;
import io.ironstead.broker.tls.PeerTls;
import io.ironstead.model.Deadline;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where other nodes' calls for sites come in that this node leads. Who they are is asked again at each call: a machine that was
 * taken out of the pool is refused on the connection it still has.
 */
final class DataDoor implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(DataDoor.class);
    private static final int CALLS_MAX = 2_000;
    private static final Context.Key<BooleanSupplier> MEMBER = Context.key("is member");
    private static final Duration UNBOUNDED_MAX = Duration.ofSeconds(60);

    private final Semaphore calls = new Semaphore(CALLS_MAX);
    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("peer-data").factory());
    private final Desk desk;
    private final Server server;

    /** Serves a call in this process, or says that it is not to. */
    interface Desk {
        PeerAnswer serve(PeerCall call, Deadline deadline);
    }

    /** @param address port 0 for any */
    DataDoor(InetSocketAddress address, PeerTls tls, Supplier<Identity> identity, Desk desk, FeedDoor.Feeds feeds)
            throws IOException {
        this.desk = desk;
        var feed = new FeedDoor(feeds, threads);
        var credentials = TlsServerCredentials.newBuilder()
                .keyManager(new PeerKeys(identity))
                .trustManager(tls.trust())
                .clientAuth(TlsServerCredentials.ClientAuth.REQUIRE)
                .build();
        server = NettyServerBuilder.forAddress(address, credentials)
                .executor(threads)
                .intercept(new Members(tls))
                .maxInboundMessageSize(PeerWire.MESSAGE_BYTES_MAX)
                .permitKeepAliveTime(1, TimeUnit.SECONDS)
                .permitKeepAliveWithoutCalls(true)
                .addService(ServerServiceDefinition.builder("ironstead.SiteData")
                        .addMethod(PeerWire.CALL, ServerCalls.asyncUnaryCall(this::serve))
                        .addMethod(FeedWire.DATABASES, ServerCalls.asyncUnaryCall(feed::databases))
                        .addMethod(
                                FeedWire.FEED,
                                ServerCalls.asyncServerStreamingCall(
                                        (request, answers) -> feed.feed(request, answers, MEMBER.get())))
                        .build())
                .build()
                .start();
    }

    int port() {
        return server.getPort();
    }

    private void serve(PeerCall call, StreamObserver<PeerAnswer> answers) {
        if (!calls.tryAcquire()) {
            answers.onError(Status.RESOURCE_EXHAUSTED.asRuntimeException());
            return;
        }
        try {
            answers.onNext(desk.serve(call, deadline()));
            answers.onCompleted();
        } catch (RuntimeException broken) {
            // The edge of this thread.
            log.atError().addKeyValue("site", call.site()).setCause(broken).log("A call of another node failed");
            answers.onError(Status.INTERNAL.asRuntimeException());
        } finally {
            calls.release();
        }
    }

    private static Deadline deadline() {
        var given = Context.current().getDeadline();
        return Deadline.in(given == null ? UNBOUNDED_MAX : Duration.ofNanos(given.timeRemaining(TimeUnit.NANOSECONDS)));
    }

    private record Members(PeerTls tls) implements ServerInterceptor {
        @Override
        public <Q, A> ServerCall.Listener<Q> interceptCall(
                ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
            var session = call.getAttributes().get(Grpc.TRANSPORT_ATTR_SSL_SESSION);
            if (session != null && isMember(session)) {
                var known = Context.current().withValue(MEMBER, () -> isMember(session));
                return Contexts.interceptCall(known, call, headers, next);
            }
            call.close(Status.UNAUTHENTICATED.withDescription("Not a machine of this pool"), new Metadata());
            return new ServerCall.Listener<>() {};
        }

        private boolean isMember(SSLSession session) {
            try {
                var chain = session.getPeerCertificates();
                return chain.length > 0
                        && chain[0] instanceof X509Certificate shown
                        && PeerTls.nodeOf(shown).filter(tls::isMember).isPresent();
            } catch (SSLPeerUnverifiedException nobody) {
                return false;
            }
        }
    }

    @Override
    public void close() {
        server.shutdownNow();
        threads.shutdownNow();
    }
}
