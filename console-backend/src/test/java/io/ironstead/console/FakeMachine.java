package io.ironstead.console;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import io.ironstead.link.AgentLink;
import io.ironstead.link.AgentLink.JoinAnswer;
import io.ironstead.link.AgentLink.JoinRequest;
import io.ironstead.link.JoinToken;
import io.ironstead.model.Digest;
import io.ironstead.model.Latencies;
import io.ironstead.model.NodeId;
import io.ironstead.model.SiteName;
import io.ironstead.model.VersionKey;
import io.ironstead.model.control.DesiredState;
import io.ironstead.model.control.MachineLoad;
import io.ironstead.model.control.NodeFacts;
import io.ironstead.model.control.NodeReport;
import io.ironstead.model.control.ToConsole;
import io.ironstead.model.control.ToNode;
import io.ironstead.model.control.VersionLoad;
import io.ironstead.model.control.VersionReport;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.jspecify.annotations.Nullable;

/** A machine that joins and talks like a real agent, but runs nothing: what it reports is the test's choice. */
final class FakeMachine implements AutoCloseable {
    private final String address;
    private final KeyPair keys;
    private final JoinAnswer identity;
    private final CompletableFuture<Status> end = new CompletableFuture<>();
    private final ManagedChannel channel;
    private final BlockingQueue<ToNode> heard = new LinkedBlockingQueue<>();
    private @Nullable StreamObserver<ToConsole> console;

    private FakeMachine(String address, KeyPair keys, JoinAnswer identity) throws Exception {
        this.address = address;
        this.keys = keys;
        this.identity = identity;
        var certificate = (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(stream(identity.certificatePem()));
        this.channel = NettyChannelBuilder.forTarget(address)
                .sslContext(GrpcSslContexts.forClient()
                        .trustManager(stream(identity.caPem()))
                        .keyManager(keys.getPrivate(), certificate)
                        .build())
                .build();
    }

    static FakeMachine join(String token, String name) throws Exception {
        var parsed = JoinToken.parse(token).orElseThrow();
        var keys = newKeys();
        var stranger = stranger(parsed.address());
        try {
            var answer = ClientCalls.blockingUnaryCall(
                    stranger,
                    AgentLink.JOIN,
                    CallOptions.DEFAULT.withDeadlineAfter(2, TimeUnit.MINUTES),
                    new JoinRequest(parsed.secret(), name, request(keys)));
            return new FakeMachine(parsed.address(), keys, answer);
        } finally {
            stranger.shutdownNow();
        }
    }

    private static KeyPair newKeys() throws Exception {
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        return generator.generateKeyPair();
    }

    /** Somebody without a certificate. */
    static ManagedChannel stranger(String address) throws Exception {
        return NettyChannelBuilder.forTarget(address)
                .sslContext(GrpcSslContexts.forClient()
                        .trustManager(InsecureTrustManagerFactory.INSTANCE)
                        .build())
                .build();
    }

    NodeId id() {
        return new NodeId(identity.node());
    }

    /** The same machine on a connection of its own. */
    FakeMachine again() throws Exception {
        return new FakeMachine(address, keys, identity);
    }

    /** The same machine, dialling where this join command says the console is now. */
    FakeMachine at(String token) throws Exception {
        return new FakeMachine(JoinToken.parse(token).orElseThrow().address(), keys, identity);
    }

    /** The same machine with a new key and certificate. */
    FakeMachine renew() throws Exception {
        var fresh = newKeys();
        var answer = ClientCalls.blockingUnaryCall(
                channel,
                AgentLink.RENEW,
                CallOptions.DEFAULT.withDeadlineAfter(2, TimeUnit.MINUTES),
                new AgentLink.RenewRequest(request(fresh)));
        return new FakeMachine(address, fresh, answer);
    }

    FakeMachine connect() {
        return connectAs(id());
    }

    FakeMachine connectAs(NodeId name) {
        console = ClientCalls.asyncBidiStreamingCall(
                channel.newCall(AgentLink.CONVERSE, CallOptions.DEFAULT), new StreamObserver<ToNode>() {
                    @Override
                    public void onNext(ToNode message) {
                        heard.add(message);
                    }

                    @Override
                    public void onError(Throwable broken) {
                        end.complete(Status.fromThrowable(broken));
                    }

                    @Override
                    public void onCompleted() {
                        end.complete(Status.OK);
                    }
                });
        var facts =
                new NodeFacts("host", "Linux", 2, 1L << 34, 1L << 40, "127.0.0.1:1", 1, "none", List.of("python 3.11"));
        say(new ToConsole.Hello(name, "test", 0, facts));
        return this;
    }

    /** How the console ended the call. */
    Status.Code ended() throws Exception {
        return end.get(2, TimeUnit.MINUTES).getCode();
    }

    /** Opens a call with bytes that are no message, and tells how it ended. */
    Status.Code garble() throws Exception {
        var raw = AgentLink.CONVERSE.toBuilder(new Bytes(), new Bytes()).build();
        var ended = new CompletableFuture<Status>();
        var call = ClientCalls.asyncBidiStreamingCall(
                channel.newCall(raw, CallOptions.DEFAULT), new StreamObserver<byte[]>() {
                    @Override
                    public void onNext(byte[] message) {}

                    @Override
                    public void onError(Throwable broken) {
                        ended.complete(Status.fromThrowable(broken));
                    }

                    @Override
                    public void onCompleted() {
                        ended.complete(Status.OK);
                    }
                });
        call.onNext("{\"kind\":".getBytes(StandardCharsets.UTF_8));
        return ended.get(2, TimeUnit.MINUTES).getCode();
    }

    private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
        @Override
        public InputStream stream(byte[] bytes) {
            return new ByteArrayInputStream(bytes);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                return stream.readAllBytes();
            } catch (IOException broken) {
                throw new UncheckedIOException(broken);
            }
        }
    }

    /** Tells of ten requests in a second, and how far the version is. */
    void report(Instant at, VersionKey key, long deployment, VersionReport.Phase phase) {
        var failure = phase == VersionReport.Phase.FAILED
                ? Optional.of(new VersionReport.Failure(
                        VersionReport.Phase.BUILDING,
                        "requirements.txt line 1: no such package",
                        "Correct the line.",
                        List.of("ERROR")))
                : Optional.<VersionReport.Failure>empty();
        say(new ToConsole.Report(new NodeReport(
                at,
                1,
                new MachineLoad(0.5, 1, 1, 0, Duration.ofHours(1)),
                List.of(new VersionLoad(key, 10, 0, 0, 0, 0, Latencies.of(10))),
                List.of(new VersionReport(key, deployment, phase, List.of(), failure, "pip install")),
                List.of(),
                List.of())));
    }

    void say(ToConsole message) {
        Objects.requireNonNull(console).onNext(message);
    }

    <T extends ToNode> T next(Class<T> kind) throws InterruptedException {
        for (var message = heard.poll(2, TimeUnit.MINUTES);
                message != null;
                message = heard.poll(2, TimeUnit.MINUTES)) {
            if (kind.isInstance(message)) {
                return kind.cast(message);
            }
        }
        throw new AssertionError("No " + kind.getSimpleName() + " came");
    }

    /** The next message of one of two kinds. */
    ToNode first(Class<? extends ToNode> one, Class<? extends ToNode> other) throws InterruptedException {
        for (var message = heard.poll(2, TimeUnit.MINUTES);
                message != null;
                message = heard.poll(2, TimeUnit.MINUTES)) {
            if (one.isInstance(message) || other.isInstance(message)) {
                return message;
            }
        }
        throw new AssertionError("Neither came");
    }

    /** The first desired state from now on that has the site; earlier changes may still be on their way. */
    DesiredState stateWith(SiteName site) throws InterruptedException {
        return state(state ->
                state.sites().stream().anyMatch(desired -> desired.name().equals(site)));
    }

    /** The first desired state from now on of which this is true. */
    DesiredState state(Predicate<DesiredState> wanted) throws InterruptedException {
        while (true) {
            var state = next(ToNode.Desired.class).state();
            if (wanted.test(state)) {
                return state;
            }
        }
    }

    byte[] fetch(Digest digest, long offset) {
        var bytes = new ByteArrayOutputStream();
        ClientCalls.blockingServerStreamingCall(
                        channel,
                        AgentLink.FETCH_BUNDLE,
                        CallOptions.DEFAULT.withDeadlineAfter(2, TimeUnit.MINUTES),
                        new AgentLink.FetchBundle(digest, offset))
                .forEachRemaining(bytes::writeBytes);
        return bytes.toByteArray();
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }

    private static String request(KeyPair keys) throws Exception {
        var request = new JcaPKCS10CertificationRequestBuilder(new X500Name("CN=x"), keys.getPublic())
                .build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate()));
        var pem = new StringWriter();
        try (var writer = new JcaPEMWriter(pem)) {
            writer.writeObject(request);
        }
        return pem.toString();
    }

    private static InputStream stream(String pem) {
        return new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII));
    }
}
