package io.ironstead.agent.fake;

import io.ironstead.agent.supervise.Serving;
import io.ironstead.agent.supervise.Versions;
import io.ironstead.model.VersionKey;
import io.ironstead.model.control.DesiredSite;
import io.ironstead.model.control.DesiredVersion;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Builds what it holds when the test says so, and forgets at once what it is told to let go. */
public final class FakeVersions implements Versions {
    private final Set<Serving.Upload> built = new HashSet<>();
    private List<DesiredSite> held = List.of();

    @Override
    public synchronized void hold(List<DesiredSite> sites) {
        held = sites;
        built.removeIf(upload -> sites.stream()
                .flatMap(site -> site.versions().stream().map(version -> key(site, version)))
                .noneMatch(upload.key()::equals));
    }

    @Override
    public synchronized boolean isReady(Serving.Upload upload) {
        return built.contains(upload);
    }

    /** Finishes the builds of everything that is held: an upload takes the place of the one before it. */
    public synchronized void buildAll() {
        for (var site : held) {
            for (var version : site.versions()) {
                built.removeIf(upload -> upload.key().equals(key(site, version)));
                built.add(new Serving.Upload(key(site, version), version.deploymentId()));
            }
        }
    }

    public synchronized List<Long> held() {
        return held.stream()
                .flatMap(site -> site.versions().stream())
                .map(DesiredVersion::deploymentId)
                .toList();
    }

    private static VersionKey key(DesiredSite site, DesiredVersion version) {
        return new VersionKey(site.name(), version.service(), version.version());
    }
}
