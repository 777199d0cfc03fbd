package io.ironstead.broker;

import io.ironstead.broker.tls.CertificateListener;

/** Hears what an operator should know of a broker. Called on the broker's own threads; must not block. */
public interface BrokerListener extends CertificateListener {
    /** Hears nothing. */
    BrokerListener NONE = (domain, reason) -> {};
}
