package io.ironstead.console.sites;

import io.ironstead.model.SiteName;
import io.ironstead.model.TenantId;
import java.net.URI;
import java.time.Instant;
import java.util.List;

/** One site. {@code address} is the platform's own; {@code domains} are the owner's. */
public record Site(
        SiteName name, TenantId tenant, List<String> domains, boolean suspended, URI address, Instant createdAt) {
    public Site {
        domains = List.copyOf(domains);
    }
}
