package io.ironstead.broker.fake;

import io.ironstead.broker.tls.PeerTls;
import io.ironstead.model.NodeId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A console's CA and the certificates it gave, made with the JDK's keytool. */
public final class Authority {
    private static final char[] PASSWORD = "changeit".toCharArray();
    private final Path folder;
    private final Path store;

    public Authority(Path folder) throws IOException {
        this.folder = folder;
        this.store = folder.resolve("authority.p12");
        keytool("ca", "CN=test authority", List.of("-ext", "BC:critical=ca:true"));
    }

    /** A certificate for {@code name}; {@code use} is {@code clientAuth} for agents. */
    public void issue(String name, String use) throws IOException {
        keytool(name, "CN=" + name, List.of("-signer", "ca", "-ext", "EKU=" + use));
    }

    /** What a broker needs to be {@code name}. */
    public PeerTls tls(String name, Predicate<NodeId> isMember) throws IOException {
        return tls(name, isMember, this);
    }

    /** The same, trusting another authority than the one that signed. */
    public PeerTls tls(String name, Predicate<NodeId> isMember, Authority trusted) throws IOException {
        return new PeerTls(key(name), certificate(name), trusted.certificate("ca"), isMember, InstantSource.system());
    }

    private PrivateKey key(String name) throws IOException {
        try {
            return (PrivateKey) load().getKey(name, PASSWORD);
        } catch (GeneralSecurityException broken) {
            throw new IOException(broken);
        }
    }

    private X509Certificate certificate(String name) throws IOException {
        try {
            return (X509Certificate) load().getCertificate(name);
        } catch (GeneralSecurityException broken) {
            throw new IOException(broken);
        }
    }

    private KeyStore load() throws IOException, GeneralSecurityException {
        var keys = KeyStore.getInstance("PKCS12");
        try (var in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD);
        }
        return keys;
    }

    private void keytool(String alias, String subject, List<String> more) throws IOException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of("-genkeypair", "-alias", alias, "-dname", subject, "-keyalg", "EC"));
        command.addAll(List.of("-groupname", "secp256r1", "-validity", "30", "-storetype", "PKCS12"));
        command.addAll(List.of("-keystore", store.toString(), "-storepass", "changeit"));
        command.addAll(more);
        var out = folder.resolve("keytool.log").toFile();
        var process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(out)
                .start();
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IOException(Files.readString(out.toPath()));
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw new IOException(stopping);
        }
    }
}
