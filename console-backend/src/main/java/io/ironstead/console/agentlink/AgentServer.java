package io.ironstead.console.agentlink;

import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.ClientAuth;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import io.grpc.stub.ServerCalls;
import io.ironstead.console.ConsoleSettings;
import io.ironstead.console.fleet.MachineService;
import io.ironstead.link.AgentLink;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** The port that agents dial: TLS with the console's own authority, machines known by their certificates. */
@Component
public class AgentServer implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(AgentServer.class);
    private static final int STREAMS_PER_CONNECTION_MAX = 100;

    private final ConsoleSettings settings;
    private final ExecutorService calls = Executors.newVirtualThreadPerTaskExecutor();
    private final Server server;
    private volatile boolean running;

    AgentServer(
            ConsoleSettings settings,
            CertificateAuthority authority,
            MachineService machines,
            Joining joining,
            Conversations conversations,
            BundleDownloads downloads)
            throws IOException {
        this.settings = settings;
        var names = new LinkedHashSet<>(List.of(settings.agentAddress(), "localhost", "127.0.0.1"));
        var identity = authority.serverIdentity(List.copyOf(names));
        var tls = GrpcSslContexts.configure(SslContextBuilder.forServer(identity.key(), identity.chain()))
                .trustManager(authority.certificate())
                // JOIN comes without a certificate; NodeIdentity refuses everything else without one.
                .clientAuth(ClientAuth.OPTIONAL)
                .protocols("TLSv1.3")
                .build();
        this.server = NettyServerBuilder.forAddress(new InetSocketAddress(settings.agentBind(), settings.agentPort()))
                .sslContext(tls)
                .executor(calls)
                .maxInboundMessageSize(AgentLink.MESSAGE_BYTES_MAX)
                .maxConcurrentCallsPerConnection(STREAMS_PER_CONNECTION_MAX)
                .keepAliveTime(10, TimeUnit.SECONDS)
                .keepAliveTimeout(5, TimeUnit.SECONDS)
                .permitKeepAliveTime(2, TimeUnit.SECONDS)
                .permitKeepAliveWithoutCalls(true)
                .handshakeTimeout(10, TimeUnit.SECONDS)
                .intercept(new NodeIdentity(machines))
                .addService(ServerServiceDefinition.builder(AgentLink.SERVICE)
                        .addMethod(AgentLink.JOIN, ServerCalls.asyncUnaryCall(joining::join))
                        .addMethod(AgentLink.RENEW, ServerCalls.asyncUnaryCall(joining::renew))
                        .addMethod(AgentLink.CONVERSE, ServerCalls.asyncBidiStreamingCall(conversations::converse))
                        .addMethod(AgentLink.FETCH_BUNDLE, ServerCalls.asyncServerStreamingCall(downloads::fetch))
                        .build())
                .build();
    }

    /** {@code host:port} that agents dial. Only known once it runs, when the port is chosen by the system. */
    public String address() {
        return settings.agentAddress() + ":" + server.getPort();
    }

    @Override
    public void start() {
        try {
            server.start();
            running = true;
            log.atInfo().addKeyValue("address", address()).log("Agents may dial in");
        } catch (IOException taken) {
            throw new IllegalStateException(
                    "Port " + settings.agentPort() + " for agents cannot be opened: set console.agent-port", taken);
        }
    }

    @Override
    public void stop() {
        running = false;
        server.shutdownNow();
        try {
            server.awaitTermination(5, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        calls.shutdown();
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
