package io.ironstead.console.sites;

import io.ironstead.model.SiteName;
import io.ironstead.model.TenantId;
import java.net.URI;
import java.time.Instant;
import java.util.List;

/**
 * One site.
 *
 * @param domains the owner's
 * @param strictIndexes whether queries that need a composite index which is not there are refused
 * @param address the platform's own
 */
public record Site(
        SiteName name,
        TenantId tenant,
        List<String> domains,
        boolean suspended,
        boolean strictIndexes,
        URI address,
        Instant createdAt) {
    public Site {
        domains = List.copyOf(domains);
    }
}
