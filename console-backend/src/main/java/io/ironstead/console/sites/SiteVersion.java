package io.ironstead.console.sites;

import io.ironstead.model.Digest;
import io.ironstead.model.ServiceName;
import io.ironstead.model.SiteName;
import io.ironstead.model.VersionId;
import io.ironstead.model.VersionKey;
import io.ironstead.model.app.AppDescriptor;
import io.ironstead.model.control.DesiredVersion.ArchiveKind;
import java.net.URI;
import java.time.Instant;

/**
 * One uploaded version.
 *
 * @param trafficPermille its share of its service's requests, 0 to 1000
 * @param serving false: stopped by its owner
 * @param warm kept ready although nobody asks, while a deployment waits for it
 * @param address answers with this version whatever its share
 */
public record SiteVersion(
        SiteName site,
        ServiceName service,
        VersionId version,
        long deploymentId,
        Digest digest,
        ArchiveKind kind,
        AppDescriptor app,
        boolean serving,
        boolean warm,
        int trafficPermille,
        URI address,
        Instant createdAt,
        String createdBy) {

    public VersionKey key() {
        return new VersionKey(site, service, version);
    }
}
