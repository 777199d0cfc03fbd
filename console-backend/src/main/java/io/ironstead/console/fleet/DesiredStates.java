package io.ironstead.console.fleet;

import io.ironstead.console.certificates.CertificateService;
import io.ironstead.console.security.Caller;
import io.ironstead.console.sites.SiteService;
import io.ironstead.console.sites.SiteVersion;
import io.ironstead.console.sites.VersionService;
import io.ironstead.model.control.DesiredSite;
import io.ironstead.model.control.DesiredState;
import io.ironstead.model.control.DesiredVersion;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** What every node should have, numbered. Any node may take any site's request, so all get all sites. */
@Service
public class DesiredStates {
    private final JdbcClient jdbc;
    private final SiteService sites;
    private final VersionService versions;
    private final CertificateService certificates;

    DesiredStates(JdbcClient jdbc, SiteService sites, VersionService versions, CertificateService certificates) {
        this.jdbc = jdbc;
        this.sites = sites;
        this.versions = versions;
        this.certificates = certificates;
    }

    /**
     * Reads everything under a new number. Numbers outlive a restart and only grow, also over a console that was
     * restored from an older copy: nodes tell the one they have, see {@link #atLeast}.
     */
    @Transactional
    public synchronized DesiredState next() {
        jdbc.sql("update setting set content = cast(cast(content as bigint) + 1 as varchar) where name = 'revision'")
                .update();
        long revision = jdbc.sql("select cast(content as bigint) from setting where name = 'revision'")
                .query(Long.class)
                .single();
        var all = sites.list(Caller.PLATFORM);
        var traffic = versions.trafficOfAll();
        var uploads = versions.versionsOfAll();
        var chosen = certificates.ofAll(all);
        return new DesiredState(
                revision,
                false,
                all.stream()
                        .map(site -> new DesiredSite(
                                site.name(),
                                site.tenant(),
                                site.domains(),
                                site.suspended(),
                                traffic.getOrDefault(site.name(), Map.of()),
                                uploads.getOrDefault(site.name(), List.of()).stream()
                                        .map(DesiredStates::desired)
                                        .toList(),
                                chosen.getOrDefault(site.name(), List.of()),
                                site.strictIndexes()))
                        .toList());
    }

    /** Raises the number above one that a node was seen with. */
    @Transactional
    public synchronized void atLeast(long revision) {
        jdbc.sql("update setting set content = ? where name = 'revision' and cast(content as bigint) < ?")
                .params(Long.toString(revision), revision)
                .update();
    }

    private static DesiredVersion desired(SiteVersion version) {
        return new DesiredVersion(
                version.service(),
                version.version(),
                version.deploymentId(),
                version.digest(),
                version.kind(),
                version.app(),
                version.serving(),
                version.warm());
    }
}
