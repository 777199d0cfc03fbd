package io.ironstead.agent.hosting;

import io.ironstead.agent.supervise.Serving;
import io.ironstead.agent.supervise.Versions;
import io.ironstead.instances.Instances;
import io.ironstead.model.VersionKey;
import io.ironstead.model.control.DesiredSite;
import io.ironstead.model.control.DesiredState;
import io.ironstead.model.control.VersionReport;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What this node holds, and which upload of each version answers. An upload that was ready once stays the answering one
 * until another takes over or the version is let go: a program that crashes later is the instances' business, and its
 * visitors get the reason instead of "no such site".
 */
public final class HostedVersions implements Versions {
    private final Instances instances;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<VersionKey, Long> answering = new HashMap<>();
    private List<DesiredSite> held = List.of();
    private long revision;

    public HostedVersions(Instances instances) {
        this.instances = instances;
    }

    @Override
    public void hold(List<DesiredSite> wanted) {
        lock.lock();
        try {
            if (!wanted.equals(held)) {
                held = List.copyOf(wanted);
                // Instances ignore what is older than the last: what is held changes also between two revisions.
                instances.desire(new DesiredState(++revision, false, held));
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean isReady(Serving.Upload upload) {
        lock.lock();
        try {
            var id = answering.get(upload.key());
            return id != null && id == upload.deploymentId();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Looks at the instances anew.
     *
     * @return true when another upload answers for some version than before
     */
    public boolean refresh() {
        var reports = instances.versionReports();
        lock.lock();
        try {
            boolean changed = answering
                    .keySet()
                    .retainAll(reports.stream().map(VersionReport::version).toList());
            for (var report : reports) {
                if (report.phase() == VersionReport.Phase.READY) {
                    var before = answering.put(report.version(), report.deploymentId());
                    changed |= before == null || before != report.deploymentId();
                }
            }
            return changed;
        } finally {
            lock.unlock();
        }
    }
}
