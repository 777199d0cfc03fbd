package io.ironstead.broker.tls;

/** Hears of certificates that cannot be used. */
@FunctionalInterface
public interface CertificateListener {

    /** Visitors of this domain get the certificate they got before, or the node's own. {@code reason} is for a person. */
    void certificateRefused(String domain, String reason);
}
