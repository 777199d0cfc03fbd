package io.ironstead.agent.join;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;

/** The text form of keys and certificates. */
public final class Pem {
    private static final String KEY = "PRIVATE KEY";

    private Pem() {}

    public static String of(String type, byte[] der) {
        var body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return "-----BEGIN " + type + "-----\n" + body + "\n-----END " + type + "-----\n";
    }

    public static String of(PrivateKey key) {
        return of(KEY, key.getEncoded());
    }

    public static String of(X509Certificate certificate) throws CertificateException {
        return of("CERTIFICATE", certificate.getEncoded());
    }

    /** Reads the first certificate of {@code pem}. */
    public static X509Certificate certificate(String pem) throws CertificateException {
        var in = new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII));
        return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
    }

    /** Reads an elliptic-curve key in PKCS #8. */
    public static PrivateKey ecKey(String pem) throws GeneralSecurityException {
        int start = pem.indexOf("-----BEGIN " + KEY + "-----");
        int end = pem.indexOf("-----END " + KEY + "-----");
        if (start < 0 || end < start) {
            throw new GeneralSecurityException("There is no private key in this file");
        }
        try {
            var body = pem.substring(start + ("-----BEGIN " + KEY + "-----").length(), end);
            return KeyFactory.getInstance("EC")
                    .generatePrivate(
                            new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(body)));
        } catch (IllegalArgumentException notBase64) {
            throw new GeneralSecurityException("The private key in this file is damaged", notBase64);
        }
    }
}
