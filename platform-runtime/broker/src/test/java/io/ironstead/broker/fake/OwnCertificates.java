package io.ironstead.broker.fake;

import io.ironstead.model.control.SiteCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** Self-signed certificates, made with the JDK's keytool, and a client that trusts them all. */
public final class OwnCertificates {
    private OwnCertificates() {}

    public static SiteCertificate of(Path folder, String domain) throws IOException {
        var store = folder.resolve(domain.replace('*', '_') + ".p12");
        var tool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        try {
            var process = new ProcessBuilder(
                            tool,
                            "-genkeypair",
                            "-alias",
                            "a",
                            "-keyalg",
                            "EC",
                            "-groupname",
                            "secp256r1",
                            "-dname",
                            "CN=" + domain.replace("*.", ""),
                            "-ext",
                            "SAN=dns:" + domain,
                            "-validity",
                            "30",
                            "-storetype",
                            "PKCS12",
                            "-keystore",
                            store.toString(),
                            "-storepass",
                            "changeit")
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("keytool.log").toFile())
                    .start();
            if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IOException(Files.readString(folder.resolve("keytool.log")));
            }
            var keys = KeyStore.getInstance("PKCS12");
            try (var in = Files.newInputStream(store)) {
                keys.load(in, "changeit".toCharArray());
            }
            return new SiteCertificate(
                    domain,
                    pem("CERTIFICATE", keys.getCertificate("a").getEncoded()),
                    pem(
                            "PRIVATE KEY",
                            keys.getKey("a", "changeit".toCharArray()).getEncoded()));
        } catch (GeneralSecurityException broken) {
            throw new IOException("No certificate", broken);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted", stop);
        }
    }

    private static String pem(String type, byte[] der) {
        var body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return "-----BEGIN " + type + "-----\n" + body + "\n-----END " + type + "-----\n";
    }

    /** Trusts everybody: what is tested is which certificate is shown, not who signed it. */
    public static SSLContext trusting() throws GeneralSecurityException {
        var everybody = new X509TrustManager() {
            @Override
            public void checkClientTrusted(X509Certificate[] chain, String kind) {}

            @Override
            public void checkServerTrusted(X509Certificate[] chain, String kind) {}

            @Override
            public X509Certificate[] getAcceptedIssuers() {
                return new X509Certificate[0];
            }
        };
        var context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {everybody}, null);
        return context;
    }
}
