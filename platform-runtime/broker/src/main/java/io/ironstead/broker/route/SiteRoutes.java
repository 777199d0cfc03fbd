package io.ironstead.broker.route;

import io.ironstead.broker.route.HostRoute.Share;
import io.ironstead.model.Digest;
import io.ironstead.model.ServiceName;
import io.ironstead.model.VersionKey;
import io.ironstead.model.app.Runtime;
import io.ironstead.model.control.DesiredSite;
import io.ironstead.model.control.DesiredVersion;
import io.ironstead.model.control.TrafficSplit;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Works out every host name of one site. */
final class SiteRoutes {
    private static final String DOT = "-dot-";

    private final DesiredSite site;
    private final String address;
    private final Map<ServiceName, Map<String, VersionRoute>> versions = new LinkedHashMap<>();

    SiteRoutes(
            DesiredSite site, String domainSuffix, Function<Digest, Optional<Path>> filesOfBundle, KnownFiles known) {
        this.site = site;
        this.address = site.name().value() + domainSuffix;
        for (var version : site.versions()) {
            if (version.serving()) {
                versions.computeIfAbsent(version.service(), _ -> new LinkedHashMap<>())
                        .put(version.version().value(), routeOf(version, filesOfBundle.apply(version.bundle()), known));
            }
        }
    }

    List<VersionRoute> versions() {
        return versions.values().stream()
                .flatMap(named -> named.values().stream())
                .toList();
    }

    void addTo(Map<String, HostRoute> byHost) {
        // From the least to the most meant: a service's name wins over a version of the default service.
        versions.getOrDefault(ServiceName.DEFAULT, Map.of())
                .forEach((name, version) -> byHost.put(name + DOT + address, only(version)));
        for (var service : services()) {
            byHost.put(service.value() + DOT + address, ofService(service));
            versions.getOrDefault(service, Map.of())
                    .forEach(
                            (name, version) -> byHost.put(name + DOT + service.value() + DOT + address, only(version)));
        }
        var front = ofService(ServiceName.DEFAULT);
        byHost.put(address, front);
        site.domains().forEach(domain -> byHost.put(domain.toLowerCase(Locale.ROOT), front));
    }

    private Set<ServiceName> services() {
        var services = new LinkedHashSet<>(site.traffic().keySet());
        services.addAll(versions.keySet());
        return services;
    }

    private HostRoute ofService(ServiceName service) {
        var split = site.traffic().get(service);
        var known = versions.getOrDefault(service, Map.of());
        if (split == null) {
            return new HostRoute(site.name(), site.suspended(), TrafficSplit.By.IP, List.of());
        }
        var shares = split.shares().stream()
                .filter(share -> known.containsKey(share.version().value()))
                .map(share -> new Share(known.get(share.version().value()), share.permille()))
                .toList();
        return new HostRoute(site.name(), site.suspended(), split.by(), shares);
    }

    private HostRoute only(VersionRoute version) {
        return new HostRoute(
                site.name(), site.suspended(), TrafficSplit.By.IP, List.of(new Share(version, TrafficSplit.WHOLE)));
    }

    private VersionRoute routeOf(DesiredVersion version, Optional<Path> files, KnownFiles known) {
        var app = version.app();
        var names = files.map(folder -> known.of(version, folder)).orElse(FileNames.NONE);
        return new VersionRoute(
                new VersionKey(site.name(), version.service(), version.version()),
                address,
                HandlerTable.of(app.handlers(), names),
                app.runtime() == Runtime.JAVA,
                version.bundle(),
                files,
                app.defaultExpiration(),
                app.errorHandlers());
    }
}
