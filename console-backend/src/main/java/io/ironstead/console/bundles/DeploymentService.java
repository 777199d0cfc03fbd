package io.ironstead.console.bundles;

import io.ironstead.bundle.BundleLimits;
import io.ironstead.bundle.Bundles;
import io.ironstead.bundle.CheckResult;
import io.ironstead.console.ConsoleSettings;
import io.ironstead.console.audit.AuditLog;
import io.ironstead.console.audit.EventFeed;
import io.ironstead.console.bundles.Deployment.Failure;
import io.ironstead.console.bundles.Deployment.State;
import io.ironstead.console.bundles.Deployment.StepName;
import io.ironstead.console.security.Caller;
import io.ironstead.console.security.NotFoundException;
import io.ironstead.console.security.RefusedException;
import io.ironstead.console.sites.SiteService;
import io.ironstead.console.sites.SiteVersion;
import io.ironstead.console.sites.VersionService;
import io.ironstead.model.Digest;
import io.ironstead.model.SiteName;
import io.ironstead.model.VersionId;
import io.ironstead.model.VersionKey;
import io.ironstead.model.control.NodeEvent.Level;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Takes an archive and brings it to visitors: upload, check, store here; build, warm and promote are watched by
 * {@link Rollout}. Whatever fails, the version that served before goes on serving.
 */
@Service
public class DeploymentService {
    private static final Logger log = LoggerFactory.getLogger(DeploymentService.class);
    private static final int LISTED_MAX = 100;
    private static final int BUFFER_BYTES = 256 * 1024;
    private static final long SAVE_EVERY_BYTES = 8L << 20;
    private static final Duration UNUSED_GRACE = Duration.ofHours(1);
    private static final String LEAVE_OUT = "Leave large files out, for example by a .gcloudignore.";
    private static final String DISK_FULL = "The console's disk is full.";
    private static final String MAKE_ROOM = "Ask an operator to make room, then upload again.";

    private final DeploymentStore store;
    private final BundleStore bundles;
    private final SiteService sites;
    private final VersionService versions;
    private final AuditLog audit;
    private final EventFeed events;
    private final ConsoleSettings settings;
    private final InstantSource clock;
    private final TransactionTemplate transactions;
    // Uploads in progress live in memory as well, so that a cancel reaches the thread that reads the body.
    private final Map<Long, Boolean> uploading = new ConcurrentHashMap<>();
    // Row and file of an archive come and go together.
    private final ReentrantLock keeping = new ReentrantLock();

    DeploymentService(
            DeploymentStore store,
            BundleStore bundles,
            SiteService sites,
            VersionService versions,
            AuditLog audit,
            EventFeed events,
            ConsoleSettings settings,
            InstantSource clock,
            TransactionTemplate transactions) {
        this.store = store;
        this.bundles = bundles;
        this.sites = sites;
        this.versions = versions;
        this.audit = audit;
        this.events = events;
        this.settings = settings;
        this.clock = clock;
        this.transactions = transactions;
        store.running().stream()
                .filter(d -> d.step(StepName.STORE).state() != Deployment.StepState.DONE)
                .forEach(d -> store.save(Progress.fail(
                        d,
                        new Failure(
                                d.running().map(Deployment.Step::name).orElse(StepName.UPLOAD),
                                "The console was restarted in the middle of this upload.",
                                "Upload the archive again.",
                                List.of()),
                        clock.instant())));
    }

    /** The site's deployments, the newest first, at most 100. */
    public List<Deployment> list(Caller caller, SiteName site) {
        sites.get(caller, site);
        return store.ofSite(site, LISTED_MAX);
    }

    /** @throws NotFoundException when there is none, or the site is another tenant's */
    public Deployment get(Caller caller, SiteName site, long id) {
        sites.get(caller, site);
        return store.find(id)
                .filter(d -> d.site().equals(site))
                .orElseThrow(() -> new NotFoundException("deployment", id));
    }

    /**
     * Looks at what an upload says of itself, before anything is read or stored.
     *
     * @param announcedBytes its length; below 0 when it does not say
     * @throws RefusedException when it is larger than is taken, or than there is room for
     */
    public void requireRoom(long announcedBytes) {
        if (announcedBytes > settings.bundleBytesMax()) {
            throw new RefusedException(tooLarge(), LEAVE_OUT);
        }
        try {
            if (announcedBytes > bundles.freeBytes() - 2 * SAVE_EVERY_BYTES) {
                throw new RefusedException(DISK_FULL, MAKE_ROOM);
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private String tooLarge() {
        return "The archive is larger than " + (settings.bundleBytesMax() >> 20) + " MiB.";
    }

    /**
     * Opens a deployment; {@link #receive} takes its archive.
     *
     * @param version its name; empty for the next free of v1, v2, …
     * @param promotePermille share of the traffic it gets once it is warm: 0 to 1000
     */
    public Deployment begin(
            Caller caller, SiteName site, String fileName, Optional<VersionId> version, int promotePermille) {
        caller.requireScope(Caller.Scope.DEPLOY);
        sites.get(caller, site);
        if (promotePermille < 0 || promotePermille > 1000) {
            throw new RefusedException("A share of traffic is 0 to 100 %.", "Give a share in that range.");
        }
        var shown = fileName.strip().replaceAll("\\p{Cntrl}", "?");
        var draft = new Deployment(
                0,
                site,
                shown.length() > 255 ? shown.substring(0, 255) : shown,
                State.RUNNING,
                Optional.empty(),
                version,
                Optional.empty(),
                0,
                promotePermille,
                Progress.waitingSteps(),
                Optional.empty(),
                List.of(),
                clock.instant(),
                caller.user());
        var opened = store.insert(Progress.start(draft, StepName.UPLOAD, clock.instant(), shown));
        store.save(opened);
        store.trim(site, LISTED_MAX);
        audit.record(caller, "deploy", site + " #" + opened.id(), Optional.of(site), "", shown);
        return opened;
    }

    /**
     * Reads the archive to its end, checks and stores it. Returns once it is stored, or has failed; building goes on
     * by itself.
     */
    public Deployment receive(Caller caller, SiteName site, long id, InputStream archive) {
        var opened = get(caller, site, id);
        if (opened.state() != State.RUNNING || uploading.putIfAbsent(id, true) != null) {
            throw new RefusedException("This deployment has its archive already.", "Begin a new one.");
        }
        Path file = null;
        try {
            file = bundles.arriving();
            var digest = upload(id, file, archive);
            return check(caller, id, file, digest);
        } catch (IOException broken) {
            log.atInfo().addKeyValue("site", site).setCause(broken).log("An upload broke off");
            return brokeOff(id);
        } catch (UploadRefused refused) {
            return failUnlessEnded(id, StepName.UPLOAD, refused.getMessage(), refused.advice);
        } catch (RuntimeException broken) {
            // The edge of an upload: whatever broke, nobody shall watch a deployment that never ends.
            if (store.find(id).isPresent()) {
                brokeOff(id);
            }
            throw broken;
        } finally {
            uploading.remove(id);
            deleteQuietly(file);
        }
    }

    /** Stops a deployment; what served before goes on. @throws RefusedException when it has ended */
    public Deployment cancel(Caller caller, SiteName site, long id) {
        caller.requireScope(Caller.Scope.DEPLOY);
        var d = get(caller, site, id);
        if (d.state() != State.RUNNING) {
            throw new RefusedException("This deployment has ended.", "There is nothing to cancel.");
        }
        var cancelled = update(id, now -> Progress.cancel(now, clock.instant()));
        if (cancelled.state() != State.CANCELLED) {
            throw new RefusedException("This deployment has ended.", "There is nothing to cancel.");
        }
        cancelled
                .version()
                .ifPresent(version -> cancelled
                        .service()
                        .ifPresent(service -> versions.discard(new VersionKey(site, service, version), id)));
        audit.record(caller, "deploy.cancel", site + " #" + id, Optional.of(site), "", "");
        return cancelled;
    }

    /**
     * Applies a change to the stored deployment, one at a time; one that has ended is left as it is. What the change
     * itself stores is stored with it, or not at all.
     */
    synchronized Deployment update(long id, UnaryOperator<Deployment> change) {
        return Objects.requireNonNull(transactions.execute(open -> changed(id, change)));
    }

    private Deployment changed(long id, UnaryOperator<Deployment> change) {
        var now = store.find(id).orElseThrow(() -> new NotFoundException("deployment", id));
        if (now.state() != State.RUNNING) {
            return now;
        }
        var then = change.apply(now);
        if (!then.equals(now)) {
            store.save(then);
        }
        return then;
    }

    private Deployment brokeOff(long id) {
        var step = store.find(id)
                .flatMap(Deployment::running)
                .map(Deployment.Step::name)
                .orElse(StepName.UPLOAD);
        return step == StepName.UPLOAD
                ? failUnlessEnded(id, step, "The upload broke off.", "Upload the archive again; nothing was changed.")
                : failUnlessEnded(
                        id,
                        step,
                        "The console could not read or store the archive.",
                        "Upload it again; if this comes back, the console's log says more.");
    }

    private Digest upload(long id, Path file, InputStream archive) throws IOException, UploadRefused {
        var sha = Sha256.start();
        long bytes = 0;
        long saved = 0;
        try (var out = Files.newOutputStream(file)) {
            var buffer = new byte[BUFFER_BYTES];
            for (int read = archive.read(buffer); read >= 0; read = archive.read(buffer)) {
                bytes += read;
                if (bytes > settings.bundleBytesMax()) {
                    throw new UploadRefused(tooLarge(), LEAVE_OUT);
                }
                sha.update(buffer, 0, read);
                out.write(buffer, 0, read);
                if (bytes - saved >= SAVE_EVERY_BYTES) {
                    saved = bytes;
                    if (bundles.freeBytes() < 2 * SAVE_EVERY_BYTES) {
                        throw new UploadRefused(DISK_FULL, MAKE_ROOM);
                    }
                    long soFar = bytes;
                    if (update(id, d -> Progress.received(d, soFar)).state() != State.RUNNING) {
                        throw new IOException("cancelled");
                    }
                }
            }
        }
        long total = bytes;
        update(id, d -> Progress.done(Progress.received(d, total), StepName.UPLOAD, clock.instant(), d.fileName()));
        return new Digest(HexFormat.of().formatHex(sha.digest()));
    }

    private Deployment check(Caller caller, long id, Path file, Digest digest) throws IOException {
        update(id, d -> Progress.start(d, StepName.CHECK, clock.instant(), ""));
        return switch (Bundles.check(file, BundleLimits.DEFAULT)) {
            case CheckResult.Rejected(var cause, var advice) -> failUnlessEnded(id, StepName.CHECK, cause, advice);
            case CheckResult.Checked checked -> keep(caller, id, file, digest, checked);
        };
    }

    private Deployment keep(Caller caller, long id, Path file, Digest digest, CheckResult.Checked checked)
            throws IOException {
        var words = checked.app().runtimeName() + ", " + checked.files() + " files"
                + (checked.warnings().isEmpty()
                        ? ", no warning"
                        : ", " + checked.warnings().size() + " warnings");
        // Named under the lock of update: two uploads at once never choose the same free name.
        var named = update(
                id,
                now -> Progress.start(
                        Progress.done(
                                Progress.known(
                                        now,
                                        checked.app().service(),
                                        versionName(now, checked),
                                        digest,
                                        checked.warnings()),
                                StepName.CHECK,
                                clock.instant(),
                                words),
                        StepName.STORE,
                        clock.instant(),
                        ""));
        if (named.state() != State.RUNNING) {
            return named;
        }
        var key = new VersionKey(
                named.site(), checked.app().service(), named.version().orElseThrow());
        if (takesTraffic(key)) {
            return failUnlessEnded(
                    id,
                    StepName.STORE,
                    "The version \"" + key.version() + "\" exists and takes traffic.",
                    "Give this upload another version name; traffic moves to it when it is warm.");
        }
        keeping.lock();
        try {
            store.putBundle(digest, checked.kind().name(), Files.size(file));
            bundles.keep(file, digest);
        } finally {
            keeping.unlock();
        }
        var stored = update(id, now -> {
            versions.put(caller, key, id, digest, checked.app());
            return Progress.start(
                    Progress.done(now, StepName.STORE, clock.instant(), "digest " + digest.brief()),
                    StepName.BUILD,
                    clock.instant(),
                    "waiting for a machine");
        });
        log.atInfo().addKeyValue("version", key).addKeyValue("digest", digest).log("Bundle stored");
        return stored;
    }

    private VersionId versionName(Deployment d, CheckResult.Checked checked) {
        var service = checked.app().service();
        var taken = Stream.concat(
                        versions.versionsOf(d.site()).stream()
                                .filter(v -> v.service().equals(service))
                                .map(SiteVersion::version),
                        store.running().stream()
                                .filter(other -> other.site().equals(d.site())
                                        && other.service().equals(Optional.of(service)))
                                .flatMap(other -> other.version().stream()))
                .map(VersionId::value)
                .collect(Collectors.toSet());
        return d.version().or(() -> checked.version().map(VersionId::new)).orElseGet(() -> {
            int next = 1;
            while (taken.contains("v" + next)) {
                next++;
            }
            return new VersionId("v" + next);
        });
    }

    private boolean takesTraffic(VersionKey key) {
        return versions.versionsOf(key.site()).stream().anyMatch(v -> v.key().equals(key) && v.trafficPermille() > 0);
    }

    private Deployment failUnlessEnded(long id, StepName step, String cause, String advice) {
        var failed = update(id, d -> Progress.fail(d, new Failure(step, cause, advice, List.of()), clock.instant()));
        if (failed.state() == State.FAILED) {
            events.happened(
                    Level.BROKEN,
                    Optional.of(failed.site()),
                    Optional.empty(),
                    failed.site() + " deployment failed at " + step.name().toLowerCase(java.util.Locale.ROOT) + ": "
                            + cause);
        }
        return failed;
    }

    @Scheduled(fixedDelayString = "PT10M")
    void removeUnusedBundles() throws IOException {
        var before = clock.instant().minus(UNUSED_GRACE);
        for (var digest : store.unusedBundles(before)) {
            keeping.lock();
            try {
                if (store.deleteBundle(digest, before)) {
                    bundles.delete(digest);
                }
            } finally {
                keeping.unlock();
            }
        }
    }

    private static void deleteQuietly(@org.jspecify.annotations.Nullable Path file) {
        try {
            if (file != null) {
                Files.deleteIfExists(file);
            }
        } catch (IOException left) {
            log.atWarn().addKeyValue("file", file).setCause(left).log("An upload's file could not be deleted");
        }
    }

    private static final class UploadRefused extends Exception {
        private final String advice;

        UploadRefused(String cause, String advice) {
            super(cause);
            this.advice = advice;
        }
    }
}
