package io.ironstead.console.agentlink;

import io.ironstead.console.ConsoleSettings;
import io.ironstead.model.Digest;
import io.ironstead.model.NodeId;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest;
import org.bouncycastle.util.io.pem.PemObject;
import org.springframework.stereotype.Component;

/**
 * The console's own authority for agents: EC P-256, made at first boot, its key readable by the console only. It signs
 * the certificate of the agents' port (a new one at every start) and one for each machine that joins.
 */
@Component
public class CertificateAuthority {
    private static final Duration CA_LIFE = Duration.ofDays(3650);
    private static final Duration LEAF_LIFE = Duration.ofDays(90);
    private static final Duration CLOCK_SKEW = Duration.ofMinutes(10);
    private static final String SIGNATURE = "SHA256withECDSA";

    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();
    private final KeyPair keys;
    private final X509Certificate certificate;

    CertificateAuthority(ConsoleSettings settings, InstantSource clock)
            throws IOException, GeneralSecurityException, OperatorCreationException {
        this.clock = clock;
        var folder = Files.createDirectories(settings.dataDir().resolve("ca"));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        var keyFile = folder.resolve("ca.key");
        var certificateFile = folder.resolve("ca.crt");
        if (Files.exists(keyFile) && Files.exists(certificateFile)) {
            certificate = readCertificate(Files.readString(certificateFile));
            keys = new KeyPair(certificate.getPublicKey(), readKey(Files.readString(keyFile)));
        } else {
            keys = newKeys();
            certificate = selfSigned();
            // The key first: a certificate without its key would be useless for ever.
            writePrivately(keyFile, pem(keys.getPrivate()));
            writePrivately(certificateFile, pem(certificate));
        }
    }

    /** A key with the chain that proves it, leaf first. */
    record Identity(PrivateKey key, X509Certificate... chain) {}

    /** Thrown for a request that is no PKCS #10 or is not signed by its own key. */
    static final class BadRequestException extends Exception {
        BadRequestException(Throwable cause) {
            super("The certificate request cannot be read", cause);
        }
    }

    X509Certificate certificate() {
        return certificate;
    }

    public String certificatePem() {
        return pem(certificate);
    }

    /** What join tokens carry. */
    public Digest fingerprint() {
        try {
            var sha = MessageDigest.getInstance("SHA-256");
            return new Digest(HexFormat.of().formatHex(sha.digest(certificate.getEncoded())));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("Every Java has SHA-256 and X.509", impossible);
        }
    }

    /**
     * Signs what a new server downloads, which knows this authority by its fingerprint only.
     *
     * @return DER, as {@code openssl dgst -sha256 -verify} takes it
     */
    public byte[] sign(byte[] text) {
        try {
            var signer = Signature.getInstance(SIGNATURE);
            signer.initSign(keys.getPrivate(), random);
            signer.update(text);
            return signer.sign();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("The authority's key signs", impossible);
        }
    }

    /** A fresh key and certificate for the agents' port, valid for these names and addresses. */
    Identity serverIdentity(List<String> names) {
        try {
            var fresh = newKeys();
            // As long as the authority's: a console that is not restarted for months must stay reachable.
            var builder =
                    leaf(fresh.getPublic(), "ironstead-console", newSerial(), KeyPurposeId.id_kp_serverAuth, CA_LIFE);
            var sans = new ArrayList<GeneralName>();
            for (String name : names) {
                sans.add(new GeneralName(isAddress(name) ? GeneralName.iPAddress : GeneralName.dNSName, name));
            }
            builder.addExtension(
                    Extension.subjectAlternativeName, false, new GeneralNames(sans.toArray(GeneralName[]::new)));
            return new Identity(fresh.getPrivate(), sign(builder), certificate);
        } catch (GeneralSecurityException | IOException | OperatorCreationException impossible) {
            throw new IllegalStateException("The server's certificate could not be made", impossible);
        }
    }

    /** A random serial number for {@link #issue}. */
    String newSerial() {
        return new BigInteger(127, random).add(BigInteger.ONE).toString(16);
    }

    /** Checks that the text is a certificate request signed by its own key, before a join token is used up for it. */
    PublicKey requestedKey(String requestPem) throws BadRequestException {
        try (var parser = new PEMParser(new StringReader(requestPem))) {
            if (!(parser.readObject() instanceof PKCS10CertificationRequest request)) {
                throw new BadRequestException(new IOException("This is not a PKCS #10 request"));
            }
            var key = new JcaPKCS10CertificationRequest(request).getPublicKey();
            if (!request.isSignatureValid(new JcaContentVerifierProviderBuilder().build(key))) {
                throw new BadRequestException(new IOException("The signature is wrong"));
            }
            return key;
        } catch (IOException | GeneralSecurityException | OperatorCreationException | PKCSException malformed) {
            throw new BadRequestException(malformed);
        }
    }

    /** A client certificate for one machine. */
    String issue(NodeId node, PublicKey key, String serial) {
        try {
            return pem(sign(leaf(key, node.value(), serial, KeyPurposeId.id_kp_clientAuth, LEAF_LIFE)));
        } catch (GeneralSecurityException | IOException | OperatorCreationException impossible) {
            throw new IllegalStateException("A machine's certificate could not be made", impossible);
        }
    }

    private JcaX509v3CertificateBuilder leaf(PublicKey key, String name, String serial, KeyPurposeId use, Duration life)
            throws IOException {
        var now = clock.instant();
        var builder = new JcaX509v3CertificateBuilder(
                new X500Name(certificate.getSubjectX500Principal().getName()),
                new BigInteger(serial, 16),
                Date.from(now.minus(CLOCK_SKEW)),
                Date.from(now.plus(life)),
                new X500Name("CN=" + name),
                key);
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
        builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(use));
        return builder;
    }

    private X509Certificate selfSigned() throws GeneralSecurityException, OperatorCreationException, IOException {
        var now = clock.instant();
        var name = new X500Name("CN=Ironstead CA " + newSerial().substring(0, 8));
        var builder = new JcaX509v3CertificateBuilder(
                name,
                new BigInteger(newSerial(), 16),
                Date.from(now.minus(CLOCK_SKEW)),
                Date.from(now.plus(CA_LIFE)),
                name,
                keys.getPublic());
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
        return sign(builder);
    }

    private X509Certificate sign(JcaX509v3CertificateBuilder builder)
            throws GeneralSecurityException, OperatorCreationException {
        return new JcaX509CertificateConverter()
                .getCertificate(builder.build(new JcaContentSignerBuilder(SIGNATURE).build(keys.getPrivate())));
    }

    private KeyPair newKeys() throws GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"), random);
        return generator.generateKeyPair();
    }

    private static boolean isAddress(String name) {
        try {
            InetAddress.ofLiteral(name);
            return true;
        } catch (IllegalArgumentException hostName) {
            return false;
        }
    }

    static String pem(Object keyOrCertificate) {
        var text = new StringWriter();
        try (var writer = new JcaPEMWriter(text)) {
            // Left to itself the writer chooses an older form for elliptic-curve keys, without the curve's name.
            writer.writeObject(
                    keyOrCertificate instanceof PrivateKey key
                            ? new PemObject("PRIVATE KEY", key.getEncoded())
                            : keyOrCertificate);
        } catch (IOException impossible) {
            throw new IllegalStateException("A string can always be written", impossible);
        }
        return text.toString();
    }

    private static X509Certificate readCertificate(String pem) throws IOException, GeneralSecurityException {
        try (var parser = new PEMParser(new StringReader(pem))) {
            return new JcaX509CertificateConverter().getCertificate((X509CertificateHolder) parser.readObject());
        }
    }

    private static PrivateKey readKey(String pem) throws IOException {
        try (var parser = new PEMParser(new StringReader(pem))) {
            if (parser.readObject() instanceof PrivateKeyInfo key) {
                return new JcaPEMKeyConverter().getPrivateKey(key);
            }
            throw new IOException("The authority's key file holds no PKCS #8 key");
        }
    }

    private static void writePrivately(Path file, String text) throws IOException {
        var part = Files.createTempFile(
                file.toAbsolutePath().getParent(),
                "ca-",
                ".part",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(part, text);
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
