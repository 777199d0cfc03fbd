package io.ironstead.agent.join;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;

/** A node's key pair on P-256. It is made on the node and never leaves it; what travels is the request for a certificate. */
final class NodeKey {
    private final KeyPair pair;

    private NodeKey(KeyPair pair) {
        this.pair = pair;
    }

    static NodeKey generate() {
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return new NodeKey(generator.generateKeyPair());
        } catch (GeneralSecurityException broken) {
            throw new IllegalStateException("This Java cannot make elliptic-curve keys", broken);
        }
    }

    /** The key that an identity has already. */
    static NodeKey of(Identity identity) {
        return new NodeKey(new KeyPair(identity.certificate().getPublicKey(), identity.key()));
    }

    KeyPair pair() {
        return pair;
    }

    /** A PKCS #10 request, signed with the key, so that nobody can ask for a certificate of somebody else's key. */
    String certificateRequestPem(String proposedName) {
        try {
            var request = new JcaPKCS10CertificationRequestBuilder(
                            new X500Principal("CN=" + proposedName), pair.getPublic())
                    .build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate()));
            return Pem.of("CERTIFICATE REQUEST", request.getEncoded());
        } catch (OperatorCreationException | IOException broken) {
            throw new IllegalStateException("This Java cannot sign a certificate request", broken);
        }
    }
}
