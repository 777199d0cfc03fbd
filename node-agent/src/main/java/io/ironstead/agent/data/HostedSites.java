package io.ironstead.agent.data;

import io.ironstead.model.SiteName;
import io.ironstead.model.control.DesiredSite;
import io.ironstead.services.SiteDirectory;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;

/**
 * The sites of this node, for programs that ask about themselves.
 *
 * @param sites as the console wants them now
 * @param domain sites answer at {@code SITE.<domain>}
 * @param port where visitors come in; empty while nobody can
 */
public record HostedSites(Supplier<List<DesiredSite>> sites, String domain, Supplier<OptionalInt> port)
        implements SiteDirectory {
    private static final int USUAL_PORT = 80;

    @Override
    public Optional<DesiredSite> site(SiteName name) {
        return sites.get().stream().filter(site -> site.name().equals(name)).findFirst();
    }

    /** The site's host name on the platform. */
    public String hostName(SiteName name) {
        return name + "." + domain;
    }

    @Override
    public String address(SiteName name) {
        var host = hostName(name);
        var open = port.get();
        return open.isPresent() && open.getAsInt() != USUAL_PORT ? host + ":" + open.getAsInt() : host;
    }
}
