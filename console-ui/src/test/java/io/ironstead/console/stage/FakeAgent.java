package io.ironstead.console.stage;

import io.grpc.CallOptions;
import io.grpc.Grpc;
import io.grpc.ManagedChannel;
import io.grpc.TlsChannelCredentials;
import io.grpc.netty.shaded.io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import io.ironstead.link.AgentLink;
import io.ironstead.link.JoinToken;
import io.ironstead.model.NodeId;
import io.ironstead.model.control.DesiredState;
import io.ironstead.model.control.LogLine;
import io.ironstead.model.control.NodeEvent;
import io.ironstead.model.control.NodeFacts;
import io.ironstead.model.control.ToConsole;
import io.ironstead.model.control.ToNode;
import java.io.ByteArrayInputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;

/**
 * A machine that does not exist. It joins with a real token, keeps the standing conversation, and reports a made-up but
 * moving load for whatever desired state it gets, so that pages have life without any program being run.
 */
public final class FakeAgent implements AutoCloseable {
    private final InstantSource clock;
    private final FakeLoad load;
    private final NodeFacts facts;
    private final ManagedChannel channel;
    private final NodeId node;
    private final StreamObserver<ToConsole> console;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final Map<Long, ToNode.Tail> tails = new ConcurrentHashMap<>();
    private volatile DesiredState desired = DesiredState.NOTHING;

    /** Joins with the token; returns once the console gave a certificate. */
    public FakeAgent(JoinToken token, String name, NodeFacts facts, InstantSource clock, FakeLoad load)
            throws Exception {
        this.clock = clock;
        this.facts = facts;
        this.load = load;
        var key = newKey();
        var answer = join(token, name, key);
        node = new NodeId(answer.node());
        var credentials = TlsChannelCredentials.newBuilder()
                .keyManager(stream(answer.certificatePem()), stream(pem(key.getPrivate())))
                .trustManager(stream(answer.caPem()))
                .build();
        channel = Grpc.newChannelBuilder(token.address(), credentials)
                .maxInboundMessageSize(AgentLink.MESSAGE_BYTES_MAX)
                .build();
        console = ClientCalls.asyncBidiStreamingCall(
                channel.newCall(AgentLink.CONVERSE, CallOptions.DEFAULT), new Orders());
        say(new ToConsole.Hello(node, "0.1.0", 0, facts));
        timer.scheduleAtFixedRate(this::report, 200, 1_000, TimeUnit.MILLISECONDS);
    }

    public NodeId node() {
        return node;
    }

    /** Tells the console that something happened. */
    public void happened(NodeEvent.Level level, Optional<io.ironstead.model.SiteName> site, String sentence) {
        say(new ToConsole.Happened(new NodeEvent(clock.instant(), level, site, sentence)));
    }

    private synchronized void say(ToConsole message) {
        console.onNext(message);
    }

    private void report() {
        try {
            var now = clock.instant();
            say(new ToConsole.Report(load.report(now, desired, facts)));
            for (var tail : tails.values()) {
                say(new ToConsole.Lines(tail.tailId(), load.lines(now, tail.site(), desired, 3), 0));
            }
        } catch (RuntimeException gone) {
            timer.shutdown();
        }
    }

    private final class Orders implements StreamObserver<ToNode> {
        @Override
        public void onNext(ToNode order) {
            switch (order) {
                case ToNode.Desired wanted -> desired = wanted.state();
                case ToNode.Tail tail -> {
                    tails.put(tail.tailId(), tail);
                    List<LogLine> before =
                            load.lines(clock.instant(), tail.site(), desired, Math.min(40, tail.lastLines()));
                    say(new ToConsole.Lines(tail.tailId(), before, 0));
                }
                case ToNode.EndTail end -> tails.remove(end.tailId());
                case ToNode.SendBuildLog wanted ->
                    say(new ToConsole.BuildLog(wanted.requestId(), wanted.bundle(), FakeLoad.BUILD_LOG));
                case ToNode.Retire retired -> load.retire(retired.instance(), clock.instant());
                case ToNode.Leave() -> timer.shutdown();
                default -> say(new ToConsole.Refused(order.getClass().getSimpleName(), "Not on this stage."));
            }
        }

        @Override
        public void onError(Throwable broken) {
            timer.shutdown();
        }

        @Override
        public void onCompleted() {
            timer.shutdown();
        }
    }

    private static AgentLink.JoinAnswer join(JoinToken token, String name, KeyPair key) throws Exception {
        // The stage is one process on loopback, so there is nobody to mistake the console for.
        var credentials = TlsChannelCredentials.newBuilder()
                .trustManager(InsecureTrustManagerFactory.INSTANCE.getTrustManagers())
                .build();
        var channel = Grpc.newChannelBuilder(token.address(), credentials).build();
        try {
            var request = new JcaPKCS10CertificationRequestBuilder(new X500Principal("CN=" + name), key.getPublic())
                    .build(new JcaContentSignerBuilder("SHA256withECDSA").build(key.getPrivate()));
            return ClientCalls.blockingUnaryCall(
                    channel,
                    AgentLink.JOIN,
                    CallOptions.DEFAULT.withDeadlineAfter(10, TimeUnit.SECONDS),
                    new AgentLink.JoinRequest(token.secret(), name, pem(request)));
        } finally {
            channel.shutdownNow();
        }
    }

    private static KeyPair newKey() throws Exception {
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    private static String pem(Object thing) throws Exception {
        var text = new StringWriter();
        try (var writer = new JcaPEMWriter(text)) {
            writer.writeObject(
                    thing instanceof java.security.PrivateKey key
                            ? new org.bouncycastle.util.io.pem.PemObject("PRIVATE KEY", key.getEncoded())
                            : thing);
        }
        return text.toString();
    }

    private static ByteArrayInputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public void close() {
        timer.shutdownNow();
        channel.shutdownNow();
    }
}
