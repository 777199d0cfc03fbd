package io.ironstead.console.certificates;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x500.style.IETFUtils;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemWriter;

/**
 * Reads what a person uploads as a certificate: PEM text, the chain in any order, the key in any of the usual forms.
 * What comes out is what a server sends: the leaf first, each signed by the next, and the key as PKCS #8.
 */
final class CertificateCheck {
    private static final int TEXT_MAX = 64 * 1024;
    private static final int CHAIN_MAX = 10;
    private static final int NAMES_MAX = 100;
    private static final int NAME_LENGTH_MAX = 253;
    private static final int RSA_BITS_MIN = 2_048;
    private static final int RSA_BITS_MAX = 8_192;
    private static final Set<Integer> CURVE_BITS = Set.of(256, 384, 521);
    private static final int DNS_NAME = 2;
    private static final String SERVER_AUTH = "1.3.6.1.5.5.7.3.1";
    private static final String ANY_USE = "2.5.29.37.0";

    private CertificateCheck() {}

    /** What the check came to. */
    sealed interface Checked {
        /** It can be served. */
        record Good(
                String chainPem,
                String keyPem,
                List<String> names,
                String issuer,
                Instant validFrom,
                Instant validUntil,
                String fingerprint)
                implements Checked {
            public Good {
                names = List.copyOf(names);
            }

            @Override
            public String toString() {
                return "Good[names=" + names + "]";
            }
        }

        /** It cannot; both are sentences for a person. */
        record Bad(String cause, String advice) implements Checked {}
    }

    /** Carries a refusal out of the depth of the check. */
    private static final class Unfit extends Exception {
        private final transient Checked.Bad bad;

        Unfit(String cause, String advice) {
            super(cause);
            bad = new Checked.Bad(cause, advice);
        }
    }

    static Checked check(String chainPem, String keyPem, Instant now) {
        try {
            if (chainPem.length() > TEXT_MAX || keyPem.length() > TEXT_MAX) {
                throw new Unfit("Certificate and key may have 64 KiB each.", "Give the chain of one certificate only.");
            }
            var key = key(keyPem);
            var chain = ordered(certificates(chainPem), key);
            var leaf = chain.getFirst();
            requireValid(leaf, now);
            requireForServers(leaf);
            return new Checked.Good(
                    pem("CERTIFICATE", encoded(chain)),
                    pem("PRIVATE KEY", List.of(key.getEncoded())),
                    names(leaf),
                    issuer(leaf),
                    leaf.getNotBefore().toInstant(),
                    leaf.getNotAfter().toInstant(),
                    fingerprint(leaf));
        } catch (Unfit unfit) {
            return unfit.bad;
        } catch (GeneralSecurityException malformed) {
            return new Checked.Bad(
                    "The certificate cannot be read.", "Give it as your authority sent it, as PEM text.");
        }
    }

    private static PrivateKey key(String text) throws Unfit {
        try (var parser = new PEMParser(new StringReader(text))) {
            for (Object found = parser.readObject(); found != null; found = parser.readObject()) {
                switch (found) {
                    case PrivateKeyInfo plain -> {
                        return new JcaPEMKeyConverter().getPrivateKey(plain);
                    }
                    case PEMKeyPair pair -> {
                        return new JcaPEMKeyConverter().getPrivateKey(pair.getPrivateKeyInfo());
                    }
                    case PEMEncryptedKeyPair _ -> throw locked();
                    case PKCS8EncryptedPrivateKeyInfo _ -> throw locked();
                    // OpenSSL writes the curve's parameters before a key.
                    default -> {}
                }
            }
        } catch (IOException | RuntimeException malformed) {
            // The edge to a parser that throws whatever it meets; the key must not get into a log with it.
            throw new Unfit("The key cannot be read.", "Give the private key as PEM text: -----BEGIN PRIVATE KEY-----");
        }
        throw new Unfit("There is no private key.", "Give it as PEM text: -----BEGIN PRIVATE KEY-----");
    }

    private static Unfit locked() {
        return new Unfit(
                "The key is locked with a password.",
                "Unlock it first: openssl pkey -in locked.key -out plain.key, then upload plain.key.");
    }

    private static List<X509Certificate> certificates(String text) throws Unfit {
        var found = new ArrayList<X509Certificate>();
        try (var parser = new PEMParser(new StringReader(text))) {
            for (Object next = parser.readObject(); next != null; next = parser.readObject()) {
                if (next instanceof X509CertificateHolder holder) {
                    found.add(new JcaX509CertificateConverter().getCertificate(holder));
                }
            }
        } catch (IOException | GeneralSecurityException | RuntimeException malformed) {
            // The edge to a parser that throws whatever it meets.
            throw new Unfit("The certificate cannot be read.", "Give it as your authority sent it, as PEM text.");
        }
        if (found.isEmpty()) {
            throw new Unfit(
                    "There is no certificate.", "Give the chain as PEM text, beginning -----BEGIN CERTIFICATE-----");
        }
        if (found.size() > CHAIN_MAX) {
            throw new Unfit("A chain may have " + CHAIN_MAX + " certificates.", "Give those of one chain only.");
        }
        return found;
    }

    /** The key's own certificate first, then who signed it, and so on: clients give up on another order. */
    private static List<X509Certificate> ordered(List<X509Certificate> given, PrivateKey key)
            throws Unfit, GeneralSecurityException {
        for (var certificate : given) {
            requireStrong(certificate.getPublicKey());
        }
        var left = new ArrayList<>(given);
        X509Certificate next = null;
        for (var certificate : given) {
            if (belongTogether(certificate.getPublicKey(), key)) {
                next = certificate;
                break;
            }
        }
        if (next == null) {
            throw new Unfit(
                    "The key does not belong to this certificate.",
                    "Upload the key that the certificate was requested with.");
        }
        var chain = new ArrayList<X509Certificate>();
        while (next != null) {
            chain.add(next);
            left.remove(next);
            next = signerOf(next, left).orElse(null);
        }
        if (!left.isEmpty()) {
            throw new Unfit(
                    "The certificate of \""
                            + commonName(
                                    left.getFirst().getSubjectX500Principal().getName())
                            + "\" does not belong to this chain.",
                    "Give the site's certificate and those that signed it, and no other.");
        }
        return chain;
    }

    private static Optional<X509Certificate> signerOf(X509Certificate signed, List<X509Certificate> among) {
        return among.stream()
                .filter(other -> other.getSubjectX500Principal().equals(signed.getIssuerX500Principal()))
                .filter(other -> signedBy(signed, other))
                .findFirst();
    }

    private static boolean signedBy(X509Certificate signed, X509Certificate other) {
        try {
            signed.verify(other.getPublicKey());
            return true;
        } catch (GeneralSecurityException not) {
            return false;
        }
    }

    private static void requireStrong(PublicKey key) throws Unfit {
        boolean strong = switch (key) {
            case RSAPublicKey rsa ->
                rsa.getModulus().bitLength() >= RSA_BITS_MIN && rsa.getModulus().bitLength() <= RSA_BITS_MAX;
            case ECPublicKey curve ->
                CURVE_BITS.contains(curve.getParams().getCurve().getField().getFieldSize());
            default -> false;
        };
        if (!strong) {
            throw new Unfit(
                    "Browsers do not take a key of this kind or size.",
                    "Use RSA with 2,048 to 8,192 bits, or the curves P-256, P-384 and P-521.");
        }
    }

    /** Signs and verifies: no need to know how each kind of key holds its numbers. */
    private static boolean belongTogether(PublicKey known, PrivateKey key) throws GeneralSecurityException {
        if (!known.getAlgorithm().equals(key.getAlgorithm())) {
            return false;
        }
        var nonce = new byte[32];
        new SecureRandom().nextBytes(nonce);
        var way = known instanceof RSAPublicKey ? "SHA256withRSA" : "SHA256withECDSA";
        var signer = Signature.getInstance(way);
        signer.initSign(key);
        signer.update(nonce);
        var verifier = Signature.getInstance(way);
        verifier.initVerify(known);
        verifier.update(nonce);
        try {
            return verifier.verify(signer.sign());
        } catch (java.security.SignatureException another) {
            // Keys of two curves or sizes.
            return false;
        }
    }

    private static void requireValid(X509Certificate leaf, Instant now) throws Unfit {
        if (leaf.getNotAfter().toInstant().isBefore(now)) {
            throw new Unfit(
                    "The certificate has expired on "
                            + leaf.getNotAfter().toInstant().toString().substring(0, 10) + ".",
                    "Get a new one from your authority.");
        }
        if (leaf.getNotBefore().toInstant().isAfter(now)) {
            throw new Unfit(
                    "The certificate is valid from " + leaf.getNotBefore().toInstant() + " on only.",
                    "Upload it then; until then visitors would be warned.");
        }
    }

    private static void requireForServers(X509Certificate leaf) throws Unfit, GeneralSecurityException {
        var uses = leaf.getExtendedKeyUsage();
        if (uses != null && !uses.contains(SERVER_AUTH) && !uses.contains(ANY_USE)) {
            throw new Unfit("The certificate is not meant for servers.", "Get one for \"TLS web server\".");
        }
        var way = leaf.getSigAlgName().toUpperCase(Locale.ROOT);
        if (way.startsWith("SHA1") || way.startsWith("MD")) {
            throw new Unfit("The certificate is signed with " + leaf.getSigAlgName() + ".", "Get one with SHA-256.");
        }
    }

    private static List<String> names(X509Certificate leaf) throws Unfit, GeneralSecurityException {
        Collection<List<?>> all = leaf.getSubjectAlternativeNames();
        var names = all == null
                ? List.<String>of()
                : all.stream()
                        .filter(name -> name.get(0).equals(DNS_NAME))
                        .map(name -> name.get(1).toString().toLowerCase(Locale.ROOT))
                        .distinct()
                        .toList();
        if (names.isEmpty()) {
            throw new Unfit(
                    "The certificate names no host.",
                    "Browsers want \"subject alternative names\"; get one that has your domains there.");
        }
        if (names.size() > NAMES_MAX || names.stream().anyMatch(name -> name.length() > NAME_LENGTH_MAX)) {
            throw new Unfit("A certificate may name " + NAMES_MAX + " hosts.", "Get one for this site's domains only.");
        }
        return names;
    }

    private static String issuer(X509Certificate leaf) {
        return leaf.getIssuerX500Principal().equals(leaf.getSubjectX500Principal())
                ? "itself"
                : commonName(leaf.getIssuerX500Principal().getName());
    }

    private static String commonName(String distinguished) {
        var common = new X500Name(distinguished).getRDNs(BCStyle.CN);
        var name = common.length == 0
                ? distinguished
                : IETFUtils.valueToString(common[0].getFirst().getValue());
        return name.length() <= 100 ? name : name.substring(0, 99) + "…";
    }

    private static String fingerprint(X509Certificate leaf) throws GeneralSecurityException {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(leaf.getEncoded()));
    }

    private static List<byte[]> encoded(List<X509Certificate> chain) throws GeneralSecurityException {
        var all = new ArrayList<byte[]>();
        for (var certificate : chain) {
            all.add(certificate.getEncoded());
        }
        return all;
    }

    private static String pem(String kind, List<byte[]> parts) {
        var text = new StringWriter();
        try (var writer = new PemWriter(text)) {
            for (var part : parts) {
                writer.writeObject(new PemObject(kind, part));
            }
        } catch (IOException impossible) {
            throw new IllegalStateException("A string can always be written", impossible);
        }
        return text.toString();
    }
}
