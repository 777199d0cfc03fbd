package io.ironstead.broker.tls;

import io.ironstead.model.NodeId;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Predicate;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * TLS between the brokers of one pool, with both ends' certificates checked by {@link PeerTrust}. A renewed certificate is
 * shown on connections made from then on.
 */
public final class PeerTls {
    private final PeerTrust trust;
    private volatile SslContext server;
    private volatile SslContext client;

    /**
     * @param certificate what the authority says of {@code key}
     * @param authority who signs the certificates of nodes
     * @param isMember whether a node is of the pool now; asked for each connection and each request
     * @throws SSLException when key and certificate do not belong together
     */
    public PeerTls(
            PrivateKey key,
            X509Certificate certificate,
            X509Certificate authority,
            Predicate<NodeId> isMember,
            InstantSource clock)
            throws SSLException {
        trust = new PeerTrust(authority, isMember, clock);
        server = serverOf(key, certificate);
        client = clientOf(key, certificate);
    }

    public void renew(PrivateKey key, X509Certificate certificate) throws SSLException {
        server = serverOf(key, certificate);
        client = clientOf(key, certificate);
    }

    private SslContext serverOf(PrivateKey key, X509Certificate certificate) throws SSLException {
        return SslContextBuilder.forServer(key, certificate)
                .sslProvider(provider())
                .protocols("TLSv1.3")
                .clientAuth(ClientAuth.REQUIRE)
                .trustManager(trust)
                .build();
    }

    private SslContext clientOf(PrivateKey key, X509Certificate certificate) throws SSLException {
        return SslContextBuilder.forClient()
                .sslProvider(provider())
                .protocols("TLSv1.3")
                .keyManager(key, certificate)
                .trustManager(trust)
                // Nodes are known by name, not by address: whoever connects compares the name.
                .endpointIdentificationAlgorithm(null)
                .build();
    }

    private static SslProvider provider() {
        return OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK;
    }

    public SslHandler asServer(ByteBufAllocator memory) {
        return server.newHandler(memory);
    }

    public SslHandler asClient(ByteBufAllocator memory) {
        return client.newHandler(memory);
    }

    /** Who is trusted at the other end, for those who make their own connections. */
    public X509ExtendedTrustManager trust() {
        return trust;
    }

    /** The node that a certificate is of, once it is trusted. */
    public static Optional<NodeId> nodeOf(X509Certificate shown) {
        return PeerTrust.nameOf(shown);
    }

    /** Whether a node is of the pool now. */
    public boolean isMember(NodeId node) {
        return trust.isMember(node);
    }

    /**
     * Who is at the other end, after the handshake.
     *
     * @throws SSLPeerUnverifiedException when nobody showed a certificate
     */
    public static NodeId peerOf(SslHandler handler) throws SSLPeerUnverifiedException {
        var chain = handler.engine().getSession().getPeerCertificates();
        if (chain.length > 0 && chain[0] instanceof X509Certificate shown) {
            return PeerTrust.nameOf(shown).orElseThrow(() -> new SSLPeerUnverifiedException("A nameless certificate"));
        }
        throw new SSLPeerUnverifiedException("No certificate");
    }
}
