package io.ironstead.agent.data.pool;

import io.ironstead.broker.tls.PeerTls;
import io.ironstead.model.NodeId;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/** Trusts one node of those that are trusted: whoever else answers at its address is not believed. */
final class OneNode extends X509ExtendedTrustManager {
    private final X509ExtendedTrustManager trust;
    private final NodeId node;

    OneNode(X509ExtendedTrustManager trust, NodeId node) {
        this.trust = trust;
        this.node = node;
    }

    /** @param chain trusted already, so not empty */
    private void check(X509Certificate[] chain) throws CertificateException {
        if (PeerTls.nodeOf(chain[0]).filter(node::equals).isEmpty()) {
            throw new CertificateException("Another machine than " + node + " answers there");
        }
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        trust.checkClientTrusted(chain, type, engine);
        check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        trust.checkServerTrusted(chain, type, engine);
        check(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        trust.checkClientTrusted(chain, type, socket);
        check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        trust.checkServerTrusted(chain, type, socket);
        check(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
        trust.checkClientTrusted(chain, type);
        check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
        trust.checkServerTrusted(chain, type);
        check(chain);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return trust.getAcceptedIssuers();
    }
}
