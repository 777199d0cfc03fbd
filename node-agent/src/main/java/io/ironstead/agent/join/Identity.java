package io.ironstead.agent.join;

import io.ironstead.model.Digest;
import io.ironstead.model.NodeId;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;

/**
 * Who this node is to its console.
 *
 * @param consoleAddress {@code host:port} of the console's agent port
 * @param key never leaves this machine
 * @param certificate what the console's CA says of the key: its common name is {@code node}
 * @param ca whom to trust at the other end
 */
public record Identity(
        NodeId node, String consoleAddress, PrivateKey key, X509Certificate certificate, X509Certificate ca) {

    /** The same node at a console that has moved. */
    Identity at(String address) {
        return new Identity(node, address, key, certificate, ca);
    }

    Identity with(X509Certificate renewed) {
        return new Identity(node, consoleAddress, key, renewed, ca);
    }

    public Digest caFingerprint() {
        return fingerprint(ca);
    }

    /** Shows the certificate to the console in a TLS handshake. */
    public KeyManager[] keyManagers() {
        try {
            var store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            var noPassword = new char[0];
            store.setKeyEntry("node", key, noPassword, new Certificate[] {certificate});
            var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(store, noPassword);
            return factory.getKeyManagers();
        } catch (GeneralSecurityException | IOException broken) {
            throw new IllegalStateException("This node's key cannot be used for TLS", broken);
        }
    }

    /** SHA-256 of a certificate's DER form. */
    public static Digest fingerprint(X509Certificate certificate) {
        try {
            var hash = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
            return new Digest(HexFormat.of().formatHex(hash));
        } catch (NoSuchAlgorithmException | CertificateEncodingException broken) {
            throw new IllegalStateException("A certificate's fingerprint cannot be taken", broken);
        }
    }

    @Override
    public String toString() {
        return "Identity[node=" + node + ", consoleAddress=" + consoleAddress + "]";
    }
}
