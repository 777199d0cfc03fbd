package io.ironstead.broker.route;

import io.ironstead.model.Digest;
import io.ironstead.model.VersionKey;
import io.ironstead.model.control.DesiredSite;
import io.ironstead.model.control.SiteCertificate;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Which host name is which version, and which path of it is what. Immutable; building one compiles every handler, so
 * it is done off the event loops.
 */
public final class RouteTable {
    /** Knows no site. */
    public static final RouteTable EMPTY = new RouteTable(Map.of(), Map.of(), List.of(), Map.of());

    private final Map<String, HostRoute> byHost;
    private final Map<VersionKey, VersionRoute> byVersion;
    private final List<SiteCertificate> certificates;
    private final Map<Path, FileNames> files;

    private RouteTable(
            Map<String, HostRoute> byHost,
            Map<VersionKey, VersionRoute> byVersion,
            List<SiteCertificate> certificates,
            Map<Path, FileNames> files) {
        this.byHost = byHost;
        this.byVersion = byVersion;
        this.certificates = certificates;
        this.files = files;
    }

    /** The table for other sites, or the same; what this one has read of bundles is not read again. May read disks. */
    public RouteTable next(
            List<DesiredSite> sites, String platformDomain, Function<Digest, Optional<Path>> filesOfBundle) {
        var byHost = new HashMap<String, HostRoute>();
        var byVersion = new HashMap<VersionKey, VersionRoute>();
        var suffix = "." + platformDomain.toLowerCase(Locale.ROOT);
        var known = new KnownFiles(files);
        for (var site : sites) {
            var routes = new SiteRoutes(site, suffix, filesOfBundle, known);
            routes.addTo(byHost);
            if (!site.suspended()) {
                routes.versions().forEach(version -> byVersion.put(version.key(), version));
            }
        }
        var certificates =
                sites.stream().flatMap(site -> site.certificates().stream()).toList();
        return new RouteTable(byHost, byVersion, certificates, known.read());
    }

    /**
     * @param sites exactly what is served; a version that is not named here is 404
     * @param platformDomain sites answer at {@code SITE.<platformDomain>}
     * @param filesOfBundle the folder with the bundle's files, which never change; empty while there is none, then
     *     static files of its versions are answered by 503, or left to its program where it may have them too
     */
    public static RouteTable of(
            List<DesiredSite> sites, String platformDomain, Function<Digest, Optional<Path>> filesOfBundle) {
        return EMPTY.next(sites, platformDomain, filesOfBundle);
    }

    /** @param host in lower case, without port; null: no site answers to this name */
    public @Nullable HostRoute find(String host) {
        return byHost.get(host);
    }

    /** Null: there is no such version, or nobody may ask it. */
    public @Nullable VersionRoute find(VersionKey version) {
        return byVersion.get(version);
    }

    public List<SiteCertificate> certificates() {
        return certificates;
    }
}
