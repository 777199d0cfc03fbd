package io.ironstead.console.agentlink;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.ironstead.console.fleet.MachineService;
import io.ironstead.console.security.Origin;
import io.ironstead.link.AgentLink;
import io.ironstead.model.NodeId;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/** Tells every call but JOIN which machine makes it, from its certificate; refuses those of no machine. */
final class NodeIdentity implements ServerInterceptor {
    static final Context.Key<NodeId> NODE = Context.key("node");

    /** Where a JOIN comes from, as limits count it. */
    static final Context.Key<String> ORIGIN = Context.key("origin");

    private final MachineService machines;

    NodeIdentity(MachineService machines) {
        this.machines = machines;
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        if (call.getMethodDescriptor().getFullMethodName().equals(AgentLink.JOIN.getFullMethodName())) {
            return Contexts.interceptCall(Context.current().withValue(ORIGIN, originOf(call)), call, headers, next);
        }
        var certificate = certificateOf(call.getAttributes().get(Grpc.TRANSPORT_ATTR_SSL_SESSION));
        var node = certificate.flatMap(NodeIdentity::nameOf);
        if (node.isEmpty()) {
            call.close(Status.UNAUTHENTICATED.withDescription("A machine's certificate is needed"), new Metadata());
            return new ServerCall.Listener<>() {};
        }
        if (!machines.isMember(node.get(), certificate.get().getSerialNumber().toString(16))) {
            call.close(
                    Status.PERMISSION_DENIED.withDescription("This machine was removed from the pool"), new Metadata());
            return new ServerCall.Listener<>() {};
        }
        return Contexts.interceptCall(Context.current().withValue(NODE, node.get()), call, headers, next);
    }

    private static String originOf(ServerCall<?, ?> call) {
        return call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR) instanceof InetSocketAddress remote
                ? Origin.of(remote.getAddress())
                : "unknown";
    }

    private static Optional<X509Certificate> certificateOf(@org.jspecify.annotations.Nullable SSLSession session) {
        try {
            // TLS has verified it against our authority already; without one this throws.
            return session != null && session.getPeerCertificates()[0] instanceof X509Certificate certificate
                    ? Optional.of(certificate)
                    : Optional.empty();
        } catch (SSLPeerUnverifiedException none) {
            return Optional.empty();
        }
    }

    private static Optional<NodeId> nameOf(X509Certificate certificate) {
        try {
            return new LdapName(certificate.getSubjectX500Principal().getName())
                    .getRdns().stream()
                            .filter(rdn -> rdn.getType().equalsIgnoreCase("CN"))
                            .map(rdn -> new NodeId(rdn.getValue().toString()))
                            .findFirst();
        } catch (InvalidNameException | IllegalArgumentException foreign) {
            return Optional.empty();
        }
    }
}
