package io.ironstead.services.fake;

import io.ironstead.model.Digest;
import io.ironstead.model.ServiceName;
import io.ironstead.model.SiteName;
import io.ironstead.model.TenantId;
import io.ironstead.model.VersionId;
import io.ironstead.model.app.AppDescriptor;
import io.ironstead.model.app.InstanceClass;
import io.ironstead.model.app.Runtime;
import io.ironstead.model.app.Scaling;
import io.ironstead.model.control.DesiredSite;
import io.ironstead.model.control.DesiredVersion;
import io.ironstead.model.control.TrafficSplit;
import io.ironstead.services.SiteDirectory;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The sites of a platform at {@code apps.example}: every one of them has a front and a worker. */
public final class Sites implements SiteDirectory {
    public static final ServiceName WORKER = new ServiceName("worker");

    private final Set<SiteName> removed;

    public Sites(String... removed) {
        this.removed = Set.copyOf(List.of(removed).stream().map(SiteName::new).toList());
    }

    @Override
    public Optional<DesiredSite> site(SiteName name) {
        return removed.contains(name) ? Optional.empty() : Optional.of(of(name));
    }

    @Override
    public String address(SiteName name) {
        return name + ".apps.example:8000";
    }

    private static DesiredSite of(SiteName name) {
        var traffic = new TrafficSplit(
                TrafficSplit.By.IP,
                List.of(
                        new TrafficSplit.Share(new VersionId("v1"), 300),
                        new TrafficSplit.Share(new VersionId("v2"), 700)));
        return new DesiredSite(
                name,
                new TenantId("t-" + name),
                List.of(),
                false,
                Map.of(ServiceName.DEFAULT, traffic),
                List.of(
                        version(ServiceName.DEFAULT, "v2", Scaling.Automatic.DEFAULT),
                        version(ServiceName.DEFAULT, "v1", Scaling.Automatic.DEFAULT),
                        version(WORKER, "w1", new Scaling.Manual(3))),
                List.of());
    }

    private static DesiredVersion version(ServiceName service, String version, Scaling scaling) {
        var app = new AppDescriptor(
                Runtime.PYTHON,
                "python312",
                service,
                Optional.empty(),
                Map.of(),
                List.of(),
                scaling,
                InstanceClass.F1,
                Set.of(),
                Optional.empty(),
                List.of(),
                Optional.empty());
        return new DesiredVersion(
                service,
                new VersionId(version),
                1,
                new Digest("a".repeat(64)),
                DesiredVersion.ArchiveKind.ZIP,
                app,
                true,
                false);
    }
}
