package io.ironstead.broker.tls;

import io.ironstead.model.NodeId;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.Date;
import java.util.Optional;
import java.util.function.Predicate;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Trusts the certificates of this pool's nodes, whichever end they are at: signed by the authority itself, valid now, made
 * for clients (the console's own is not), in the name of a machine of the pool.
 */
final class PeerTrust extends X509ExtendedTrustManager {
    /** {@code id-kp-clientAuth}: what the console writes into agents' certificates, and into no others. */
    private static final String FOR_CLIENTS = "1.3.6.1.5.5.7.3.2";

    private final X509Certificate authority;
    private final Predicate<NodeId> isMember;
    private final InstantSource clock;

    PeerTrust(X509Certificate authority, Predicate<NodeId> isMember, InstantSource clock) {
        this.authority = authority;
        this.isMember = isMember;
        this.clock = clock;
    }

    boolean isMember(NodeId node) {
        return isMember.test(node);
    }

    /** The node that a certificate is of, if its name is one. */
    static Optional<NodeId> nameOf(X509Certificate certificate) {
        try {
            for (var part : new LdapName(certificate.getSubjectX500Principal().getName()).getRdns()) {
                if (part.getType().equalsIgnoreCase("CN") && part.getValue() instanceof String name) {
                    return Optional.of(new NodeId(name));
                }
            }
            return Optional.empty();
        } catch (InvalidNameException | IllegalArgumentException noNode) {
            return Optional.empty();
        }
    }

    private void check(X509Certificate[] chain) throws CertificateException {
        if (chain.length == 0) {
            throw new CertificateException("No certificate");
        }
        var shown = chain[0];
        try {
            shown.verify(authority.getPublicKey());
        } catch (GeneralSecurityException stranger) {
            throw new CertificateException("Not signed by this pool's console", stranger);
        }
        shown.checkValidity(Date.from(clock.instant()));
        var uses = shown.getExtendedKeyUsage();
        if (shown.getBasicConstraints() != -1 || uses == null || !uses.contains(FOR_CLIENTS)) {
            throw new CertificateException("Not the certificate of a node");
        }
        if (nameOf(shown).filter(isMember).isEmpty()) {
            throw new CertificateException("Not a machine of this pool");
        }
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        check(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        check(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
        check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
        check(chain);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[] {authority};
    }
}
