package io.ironstead.instances;

import io.ironstead.instances.sandbox.Sandbox;
import io.ironstead.model.Digest;
import io.ironstead.model.InstanceId;
import io.ironstead.model.InstanceSource;
import io.ironstead.model.Lease;
import io.ironstead.model.SiteName;
import io.ironstead.model.VersionKey;
import io.ironstead.model.control.DesiredState;
import io.ironstead.model.control.InstanceReport;
import io.ironstead.model.control.NodeEvent;
import io.ironstead.model.control.VersionReport;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Every instance of one node. Told what should be, it fetches, builds, warms and runs it, and stops what should not be;
 * asked for a place, it gives one or wakes an instance for it. All methods may be called by any thread.
 */
public final class Instances implements InstanceSource, AutoCloseable {

    /**
     * Kills what an earlier agent left running, then waits to be told what to run.
     *
     * @param sandbox belongs to the caller, who closes it after this
     * @param events told of everything a person may want to know; must not block
     */
    public Instances(
            InstanceSettings settings,
            Sandbox sandbox,
            BundleFetcher fetcher,
            BundleUnpacker unpacker,
            Consumer<NodeEvent> events,
            InstantSource clock) {}

    /** What should be, whole. Returns at once; a state with a smaller revision than the last one is ignored. */
    public void desire(DesiredState state) {
        throw new UnsupportedOperationException();
    }

    /** The revision of the last state this node was told; {@link #versionReports} tell how far it is. */
    public long revision() {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<Lease> lease(VersionKey version, Duration waitMax) {
        throw new UnsupportedOperationException();
    }

    /** How far each wanted version is, in no order. */
    public List<VersionReport> versionReports() {
        throw new UnsupportedOperationException();
    }

    /** Every instance that starts, runs or stops, and the last one of each version that pauses after a crash. */
    public List<InstanceReport> instanceReports() {
        throw new UnsupportedOperationException();
    }

    /** The unpacked bundle, once it is there whole; its files do not change while a wanted version names it. */
    public Optional<Path> filesOf(Digest bundle) {
        throw new UnsupportedOperationException();
    }

    /** The output of the bundle's build, at most its last MiB; empty when this node never built it. Reads a file. */
    public String buildLog(Digest bundle) {
        throw new UnsupportedOperationException();
    }

    /** Sends the site's last {@code lastLines} log lines, then what comes, until closed. Returns at once. */
    public LogTail.Subscription tail(SiteName site, int lastLines, LogTail reader) {
        throw new UnsupportedOperationException();
    }

    /** Ends one instance: no new request, running ones finish within the grace. Unknown ids are ignored. */
    public void retire(InstanceId instance) {
        throw new UnsupportedOperationException();
    }

    /** Stops every instance and build, and returns once no process of theirs is left. */
    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }
}
