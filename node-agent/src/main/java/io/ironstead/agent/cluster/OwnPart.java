package io.ironstead.agent.cluster;

import io.ironstead.cluster.routing.Owners;
import io.ironstead.model.NodeId;
import io.ironstead.model.VersionKey;
import io.ironstead.model.app.AppDescriptor;
import io.ironstead.model.app.Scaling;
import io.ironstead.model.control.DesiredSite;
import io.ironstead.model.control.DesiredVersion;
import java.util.Collection;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * What of a site this node keeps running by itself: instances that are wanted whether or not anybody asks, and all of
 * basic and manual scaling, belong to one node of those alive.
 */
public final class OwnPart implements UnaryOperator<DesiredSite> {
    private final NodeId self;
    private final Supplier<Collection<NodeId>> alive;

    /** @param alive every node that may run something, this one among them */
    public OwnPart(NodeId self, Supplier<Collection<NodeId>> alive) {
        this.self = self;
        this.alive = alive;
    }

    @Override
    public DesiredSite apply(DesiredSite site) {
        var nodes = alive.get();
        return new DesiredSite(
                site.name(),
                site.tenant(),
                site.domains(),
                site.suspended(),
                site.traffic(),
                site.versions().stream()
                        .map(version -> owns(site, version, nodes) ? version : rest(version))
                        .toList(),
                site.certificates(),
                site.strictIndexes());
    }

    private boolean owns(DesiredSite site, DesiredVersion version, Collection<NodeId> nodes) {
        return nodes.size() <= 1
                || Owners.ownerOf(new VersionKey(site.name(), version.service(), version.version()), nodes)
                        .equals(self);
    }

    private static DesiredVersion rest(DesiredVersion version) {
        return switch (version.app().scaling()) {
            case Scaling.Automatic(
                    int min,
                    int max,
                    int idle,
                    int concurrent,
                    double cpu,
                    double throughput,
                    var soon,
                    var late) ->
                with(
                        version,
                        new Scaling.Automatic(0, max, 0, concurrent, cpu, throughput, soon, late),
                        version.serving());
            case Scaling.Basic basic -> with(version, basic, false);
            case Scaling.Manual manual -> with(version, manual, false);
        };
    }

    private static DesiredVersion with(DesiredVersion version, Scaling scaling, boolean serving) {
        var app = version.app();
        return new DesiredVersion(
                version.service(),
                version.version(),
                version.deploymentId(),
                version.bundle(),
                version.archive(),
                new AppDescriptor(
                        app.runtime(),
                        app.runtimeName(),
                        app.service(),
                        app.entrypoint(),
                        app.environment(),
                        app.handlers(),
                        scaling,
                        app.instanceClass(),
                        app.inboundServices(),
                        app.defaultExpiration(),
                        app.errorHandlers(),
                        app.java(),
                        app.indexes(),
                        app.tasks()),
                serving,
                serving && version.warm());
    }
}
