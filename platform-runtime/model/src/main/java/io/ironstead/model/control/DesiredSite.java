package io.ironstead.model.control;

import io.ironstead.model.ServiceName;
import io.ironstead.model.SiteName;
import io.ironstead.model.TenantId;
import java.util.List;
import java.util.Map;

/**
 * One site as the console wants it.
 *
 * @param domains host names it answers to, lower case, besides its platform name; the console makes them unique
 * @param suspended true: answer 503 with the platform's page and run nothing
 * @param traffic which versions take the requests of each service; a service without an entry answers 404
 * @param versions every version a node should have ready, also those without traffic
 * @param certificates for HTTPS by SNI; a domain without one gets the node's own
 * @param strictIndexes true: a query that needs a composite index which is not there is refused; else it is sorted
 */
public record DesiredSite(
        SiteName name,
        TenantId tenant,
        List<String> domains,
        boolean suspended,
        Map<ServiceName, TrafficSplit> traffic,
        List<DesiredVersion> versions,
        List<SiteCertificate> certificates,
        boolean strictIndexes) {

    public DesiredSite {
        domains = List.copyOf(domains);
        traffic = Map.copyOf(traffic);
        versions = List.copyOf(versions);
        certificates = List.copyOf(certificates);
    }

    /** One whose queries are served without indexes too. */
    public DesiredSite(
            SiteName name,
            TenantId tenant,
            List<String> domains,
            boolean suspended,
            Map<ServiceName, TrafficSplit> traffic,
            List<DesiredVersion> versions,
            List<SiteCertificate> certificates) {
        this(name, tenant, domains, suspended, traffic, versions, certificates, false);
    }
}
