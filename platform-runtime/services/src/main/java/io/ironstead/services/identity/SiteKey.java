package io.ironstead.services.identity;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.SignatureException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HexFormat;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.io.pem.PemObject;

/** One site's key with its certificate. RSA with SHA-256, as Google signs for applications. */
public final class SiteKey {
    private static final int BITS = 2048;
    private static final Duration LIFE = Duration.ofDays(3650);
    private static final Duration CLOCKS_DIFFER = Duration.ofHours(1);

    private final PrivateKey secret;
    private final X509Certificate certificate;
    private final String name;

    private SiteKey(PrivateKey secret, X509Certificate certificate) {
        this.secret = secret;
        this.certificate = certificate;
        this.name = fingerprint(certificate);
    }

    static SiteKey make(String owner, Instant now, SecureRandom random) {
        try {
            var generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(BITS, random);
            var pair = generator.generateKeyPair();
            var who = new X500Principal("CN=" + owner);
            var builder = new JcaX509v3CertificateBuilder(
                    who,
                    new BigInteger(127, random),
                    Date.from(now.minus(CLOCKS_DIFFER)),
                    Date.from(now.plus(LIFE)),
                    who,
                    pair.getPublic());
            var signer = new JcaContentSignerBuilder("SHA256withRSA").build(pair.getPrivate());
            return new SiteKey(
                    pair.getPrivate(), new JcaX509CertificateConverter().getCertificate(builder.build(signer)));
        } catch (GeneralSecurityException | OperatorCreationException broken) {
            throw new IllegalStateException("This Java cannot make a certificate", broken);
        }
    }

    /** @throws IOException when the text is not what {@link #pem} wrote */
    static SiteKey parse(String pem) throws IOException {
        try (var parser = new PEMParser(new StringReader(pem))) {
            if (parser.readObject() instanceof PrivateKeyInfo secret
                    && parser.readObject() instanceof X509CertificateHolder certificate) {
                return new SiteKey(
                        new JcaPEMKeyConverter().getPrivateKey(secret),
                        new JcaX509CertificateConverter().getCertificate(certificate));
            }
            throw new IOException("A key and its certificate are not there");
        } catch (GeneralSecurityException broken) {
            throw new IOException("A certificate cannot be read", broken);
        }
    }

    /** Key and certificate, to be kept where only the agent can read. */
    String pem() {
        // Named by hand: the writer would turn the key into its older form, which its own reader takes for something
        // else.
        return write(new PemObject("PRIVATE KEY", secret.getEncoded())) + write(certificate);
    }

    /** What others check signatures with. */
    public String certificatePem() {
        return write(certificate);
    }

    private static String write(Object object) {
        var text = new StringWriter();
        try (var writer = new JcaPEMWriter(text)) {
            writer.writeObject(object);
        } catch (IOException impossible) {
            throw new UncheckedIOException("Writing to memory failed", impossible);
        }
        return text.toString();
    }

    /** Tells one key from the next: the certificate's SHA-1 fingerprint in hex. */
    public String name() {
        return name;
    }

    private static String fingerprint(X509Certificate certificate) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(certificate.getEncoded()));
        } catch (GeneralSecurityException broken) {
            throw new IllegalStateException("A certificate has no fingerprint", broken);
        }
    }

    /** RSASSA-PKCS1-v1_5 with SHA-256. */
    public byte[] sign(byte[] bytes) {
        try {
            var signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(secret);
            signature.update(bytes);
            return signature.sign();
        } catch (NoSuchAlgorithmException | InvalidKeyException | SignatureException broken) {
            throw new IllegalStateException("This Java cannot sign", broken);
        }
    }
}
