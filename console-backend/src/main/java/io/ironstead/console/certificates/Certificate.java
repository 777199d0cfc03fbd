package io.ironstead.console.certificates;

import io.ironstead.model.SiteName;
import java.time.Instant;
import java.util.List;

/**
 * An uploaded certificate as people see it: everything but its key, which nobody reads again.
 *
 * @param names what it was issued for, lower case; {@code *.shop.example} stands for one label
 * @param domains those of the site's host names that visitors get it for now; empty when it is of no use at present
 * @param issuer the common name of who signed it; {@code itself} for a self-signed one
 * @param fingerprint SHA-256 of the certificate, in hexadecimal
 */
public record Certificate(
        long id,
        SiteName site,
        List<String> names,
        List<String> domains,
        String issuer,
        Instant validFrom,
        Instant validUntil,
        String fingerprint,
        Instant uploadedAt,
        String uploadedBy) {

    public Certificate {
        names = List.copyOf(names);
        domains = List.copyOf(domains);
    }

    /** Whether it was issued for a host name. */
    public boolean covers(String domain) {
        return covers(names, domain);
    }

    static boolean covers(List<String> names, String domain) {
        int dot = domain.indexOf('.');
        return names.contains(domain) || (dot > 0 && names.contains("*" + domain.substring(dot)));
    }

    Certificate serving(List<String> chosenFor) {
        return new Certificate(
                id, site, names, chosenFor, issuer, validFrom, validUntil, fingerprint, uploadedAt, uploadedBy);
    }
}
