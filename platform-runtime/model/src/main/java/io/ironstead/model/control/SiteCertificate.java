package io.ironstead.model.control;

/** A certificate for one domain: PEM chain and PKCS #8 PEM key. The key is a secret: never logged, on disk 0600. */
public record SiteCertificate(String domain, String chainPem, String keyPem) {

    @Override
    public String toString() {
        return "SiteCertificate[domain=" + domain + "]";
    }
}
