package io.ironstead.console.certificates;

import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemWriter;

/** An authority as a tenant's: signs certificates for servers, with an intermediate between it and them. */
public final class TestAuthority {
    private final KeyPair root = keys("EC", 256);
    private final KeyPair middle = keys("EC", 256);
    private final X509Certificate middleCertificate;
    private final Instant now;

    public TestAuthority(Instant now) {
        this.now = now;
        this.middleCertificate = sign("Test Intermediate", middle, "Test Root", root, List.of(), true, span(3650));
    }

    private record Span(Instant from, Instant until) {}

    /** What a tenant has in hand. */
    public record Issued(X509Certificate leaf, String chainPem, String keyPem, KeyPair keys) {}

    public Issued issue(String... names) {
        return issue(keys("EC", 256), Duration.ofHours(-1), Duration.ofDays(90), names);
    }

    /** {@code from} and {@code until} are from now on. */
    public Issued issue(KeyPair keys, Duration from, Duration until, String... names) {
        var leaf = sign(
                "leaf",
                keys,
                "Test Intermediate",
                middle,
                List.of(names),
                false,
                new Span(now.plus(from), now.plus(until)));
        return new Issued(leaf, pem(leaf) + pem(middleCertificate), pem(keys.getPrivate()), keys);
    }

    /** A certificate for programs that only dial. */
    Issued issueForClients(String name) {
        var keys = keys("EC", 256);
        var leaf = sign(
                "leaf",
                keys,
                "Test Intermediate",
                middle,
                List.of(name),
                false,
                span(90),
                KeyPurposeId.id_kp_clientAuth);
        return new Issued(leaf, pem(leaf), pem(keys.getPrivate()), keys);
    }

    String middlePem() {
        return pem(middleCertificate);
    }

    static KeyPair keys(String algorithm, int size) {
        try {
            var generator = KeyPairGenerator.getInstance(algorithm);
            generator.initialize(size);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    static String pem(X509Certificate certificate) {
        try {
            return pem("CERTIFICATE", certificate.getEncoded());
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    static String pem(PrivateKey key) {
        return pem("PRIVATE KEY", key.getEncoded());
    }

    static String pem(String kind, byte[] bytes) {
        var text = new StringWriter();
        try (var writer = new PemWriter(text)) {
            writer.writeObject(new PemObject(kind, bytes));
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
        return text.toString();
    }

    private Span span(int days) {
        return new Span(now.minus(Duration.ofHours(1)), now.plus(Duration.ofDays(days)));
    }

    private static X509Certificate sign(
            String subject, KeyPair keys, String issuer, KeyPair by, List<String> names, boolean authority, Span span) {
        return sign(subject, keys, issuer, by, names, authority, span, KeyPurposeId.id_kp_serverAuth);
    }

    private static X509Certificate sign(
            String subject,
            KeyPair keys,
            String issuer,
            KeyPair by,
            List<String> names,
            boolean authority,
            Span span,
            KeyPurposeId use) {
        try {
            var builder = new JcaX509v3CertificateBuilder(
                    new X500Name("CN=" + issuer),
                    BigInteger.valueOf(System.identityHashCode(keys) + 1L),
                    Date.from(span.from()),
                    Date.from(span.until()),
                    new X500Name("CN=" + subject),
                    keys.getPublic());
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
            if (!authority) {
                builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(use));
            }
            if (!names.isEmpty()) {
                builder.addExtension(
                        Extension.subjectAlternativeName,
                        false,
                        new GeneralNames(names.stream()
                                .map(name -> new GeneralName(GeneralName.dNSName, name))
                                .toArray(GeneralName[]::new)));
            }
            return new JcaX509CertificateConverter()
                    .getCertificate(
                            builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(by.getPrivate())));
        } catch (GeneralSecurityException | IOException | OperatorCreationException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
