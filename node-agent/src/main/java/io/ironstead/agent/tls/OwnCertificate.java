package io.ironstead.agent.tls;

import io.ironstead.agent.disk.DurableFile;
import io.ironstead.agent.join.Pem;
import io.ironstead.model.control.SiteCertificate;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Date;
import java.util.Optional;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * A self-signed certificate for the platform's domain. Browsers warn of it; it is for the time until a site has a
 * certificate of its own. Made once and kept, so that who accepted it is not asked again, and made anew before it ends.
 */
public final class OwnCertificate {
    private static final Duration LIFE = Duration.ofDays(397);
    private static final Duration RENEW_BEFORE = Duration.ofDays(30);

    private final Path folder;
    private final String domain;
    private final InstantSource clock;

    /** @param folder holds key and certificate, and nothing else */
    public OwnCertificate(Path folder, String domain, InstantSource clock) {
        this.folder = folder;
        this.domain = domain;
        this.clock = clock;
    }

    /** The kept one, or a new one where there is none that will do. */
    public SiteCertificate get() throws IOException {
        var kept = kept();
        return kept.isPresent() ? kept.get() : make();
    }

    private Path keyFile() {
        return folder.resolve("key.pem");
    }

    private Path certificateFile() {
        return folder.resolve("certificate.pem");
    }

    private Optional<SiteCertificate> kept() {
        try {
            var chain = Files.readString(certificateFile());
            var key = Files.readString(keyFile());
            var certificate = Pem.certificate(chain);
            Pem.ecKey(key);
            boolean fits = certificate.getSubjectX500Principal().equals(new X500Principal("CN=" + domain));
            boolean lasts = certificate
                    .getNotAfter()
                    .toInstant()
                    .isAfter(clock.instant().plus(RENEW_BEFORE));
            return fits && lasts ? Optional.of(new SiteCertificate(domain, chain, key)) : Optional.empty();
        } catch (IOException | GeneralSecurityException none) {
            return Optional.empty();
        }
    }

    private SiteCertificate make() throws IOException {
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            var pair = generator.generateKeyPair();
            var made = new SiteCertificate(domain, Pem.of(sign(pair)), Pem.of(pair.getPrivate()));
            DurableFile.makeFolder(folder);
            DurableFile.write(keyFile(), made.keyPem().getBytes(StandardCharsets.US_ASCII));
            DurableFile.write(certificateFile(), made.chainPem().getBytes(StandardCharsets.US_ASCII));
            return made;
        } catch (GeneralSecurityException | OperatorCreationException broken) {
            throw new IllegalStateException("This Java cannot make a certificate", broken);
        }
    }

    private X509Certificate sign(KeyPair pair)
            throws OperatorCreationException, CertIOException, GeneralSecurityException {
        var now = clock.instant();
        var name = new X500Principal("CN=" + domain);
        var builder = new JcaX509v3CertificateBuilder(
                name,
                new BigInteger(127, new SecureRandom()),
                Date.from(now.minus(Duration.ofHours(1))),
                Date.from(now.plus(LIFE)),
                name,
                pair.getPublic());
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
        builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
        builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(new GeneralName[] {
            new GeneralName(GeneralName.dNSName, domain), new GeneralName(GeneralName.dNSName, "*." + domain)
        }));
        return new JcaX509CertificateConverter()
                .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate())));
    }
}
