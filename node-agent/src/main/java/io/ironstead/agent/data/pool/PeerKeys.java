package io.ironstead.agent.data.pool;

import io.ironstead.agent.join.Identity;
import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/** Shows this node's newest certificate at either end of a connection. */
final class PeerKeys extends X509ExtendedKeyManager {
    private static final String ONLY = "node";

    private final Supplier<Identity> identity;

    PeerKeys(Supplier<Identity> identity) {
        this.identity = identity;
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
        return new X509Certificate[] {identity.get().certificate()};
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
        return identity.get().key();
    }

    private boolean has(String type) {
        // OpenSSL asks for "EC" or "ECDSA", TLS 1.3 of the JDK for the signature's family.
        return type.startsWith(identity.get().key().getAlgorithm());
    }

    private @Nullable String alias(String @Nullable ... types) {
        for (var type : types == null ? new String[0] : types) {
            if (type != null && has(type)) {
                return ONLY;
            }
        }
        return null;
    }

    @Override
    public @Nullable String chooseClientAlias(String[] types, Principal[] issuers, Socket socket) {
        return alias(types);
    }

    @Override
    public @Nullable String chooseServerAlias(String type, Principal[] issuers, Socket socket) {
        return alias(type);
    }

    @Override
    public @Nullable String chooseEngineClientAlias(String[] types, Principal[] issuers, SSLEngine engine) {
        return alias(types);
    }

    @Override
    public @Nullable String chooseEngineServerAlias(String type, Principal[] issuers, SSLEngine engine) {
        return alias(type);
    }

    @Override
    public String @Nullable [] getClientAliases(String type, Principal[] issuers) {
        return has(type) ? new String[] {ONLY} : null;
    }

    @Override
    public String @Nullable [] getServerAliases(String type, Principal[] issuers) {
        return has(type) ? new String[] {ONLY} : null;
    }
}
