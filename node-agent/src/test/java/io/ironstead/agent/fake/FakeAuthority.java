package io.ironstead.agent.fake;

import java.io.IOException;
import java.io.StringReader;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest;
import org.jspecify.annotations.Nullable;

/** A certificate authority as the console's own: it signs requests whose signature holds. */
public final class FakeAuthority {
    /** Certificates are valid around this machine's time, because TLS asks it. */
    private final Instant now = new Date().toInstant();

    private final KeyPair pair = newKeyPair();
    private final X509Certificate certificate =
            sign(pair.getPublic(), "CN=Fake console CA", null, now.plus(Duration.ofDays(100)));
    private long serial = 1;

    public X509Certificate certificate() {
        return certificate;
    }

    /** A certificate for a server, as the console shows it. */
    public X509Certificate forServer(PublicKey key) {
        return sign(key, "CN=console", KeyPurposeId.id_kp_serverAuth, now.plus(Duration.ofDays(30)));
    }

    public X509Certificate forServerUntil(PublicKey key, Duration fromNow) {
        return sign(key, "CN=console", KeyPurposeId.id_kp_serverAuth, now.plus(fromNow));
    }

    public X509Certificate forNode(PublicKey key, String node) {
        return sign(key, "CN=" + node, KeyPurposeId.id_kp_clientAuth, now.plus(Duration.ofDays(30)));
    }

    /** @throws IllegalArgumentException when the request is not signed with the key that it names */
    public X509Certificate answer(String requestPem, String node) {
        return forNode(keyOf(requestPem), node);
    }

    /** The same, valid for longer than the first one. */
    public X509Certificate renew(String requestPem, String node) {
        return sign(keyOf(requestPem), "CN=" + node, KeyPurposeId.id_kp_clientAuth, now.plus(Duration.ofDays(60)));
    }

    private static PublicKey keyOf(String requestPem) {
        try (var parser = new PEMParser(new StringReader(requestPem))) {
            var request = new JcaPKCS10CertificationRequest((PKCS10CertificationRequest) parser.readObject());
            var verifier = new JcaContentVerifierProviderBuilder().build(request.getPublicKey());
            if (!request.isSignatureValid(verifier)) {
                throw new IllegalArgumentException("The request is not signed with its key");
            }
            return request.getPublicKey();
        } catch (IOException | OperatorCreationException | PKCSException | GeneralSecurityException broken) {
            throw new IllegalArgumentException("This is not a certificate request", broken);
        }
    }

    public static KeyPair newKeyPair() {
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException broken) {
            throw new IllegalStateException(broken);
        }
    }

    private X509Certificate sign(PublicKey key, String name, @Nullable KeyPurposeId purpose, Instant until) {
        try {
            var builder = new JcaX509v3CertificateBuilder(
                    new X500Principal("CN=Fake console CA"),
                    BigInteger.valueOf(serial++),
                    Date.from(now.minus(Duration.ofDays(1))),
                    Date.from(until),
                    new X500Principal(name),
                    key);
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(purpose == null));
            if (purpose != null) {
                builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purpose));
            }
            return new JcaX509CertificateConverter()
                    .getCertificate(
                            builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate())));
        } catch (CertIOException | OperatorCreationException | GeneralSecurityException broken) {
            throw new IllegalStateException(broken);
        }
    }
}
