package io.ironstead.console;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
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
import io.ironstead.model.NodeId;
import io.ironstead.model.control.NodeFacts;
import io.ironstead.model.control.ToConsole;
import io.ironstead.model.control.ToNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.jspecify.annotations.Nullable;

/** A machine that joins and talks like a real agent, but runs nothing: what it reports is the test's choice. */
final class FakeMachine implements AutoCloseable {
    private final JoinAnswer identity;
    private final ManagedChannel channel;
    private final BlockingQueue<ToNode> heard = new LinkedBlockingQueue<>();
    private @Nullable StreamObserver<ToConsole> console;

    private FakeMachine(String address, KeyPair keys, JoinAnswer identity) throws Exception {
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
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        var keys = generator.generateKeyPair();
        var stranger = stranger(parsed.address());
        try {
            var answer = ClientCalls.blockingUnaryCall(
                    stranger,
                    AgentLink.JOIN,
                    CallOptions.DEFAULT.withDeadlineAfter(10, TimeUnit.SECONDS),
                    new JoinRequest(parsed.secret(), name, request(keys)));
            return new FakeMachine(parsed.address(), keys, answer);
        } finally {
            stranger.shutdownNow();
        }
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

    FakeMachine connect() {
        console = ClientCalls.asyncBidiStreamingCall(
                channel.newCall(AgentLink.CONVERSE, CallOptions.DEFAULT), new StreamObserver<ToNode>() {
                    @Override
                    public void onNext(ToNode message) {
                        heard.add(message);
                    }

                    @Override
                    public void onError(Throwable broken) {}

                    @Override
                    public void onCompleted() {}
                });
        var facts =
                new NodeFacts("host", "Linux", 2, 1L << 34, 1L << 40, "127.0.0.1:1", 1, "none", List.of("python 3.11"));
        say(new ToConsole.Hello(id(), "test", 0, facts));
        return this;
    }

    void say(ToConsole message) {
        Objects.requireNonNull(console).onNext(message);
    }

    <T extends ToNode> T next(Class<T> kind) throws InterruptedException {
        for (var message = heard.poll(10, TimeUnit.SECONDS);
                message != null;
                message = heard.poll(10, TimeUnit.SECONDS)) {
            if (kind.isInstance(message)) {
                return kind.cast(message);
            }
        }
        throw new AssertionError("No " + kind.getSimpleName() + " came");
    }

    byte[] fetch(Digest digest, long offset) {
        var bytes = new ByteArrayOutputStream();
        ClientCalls.blockingServerStreamingCall(
                        channel,
                        AgentLink.FETCH_BUNDLE,
                        CallOptions.DEFAULT.withDeadlineAfter(10, TimeUnit.SECONDS),
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
