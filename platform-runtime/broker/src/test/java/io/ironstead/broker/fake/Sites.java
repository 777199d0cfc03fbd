package io.ironstead.broker.fake;

import io.ironstead.model.Digest;
import io.ironstead.model.ServiceName;
import io.ironstead.model.SiteName;
import io.ironstead.model.TenantId;
import io.ironstead.model.VersionId;
import io.ironstead.model.VersionKey;
import io.ironstead.model.app.AppDescriptor;
import io.ironstead.model.app.ErrorHandler;
import io.ironstead.model.app.Handler;
import io.ironstead.model.app.InstanceClass;
import io.ironstead.model.app.Runtime;
import io.ironstead.model.app.Scaling;
import io.ironstead.model.control.DesiredSite;
import io.ironstead.model.control.DesiredVersion;
import io.ironstead.model.control.SiteCertificate;
import io.ironstead.model.control.TrafficSplit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Builds sites as a console would describe them. */
public final class Sites {
    public static final Handler EVERYTHING = new Handler.Script("/.*", "auto", Handler.Access.OPEN);
    public static final Digest BUNDLE = new Digest("ab".repeat(32));

    private final SiteName name;
    private final List<String> domains = new ArrayList<>();
    private final Map<ServiceName, TrafficSplit> traffic = new LinkedHashMap<>();
    private final List<DesiredVersion> versions = new ArrayList<>();
    private final List<SiteCertificate> certificates = new ArrayList<>();
    private List<ErrorHandler> errorHandlers = List.of();
    private boolean suspended;

    private Sites(String name) {
        this.name = new SiteName(name);
    }

    public static Sites site(String name) {
        return new Sites(name);
    }

    /** The site {@code shop}, with everything going to instances of {@code v1}. */
    public static DesiredSite shop() {
        return site("shop").version("v1", EVERYTHING).build();
    }

    public static VersionKey shopVersion(String version) {
        return new VersionKey(new SiteName("shop"), ServiceName.DEFAULT, new VersionId(version));
    }

    public Sites domain(String domain) {
        domains.add(domain);
        return this;
    }

    public Sites suspended() {
        suspended = true;
        return this;
    }

    public Sites errorPages(ErrorHandler... pages) {
        errorHandlers = List.of(pages);
        return this;
    }

    public Sites certificate(SiteCertificate certificate) {
        certificates.add(certificate);
        return this;
    }

    /** A version of the default service, with all of its traffic. */
    public Sites version(String version, Handler... handlers) {
        return version("default", version, true, handlers).all("default", version);
    }

    public Sites version(String service, String version, boolean serving, Handler... handlers) {
        return version(service, version, serving, Runtime.CUSTOM, handlers);
    }

    public Sites version(String service, String version, boolean serving, Runtime runtime, Handler... handlers) {
        var app = new AppDescriptor(
                runtime,
                "custom",
                new ServiceName(service),
                Optional.empty(),
                Map.of(),
                List.of(handlers),
                Scaling.Automatic.DEFAULT,
                InstanceClass.F1,
                Set.of(),
                Optional.empty(),
                errorHandlers,
                Optional.empty());
        versions.add(new DesiredVersion(
                new ServiceName(service),
                new VersionId(version),
                1,
                BUNDLE,
                DesiredVersion.ArchiveKind.ZIP,
                app,
                serving,
                false));
        return this;
    }

    public Sites all(String service, String version) {
        return split(service, TrafficSplit.all(new VersionId(version)));
    }

    public Sites split(String service, TrafficSplit split) {
        traffic.put(new ServiceName(service), split);
        return this;
    }

    public DesiredSite build() {
        return new DesiredSite(name, new TenantId("acme"), domains, suspended, traffic, versions, certificates);
    }
}
