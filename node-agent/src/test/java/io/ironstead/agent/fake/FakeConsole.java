package io.ironstead.agent.fake;

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
import io.ironstead.agent.join.Pem;
import io.ironstead.link.AgentLink;
import io.ironstead.link.JoinToken;
import io.ironstead.model.Digest;
import io.ironstead.model.control.DesiredState;
import io.ironstead.model.control.ToConsole;
import io.ironstead.model.control.ToNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/**
 * A console's agent port: hands out certificates for tokens that are fresh, talks to nodes that show one, sends them
 * the desired state after their Hello, and streams bundles. It can be stopped and started again on the same port.
 */
public final class FakeConsole implements AutoCloseable {
    private static final Context.Key<String> NODE = Context.key("node");

    private final FakeAuthority authority = new FakeAuthority();
    private final KeyPair serverKey = FakeAuthority.newKeyPair();
    private X509Certificate serverCertificate = authority.forServer(serverKey.getPublic());
    private final Set<String> freshSecrets = new HashSet<>();
    private final BlockingQueue<ToConsole> received = new LinkedBlockingQueue<>();
    private final Map<Digest, byte[]> bundles = new ConcurrentHashMap<>();
    private final AtomicReference<@Nullable StreamObserver<ToNode>> node = new AtomicReference<>();
    private final AtomicInteger conversations = new AtomicInteger();
    private final List<Long> offsets = new CopyOnWriteArrayList<>();
    private volatile boolean stall;
    private volatile DesiredState desired = DesiredState.NOTHING;
    private volatile boolean accepting = true;
    private volatile boolean silent;
    private volatile int cutAfterBytes = -1;
    private final String host;
    private int secrets;
    private int port;
    private @Nullable Server server;

    public FakeConsole() throws IOException {
        this("127.0.0.1");
    }

    /** @param host an address of this machine that agents reach */
    public FakeConsole(String host) throws IOException {
        this.host = host;
        start();
    }

    public void start() throws IOException {
        var certificates = pem(serverCertificate) + pem(authority.certificate());
        var credentials = TlsServerCredentials.newBuilder()
                .keyManager(stream(certificates), stream(Pem.of(serverKey.getPrivate())))
                .trustManager(stream(pem(authority.certificate())))
                .clientAuth(TlsServerCredentials.ClientAuth.OPTIONAL)
                .build();
        var fresh = NettyServerBuilder.forAddress(new InetSocketAddress(host, port), credentials)
                .maxInboundMessageSize(AgentLink.MESSAGE_BYTES_MAX)
                .permitKeepAliveTime(1, TimeUnit.SECONDS)
                .intercept(new WhoCalls())
                .addService(ServerServiceDefinition.builder(AgentLink.SERVICE)
                        .addMethod(AgentLink.JOIN, ServerCalls.asyncUnaryCall(this::join))
                        .addMethod(AgentLink.RENEW, ServerCalls.asyncUnaryCall(this::renew))
                        .addMethod(AgentLink.CONVERSE, ServerCalls.asyncBidiStreamingCall(this::converse))
                        .addMethod(AgentLink.FETCH_BUNDLE, ServerCalls.asyncServerStreamingCall(this::fetch))
                        .build())
                .build()
                .start();
        server = fresh;
        port = fresh.getPort();
    }

    /** Breaks every connection. */
    public void stop() {
        if (server != null) {
            try {
                server.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
            } catch (InterruptedException ended) {
                Thread.currentThread().interrupt();
            }
            server = null;
        }
        node.set(null);
    }

    @Override
    public void close() {
        stop();
    }

    public String address() {
        return host + ":" + port;
    }

    public FakeAuthority authority() {
        return authority;
    }

    /** From the next start on. */
    public void serverCertificateExpiresIn(Duration fromNow) {
        serverCertificate = authority.forServerUntil(serverKey.getPublic(), fromNow);
    }

    /** From the next start on the console poses with a certificate made for a node. */
    public void posesWithANodesCertificate() {
        serverCertificate = authority.forNode(serverKey.getPublic(), "node-7");
    }

    /** A token that works once. */
    public synchronized JoinToken newToken() {
        var bytes = new byte[32];
        bytes[0] = (byte) ++secrets;
        var secret = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        freshSecrets.add(secret);
        return new JoinToken(address(), Identity.fingerprint(authority.certificate()), secret);
    }

    public synchronized void expire(JoinToken token) {
        freshSecrets.remove(token.secret());
    }

    public int joinsPossible() {
        synchronized (this) {
            return freshSecrets.size();
        }
    }

    /** What a node sent that is nothing like {@code kind} is passed over. */
    public <T extends ToConsole> T awaitMessage(Class<T> kind) throws InterruptedException {
        // Reports come every second: the limit is for what is waited for, not for the next of anything.
        var until = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (true) {
            var message = received.poll(until - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (message == null) {
                throw new AssertionError("No " + kind.getSimpleName() + " came within 20 s");
            }
            if (kind.isInstance(message)) {
                return kind.cast(message);
            }
        }
    }

    public void desire(DesiredState state) {
        desired = state;
        var listening = node.get();
        if (listening != null) {
            send(new ToNode.Desired(state));
        }
    }

    public void send(ToNode message) {
        var listening = node.get();
        if (listening == null) {
            throw new AssertionError("No node is connected");
        }
        synchronized (this) {
            listening.onNext(message);
        }
    }

    public void hangUp() {
        var listening = node.getAndSet(null);
        if (listening != null) {
            listening.onCompleted();
        }
    }

    public void accepting(boolean accepts) {
        accepting = accepts;
    }

    /** True: takes connections and never says a word. */
    public void silent(boolean saysNothing) {
        silent = saysNothing;
    }

    public int conversations() {
        return conversations.get();
    }

    public void bundle(Digest digest, byte[] bytes) {
        bundles.put(digest, bytes);
    }

    /** The next fetch breaks after this many bytes. */
    public void cutNextFetchAfter(int bytes) {
        cutAfterBytes = bytes;
    }

    /** The next fetch sends one piece and then nothing, without end. */
    public void stallNextFetch() {
        stall = true;
    }

    /** Where each fetch asked to begin. */
    public List<Long> offsets() {
        return List.copyOf(offsets);
    }

    private void join(AgentLink.JoinRequest request, StreamObserver<AgentLink.JoinAnswer> answer) {
        synchronized (this) {
            if (!freshSecrets.remove(request.secret())) {
                answer.onError(Status.PERMISSION_DENIED
                        .withDescription("This token was used already or has expired.")
                        .asRuntimeException());
                return;
            }
        }
        var certificate = authority.answer(request.certificateRequestPem(), request.proposedName());
        answer.onNext(new AgentLink.JoinAnswer(request.proposedName(), pem(certificate), pem(authority.certificate())));
        answer.onCompleted();
    }

    private void renew(AgentLink.RenewRequest request, StreamObserver<AgentLink.JoinAnswer> answer) {
        var caller = NODE.get();
        if (caller == null || !accepting) {
            answer.onError(Status.UNAUTHENTICATED.asRuntimeException());
            return;
        }
        var certificate = authority.renew(request.certificateRequestPem(), caller);
        answer.onNext(new AgentLink.JoinAnswer(caller, pem(certificate), pem(authority.certificate())));
        answer.onCompleted();
    }

    private StreamObserver<ToConsole> converse(StreamObserver<ToNode> answers) {
        conversations.incrementAndGet();
        var caller = NODE.get();
        if (caller == null || !accepting) {
            answers.onError((caller == null ? Status.UNAUTHENTICATED : Status.PERMISSION_DENIED)
                    .withDescription("This machine was removed from the pool")
                    .asRuntimeException());
        }
        return new StreamObserver<>() {
            @Override
            public void onNext(ToConsole message) {
                received.add(message);
                if (message instanceof ToConsole.Hello hello && accepting && !silent) {
                    if (!hello.node().value().equals(caller)) {
                        throw new AssertionError("A node may speak for itself only");
                    }
                    node.set(answers);
                    answers.onNext(new ToNode.Desired(desired));
                }
            }

            @Override
            public void onError(Throwable broken) {
                node.compareAndSet(answers, null);
            }

            @Override
            public void onCompleted() {
                node.compareAndSet(answers, null);
            }
        };
    }

    private void fetch(AgentLink.FetchBundle wanted, StreamObserver<byte[]> answer) {
        offsets.add(wanted.offset());
        var bytes = bundles.get(wanted.digest());
        if (bytes == null || NODE.get() == null) {
            answer.onError(Status.NOT_FOUND.withDescription("No such bundle").asRuntimeException());
            return;
        }
        int cut = cutAfterBytes;
        cutAfterBytes = -1;
        int sent = 0;
        for (int at = (int) wanted.offset(); at < bytes.length; at += AgentLink.CHUNK_BYTES) {
            if (cut >= 0 && sent >= cut) {
                answer.onError(Status.UNAVAILABLE.withDescription("cut").asRuntimeException());
                return;
            }
            answer.onNext(Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + AgentLink.CHUNK_BYTES)));
            sent += AgentLink.CHUNK_BYTES;
            if (stall) {
                stall = false;
                return;
            }
        }
        answer.onCompleted();
    }

    private static String pem(X509Certificate certificate) {
        try {
            return Pem.of(certificate);
        } catch (GeneralSecurityException broken) {
            throw new IllegalStateException(broken);
        }
    }

    private static ByteArrayInputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static final class WhoCalls implements ServerInterceptor {
        @Override
        public <Q, A> ServerCall.Listener<Q> interceptCall(
                ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
            var session = call.getAttributes().get(Grpc.TRANSPORT_ATTR_SSL_SESSION);
            String node = null;
            try {
                if (session != null) {
                    var certificate = (X509Certificate) session.getPeerCertificates()[0];
                    node = certificate.getSubjectX500Principal().getName().replaceFirst("^CN=", "");
                }
            } catch (SSLPeerUnverifiedException joinsOnly) {
                // A new machine has no certificate yet.
            }
            return Contexts.interceptCall(Context.current().withValue(NODE, node), call, headers, next);
        }
    }
}
