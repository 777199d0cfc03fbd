package io.ironstead.agent.fake;

import io.ironstead.model.Digest;
import io.ironstead.model.ServiceName;
import io.ironstead.model.SiteName;
import io.ironstead.model.TenantId;
import io.ironstead.model.VersionId;
import io.ironstead.model.app.AppDescriptor;
import io.ironstead.model.app.Handler;
import io.ironstead.model.app.InstanceClass;
import io.ironstead.model.app.Runtime;
import io.ironstead.model.app.Scaling;
import io.ironstead.model.control.DesiredSite;
import io.ironstead.model.control.DesiredState;
import io.ironstead.model.control.DesiredVersion;
import io.ironstead.model.control.TrafficSplit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Small sites as a console describes them: one service, the named version takes all traffic. */
public final class Sites {
    public static final SiteName SHOP = new SiteName("shop");
    public static final TenantId TENANT = new TenantId("acme");

    private Sites() {}

    public static DesiredState state(long revision, DesiredSite... sites) {
        return new DesiredState(revision, false, List.of(sites));
    }

    public static TrafficSplit all(String version) {
        return TrafficSplit.all(new VersionId(version));
    }

    public static DesiredSite shop(TrafficSplit split, DesiredVersion... versions) {
        return new DesiredSite(
                SHOP, TENANT, List.of(), false, Map.of(ServiceName.DEFAULT, split), List.of(versions), List.of());
    }

    /** A version whose bundle is told by its deployment's number. */
    public static DesiredVersion version(String name, long deploymentId) {
        return version(name, deploymentId, new Digest("%064x".formatted(deploymentId)), program(Optional.empty()));
    }

    public static DesiredVersion version(String name, long deploymentId, Digest bundle, AppDescriptor app) {
        return new DesiredVersion(
                ServiceName.DEFAULT,
                new VersionId(name),
                deploymentId,
                bundle,
                DesiredVersion.ArchiveKind.ZIP,
                app,
                true,
                false);
    }

    /** An application with static files under {@code /static} and, when there is an entrypoint, a program for the rest. */
    public static AppDescriptor program(Optional<String> entrypoint) {
        var files = new Handler.StaticDir("/static", "static", Handler.FileOptions.NONE, Handler.Access.OPEN);
        var script = new Handler.Script(".*", "auto", Handler.Access.OPEN);
        return new AppDescriptor(
                entrypoint.isPresent() ? Runtime.CUSTOM : Runtime.STATIC,
                entrypoint.isPresent() ? "custom" : "static",
                ServiceName.DEFAULT,
                entrypoint,
                Map.of(),
                entrypoint.isPresent() ? List.of(files, script) : List.of(files),
                Scaling.Automatic.DEFAULT,
                InstanceClass.F1,
                Set.of(),
                Optional.empty(),
                List.of(),
                Optional.empty());
    }
}
