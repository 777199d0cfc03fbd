package io.ironstead.files.tahoe;

import io.ironstead.files.disk.DurableFile;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * Who a node of the grid is, made before its first start, so that a whole grid can be worked out with no order of
 * starting: a certificate (Foolscap knows a node by its SHA-1), an Ed25519 key (the server's id), and the secret word of
 * its storage. The forms are those of Foolscap 24.9 and Tahoe-LAFS 1.20.
 */
public final class GridIdentity {
    private static final SecureRandom RANDOM = new SecureRandom();
    /** An Ed25519 key is the last 32 bytes of both its PKCS #8 and its X.509 encoding. */
    private static final int ED25519 = 32;
    /** Nobody looks at the dates: Foolscap accepts certificates that have expired. */
    private static final Instant VALID_FROM = Instant.parse("2020-01-01T00:00:00Z");

    private static final Instant VALID_UNTIL = Instant.parse("2119-12-31T00:00:00Z");

    private GridIdentity() {}

    /**
     * The server that {@code privateFolder} holds the identity of; makes one when there is none. When the address is
     * another than before, only that changes.
     *
     * @param host address of this machine that the other nodes reach
     */
    static GridServer openOrMake(Path privateFolder, String nickname, String host, int port) throws IOException {
        DurableFile.makeFolder(privateFolder);
        var pem = privateFolder.resolve("node.pem");
        var key = privateFolder.resolve("node.privkey");
        var furl = privateFolder.resolve("storage.furl");
        try {
            if (!Files.exists(pem)) {
                DurableFile.write(pem, newCertificate().getBytes(StandardCharsets.US_ASCII));
            }
            var publicKey = key.resolveSibling("node.pubkey");
            if (!Files.exists(key) || !Files.exists(publicKey)) {
                makeSigningKey(key, publicKey);
            }
            var certificate = certificateOf(pem);
            var word = Files.exists(furl) ? wordOf(Files.readString(furl)) : randomWord();
            var tub = base32(MessageDigest.getInstance("SHA-1").digest(certificate.getEncoded()));
            var address = "pb://%s@tcp:%s:%d/%s".formatted(tub, host, port, word);
            DurableFile.write(furl, (address + "\n").getBytes(StandardCharsets.US_ASCII));
            var spki = Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(MessageDigest.getInstance("SHA-256")
                            .digest(certificate.getPublicKey().getEncoded()));
            return new GridServer(
                    nickname,
                    Files.readString(publicKey).strip(),
                    address,
                    "pb://%s@%s:%d/%s#v=1".formatted(spki, host, port, word));
        } catch (GeneralSecurityException broken) {
            throw new IllegalStateException("This Java cannot make the identity of a node", broken);
        }
    }

    private static String newCertificate() throws GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        var pair = generator.generateKeyPair();
        return pem("CERTIFICATE", selfSigned(pair))
                + pem("PRIVATE KEY", pair.getPrivate().getEncoded());
    }

    private static byte[] selfSigned(KeyPair pair) throws GeneralSecurityException {
        var name = new X500Principal("CN=newpb_thingy");
        try {
            return new JcaX509v3CertificateBuilder(
                            name, BigInteger.ONE, Date.from(VALID_FROM), Date.from(VALID_UNTIL), name, pair.getPublic())
                    .build(new JcaContentSignerBuilder("SHA256withRSA").build(pair.getPrivate()))
                    .getEncoded();
        } catch (OperatorCreationException | IOException broken) {
            throw new GeneralSecurityException("This Java cannot sign a certificate", broken);
        }
    }

    private static void makeSigningKey(Path key, Path publicKey) throws GeneralSecurityException, IOException {
        var pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        DurableFile.write(
                key,
                ("priv-v0-" + lastBytes(pair.getPrivate().getEncoded()) + "\n").getBytes(StandardCharsets.US_ASCII));
        DurableFile.write(
                publicKey,
                ("v0-" + lastBytes(pair.getPublic().getEncoded()) + "\n").getBytes(StandardCharsets.US_ASCII));
    }

    private static String lastBytes(byte[] encoded) {
        return base32(Arrays.copyOfRange(encoded, encoded.length - ED25519, encoded.length));
    }

    private static X509Certificate certificateOf(Path pem) throws GeneralSecurityException, IOException {
        try (var in = Files.newInputStream(pem)) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
    }

    private static String wordOf(String furl) {
        return furl.strip().substring(furl.lastIndexOf('/') + 1);
    }

    /** 160 bits by chance, as Foolscap makes its own. */
    static String randomWord() {
        var bytes = new byte[20];
        RANDOM.nextBytes(bytes);
        return base32(bytes);
    }

    private static String pem(String kind, byte[] encoded) {
        var lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encoded);
        return "-----BEGIN " + kind + "-----\n" + lines + "\n-----END " + kind + "-----\n";
    }

    /** RFC 4648's base32 in lower case, without padding. */
    static String base32(byte[] bytes) {
        var text = new StringBuilder();
        int buffer = 0;
        int bits = 0;
        for (byte next : bytes) {
            buffer = (buffer << 8 | next & 0xff) & 0xfff;
            bits += 8;
            while (bits >= 5) {
                bits -= 5;
                text.append("abcdefghijklmnopqrstuvwxyz234567".charAt(buffer >> bits & 31));
            }
        }
        if (bits > 0) {
            text.append("abcdefghijklmnopqrstuvwxyz234567".charAt(buffer << (5 - bits) & 31));
        }
        return text.toString();
    }
}
