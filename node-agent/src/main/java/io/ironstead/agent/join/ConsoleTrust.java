package io.ironstead.agent.join;

import io.ironstead.model.Digest;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Trusts one certificate authority, the console's, and below it only certificates made for servers. Names are not
 * compared: the authority belongs to one console and makes server certificates for that console alone, which may be
 * reached by an address it never heard of. Other nodes of the pool hold client certificates and cannot pose as it.
 */
public final class ConsoleTrust extends X509ExtendedTrustManager {
    private static final String FOR_SERVERS = "1.3.6.1.5.5.7.3.1";

    private final Digest fingerprint;
    private final @Nullable X509Certificate known;
    private volatile @Nullable Refusal refusal;

    private ConsoleTrust(Digest fingerprint, @Nullable X509Certificate known) {
        this.fingerprint = fingerprint;
        this.known = known;
    }

    /** While joining only the authority's fingerprint is known; the console sends the authority's certificate along. */
    static ConsoleTrust byFingerprint(Digest fingerprint) {
        return new ConsoleTrust(fingerprint, null);
    }

    public static ConsoleTrust of(Identity identity) {
        return new ConsoleTrust(identity.caFingerprint(), identity.ca());
    }

    /** Why a handshake was refused. */
    enum Refusal {
        /** The certificate belongs to somebody else: another console, or somebody in between. */
        STRANGER,
        /** It is the console's, but not valid at this moment by this server's clock. */
        CLOCK
    }

    /** Why the last handshake was refused; empty when none was. */
    Optional<Refusal> refusal() {
        return Optional.ofNullable(refusal);
    }

    private void check(X509Certificate[] chain) throws CertificateException {
        refusal = Refusal.STRANGER;
        var ca = known != null ? known : inChain(chain);
        if (ca == null) {
            throw new CertificateException("The server's certificate is not of the console's authority");
        }
        var purposes = chain[0].getExtendedKeyUsage();
        if (purposes == null || !purposes.contains(FOR_SERVERS)) {
            throw new CertificateException("The certificate was not made for a server");
        }
        try {
            var path = CertificateFactory.getInstance("X.509").generateCertPath(below(ca, chain));
            var rules = new PKIXParameters(Set.of(new TrustAnchor(ca, null)));
            // The authority has no revocation list: a certificate is withdrawn at the console, which is the other end.
            rules.setRevocationEnabled(false);
            CertPathValidator.getInstance("PKIX").validate(path, rules);
        } catch (CertPathValidatorException invalid) {
            if (invalid.getReason() == BasicReason.EXPIRED || invalid.getReason() == BasicReason.NOT_YET_VALID) {
                refusal = Refusal.CLOCK;
            }
            throw new CertificateException("The server's certificate is not valid", invalid);
        } catch (GeneralSecurityException broken) {
            throw new CertificateException("The server's certificate cannot be checked", broken);
        }
        refusal = null;
    }

    private static List<X509Certificate> below(X509Certificate ca, X509Certificate[] chain) {
        return Arrays.stream(chain).filter(c -> !c.equals(ca)).toList();
    }

    private @Nullable X509Certificate inChain(X509Certificate[] chain) {
        return Arrays.stream(chain)
                .filter(c -> Identity.fingerprint(c).equals(fingerprint))
                .findFirst()
                .orElse(null);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
        check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        check(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
        throw new CertificateException("The agent is nobody's server");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        checkClientTrusted(chain, type);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        checkClientTrusted(chain, type);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return known == null ? new X509Certificate[0] : new X509Certificate[] {known};
    }
}
