package io.ironstead.instances;

import io.ironstead.instances.Deployment.Refusal;
import io.ironstead.instances.Deployment.Wish;
import io.ironstead.instances.build.Builder;
import io.ironstead.instances.build.Folders;
import io.ironstead.instances.launch.Tools;
import io.ironstead.instances.log.Logs;
import io.ironstead.instances.scaling.Share;
import io.ironstead.model.Digest;
import io.ironstead.model.InstanceId;
import io.ironstead.model.InstanceSource;
import io.ironstead.model.InstanceSurroundings;
import io.ironstead.model.Lease;
import io.ironstead.model.NoInstanceException;
import io.ironstead.model.NoInstanceException.Reason;
import io.ironstead.model.SiteName;
import io.ironstead.model.VersionKey;
import io.ironstead.model.VersionRoom;
import io.ironstead.model.control.DesiredSite;
import io.ironstead.model.control.DesiredState;
import io.ironstead.model.control.DesiredVersion;
import io.ironstead.model.control.InstanceReport;
import io.ironstead.model.control.NodeEvent;
import io.ironstead.model.control.VersionReport;
import io.ironstead.sandbox.Sandbox;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Every instance of one node. Told what should be, it fetches, builds, warms and runs it, and stops what should not be;
 * asked for a place, it gives one or wakes an instance for it. All methods may be called by any thread.
 */
public final class Instances implements InstanceSource, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Instances.class);
    private static final Duration TIDY_EVERY = Duration.ofMinutes(1);

    private final InstanceLimits limits;
    private final InstantSource clock;
    private final Logs logs;
    private final Node node;
    private final BundleStore bundles;
    private final ClassCaches classCaches;
    private final Neighbourhood neighbourhood;
    private final Owner owner = new Owner();

    /** Guards changes of what is wanted; never held while something blocks. */
    private final ReentrantLock lock = new ReentrantLock();

    private final Map<VersionKey, Version> versions = new ConcurrentHashMap<>();
    private volatile @Nullable Function<VersionKey, Optional<Share>> shares;
    private final Set<Deployment> draining = ConcurrentHashMap.newKeySet();
    private volatile long revision = -1;
    private volatile boolean closed;
    private Instant tidied;

    /**
     * Kills what an earlier agent left running, then waits to be told what to run.
     *
     * @param sandbox belongs to the caller, who closes it after this
     * @param surroundings what each instance finds around it
     * @param events told of everything a person may want to know; must not block
     */
    public Instances(
            InstanceSettings settings,
            Sandbox sandbox,
            BundleFetcher fetcher,
            BundleUnpacker unpacker,
            InstanceSurroundings surroundings,
            Consumer<NodeEvent> events,
            InstantSource clock) {
        this.limits = settings.limits();
        this.clock = clock;
        this.tidied = clock.instant();
        neighbourhood = new Neighbourhood(sandbox.wall(), settings.trustedCodeOnly());
        var data = settings.dataDir();
        var tools = Tools.find(settings.python(), settings.node(), settings.javaHome(), settings.javaHostDir());
        logs = new Logs(data.resolve("logs"), limits.logBytesMax(), clock);
        clearLeftovers(sandbox, data);
        var launcher = new InstanceLauncher(sandbox, tools, logs, data.resolve("running"), limits, surroundings);
        var bounds = new Builder.Bounds(
                data.resolve("building"),
                data.resolve("caches"),
                settings.buildEnvironment(),
                limits.buildMax(),
                limits.buildMemoryBytesMax());
        try {
            bundles = new BundleStore(
                    data.resolve("bundles"),
                    fetcher,
                    unpacker,
                    new Builder(sandbox, tools, bounds, Names::build),
                    limits.buildsAtOnce());
        } catch (IOException unusable) {
            throw new UncheckedIOException("The folder for bundles cannot be used", unusable);
        }
        node = new Node(limits, launcher, clock, events, this::tidyWhenDue);
        classCaches = new ClassCaches(node, tools);
        node.pulse().start();
    }

    private static void clearLeftovers(Sandbox sandbox, Path data) {
        int killed = sandbox.killLeftovers();
        if (killed > 0) {
            log.atWarn().addKeyValue("programs", killed).log("Killed what an earlier agent left running");
        }
        try {
            Folders.delete(data.resolve("running"));
            Folders.delete(data.resolve("building"));
        } catch (IOException leftover) {
            throw new UncheckedIOException("What an earlier agent left cannot be removed", leftover);
        }
    }

    /** What should be, whole. Returns at once; a state with a smaller revision than the last one is ignored. */
    public void desire(DesiredState state) {
        lock.lock();
        try {
            if (closed || state.revision() < revision) {
                return;
            }
            revision = state.revision();
            neighbourhood.look(state);
            var wanted = new HashSet<VersionKey>();
            for (var site : state.sites()) {
                for (var version : site.versions()) {
                    var key = new VersionKey(site.name(), version.service(), version.version());
                    wanted.add(key);
                    versions.computeIfAbsent(key, name -> version(name, site))
                            .wish(new Wish(version, takesTraffic(site, version), refusal(state, site, version)));
                }
            }
            versions.keySet().stream()
                    .filter(key -> !wanted.contains(key))
                    .toList()
                    .forEach(this::remove);
        } finally {
            lock.unlock();
        }
    }

    private Version version(VersionKey key, DesiredSite site) {
        return new Version(wish -> {
            var deployment = new Deployment(node, bundles, key, site.tenant(), wish, owner);
            var known = shares;
            if (known != null) {
                deployment.runner().share(known.apply(key).orElse(Share.WHEN_ASKED));
            }
            return deployment;
        });
    }

    private void remove(VersionKey key) {
        var gone = versions.remove(key);
        draining.addAll(gone.all());
        gone.drain("This version was removed");
        logs.forget(key);
    }

    /**
     * What of each version this node runs, from now on: the rest is run by others.
     *
     * @param next empty: nothing is decided yet, so what runs stays, and a version that is new here runs only when asked
     */
    public void share(Function<VersionKey, Optional<Share>> next) {
        shares = next;
        versions.forEach((key, version) -> next.apply(key).ifPresent(version::share));
    }

    /** This node is alone: it runs everything that is wanted. */
    public void shareNothing() {
        if (shares != null) {
            shares = null;
            versions.values().forEach(Version::shareNothing);
        }
    }

    private static boolean takesTraffic(DesiredSite site, DesiredVersion version) {
        var split = site.traffic().get(version.service());
        return split != null
                && split.shares().stream().anyMatch(share -> share.version().equals(version.version()));
    }

    private Optional<Refusal> refusal(DesiredState state, DesiredSite site, DesiredVersion version) {
        if (state.drain()) {
            return Optional.of(new Refusal(Reason.STOPPING, "This machine is being emptied"));
        }
        if (site.suspended()) {
            return Optional.of(new Refusal(Reason.UNKNOWN_VERSION, "This site is suspended"));
        }
        return version.serving()
                ? neighbourhood.refusal(site.tenant())
                : Optional.of(new Refusal(Reason.UNKNOWN_VERSION, "This version is stopped"));
    }

    /** The revision of the last state this node was told, or -1; {@link #versionReports} tell how far it is. */
    public long revision() {
        return revision;
    }

    @Override
    public CompletableFuture<Lease> lease(VersionKey version, Duration waitMax) {
        var found = versions.get(version);
        if (found == null || closed) {
            var reason = closed ? Reason.STOPPING : Reason.UNKNOWN_VERSION;
            return CompletableFuture.failedFuture(new NoInstanceException(
                    reason, closed ? "This node is stopping" : "There is no such version here"));
        }
        return found.asked().runner().lease(waitMax);
    }

    /** What a request of this version finds on this node now. Cheap enough to be asked for each request. */
    public VersionRoom room(VersionKey version) {
        var found = versions.get(version);
        if (found == null || closed) {
            return VersionRoom.NONE;
        }
        var asked = found.asked();
        return asked.runner().room(asked.report().phase() == VersionReport.Phase.READY);
    }

    /** How far each wanted version is, in no order. */
    public List<VersionReport> versionReports() {
        return versions.values().stream()
                .map(Version::newest)
                .map(Deployment::report)
                .toList();
    }

    /** Every instance that starts, runs or stops, and the last one of each version that pauses after a crash. */
    public List<InstanceReport> instanceReports() {
        var reports = new ArrayList<InstanceReport>();
        node.pools().forEach(pool -> reports.addAll(pool.reports()));
        return reports;
    }

    /** The unpacked bundle, once it is there whole; its files do not change while a wanted version names it. */
    public Optional<Path> filesOf(Digest bundle) {
        return bundles.filesOf(bundle);
    }

    /** The output of the bundle's build, at most its last MiB; empty when this node never built it. Reads a file. */
    public String buildLog(Digest bundle) {
        return bundles.buildLog(bundle);
    }

    /** Sends the site's last {@code lastLines} log lines, then what comes, until closed. Returns at once. */
    public LogTail.Subscription tail(SiteName site, int lastLines, LogTail reader) {
        var end = logs.tail(site, lastLines, reader::lines);
        return end::run;
    }

    /** Adds what a program says other than by its output. Lines of a version that is gone are lost with its log. */
    public void log(VersionKey version, InstanceId instance, boolean standardError, List<String> lines) {
        logs.append(version, instance, standardError, lines);
    }

    /** Ends one instance: no new request, running ones finish within the grace. Unknown ids are ignored. */
    public void retire(InstanceId instance) {
        node.pools().forEach(pool -> pool.retire(instance));
    }

    private void tidyWhenDue() {
        var now = clock.instant();
        if (now.isBefore(tidied.plus(TIDY_EVERY))) {
            return;
        }
        tidied = now;
        node.run("tidy", () -> {
            try {
                bundles.tidy(wantedBundles(), limits.bundleKeep(), limits.bundleBytesMax(), now);
            } catch (IOException unreadable) {
                log.atWarn().setCause(unreadable).log("Unwanted bundles cannot be removed");
            }
        });
    }

    private Set<Digest> wantedBundles() {
        var wanted = new HashSet<Digest>();
        lock.lock();
        try {
            versions.values()
                    .forEach(version -> version.all()
                            .forEach(deployment ->
                                    wanted.add(deployment.version().bundle())));
            draining.forEach(deployment -> wanted.add(deployment.version().bundle()));
        } finally {
            lock.unlock();
        }
        return wanted;
    }

    /** Stops every instance and build, and returns once no process of theirs is left. */
    @Override
    public void close() {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            versions.values().forEach(version -> version.drain("This node is stopping"));
            draining.forEach(deployment -> deployment.drain("This node is stopping"));
        } finally {
            lock.unlock();
        }
        node.close();
        logs.close();
    }

    private final class Owner implements Deployment.Owner {
        @Override
        public void ready(Deployment deployment) {
            lock.lock();
            try {
                var version = versions.get(deployment.described().key());
                if (version != null) {
                    version.ready(deployment);
                }
            } finally {
                lock.unlock();
            }
            classCaches.train(deployment);
        }

        @Override
        public void gone(Deployment deployment) {
            draining.remove(deployment);
        }
    }
}
