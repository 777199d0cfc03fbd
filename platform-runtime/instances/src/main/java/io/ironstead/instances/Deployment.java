package io.ironstead.instances;

import io.ironstead.instances.InstanceLauncher.Subject;
import io.ironstead.instances.build.BuildResult;
import io.ironstead.instances.build.BuildResult.Built;
import io.ironstead.instances.build.BuildResult.Failed;
import io.ironstead.instances.launch.StartFailure;
import io.ironstead.instances.scaling.Share;
import io.ironstead.model.InstanceId;
import io.ironstead.model.NoInstanceException.Reason;
import io.ironstead.model.TenantId;
import io.ironstead.model.VersionKey;
import io.ironstead.model.app.Runtime;
import io.ironstead.model.control.DesiredVersion;
import io.ironstead.model.control.NodeEvent.Level;
import io.ironstead.model.control.VersionReport;
import io.ironstead.model.control.VersionReport.Failure;
import io.ironstead.model.control.VersionReport.Phase;
import io.ironstead.model.control.VersionReport.StepTime;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One upload of one version on its way to being ready: fetched, built, warmed. It is made once; a new upload of the
 * same version is another deployment.
 */
final class Deployment implements PoolRunner.Listener {
    private static final Logger log = LoggerFactory.getLogger(Deployment.class);
    private static final int FETCH_PAUSE_SECONDS_MAX = 60;
    private static final int FETCHES_UNTIL_FAILED = 4;

    private final Node node;
    private final BundleStore bundles;
    private final VersionKey key;
    private final TenantId tenant;
    private final PoolRunner runner;
    private final Owner owner;
    private final CompletableFuture<Optional<StartFailure>> firstStart = new CompletableFuture<>();
    private final CompletableFuture<Void> unwanted = new CompletableFuture<>();
    private volatile Wish wish;
    private volatile VersionReport report;
    private volatile boolean built;
    private long stepBegan = System.nanoTime();

    /** What is wanted of it now. */
    record Wish(DesiredVersion version, boolean takesTraffic, Optional<Refusal> refusal) {}

    /** Why it is to run nothing at present. */
    record Refusal(Reason reason, String sentence) {}

    /** Whoever holds deployments. */
    interface Owner {
        /** It is ready: it may replace the one before it. */
        void ready(Deployment deployment);

        /** Nothing of it runs any more. */
        void gone(Deployment deployment);
    }

    Deployment(Node node, BundleStore bundles, VersionKey key, TenantId tenant, Wish wish, Owner owner) {
        this.node = node;
        this.bundles = bundles;
        this.key = key;
        this.tenant = tenant;
        this.wish = wish;
        this.owner = owner;
        this.report =
                new VersionReport(key, wish.version().deploymentId(), Phase.WAITING, List.of(), Optional.empty(), "");
        this.runner = new PoolRunner(node, this::subject, rules(), this);
        node.add(runner, key.site());
        obey();
    }

    private Subject subject() {
        return new Subject(
                key, tenant, wish.version(), bundles.folderOf(wish.version().bundle()));
    }

    private io.ironstead.instances.scaling.Rules rules() {
        var now = wish;
        var rules = new ScalingRules(node.limits())
                .of(
                        now.version().app().scaling(),
                        now.takesTraffic(),
                        now.version().warm());
        // One that failed starts again when somebody asks, but not for its own sake.
        return report.phase() == Phase.FAILED ? rules.onDemandOnly() : rules;
    }

    Subject described() {
        return subject();
    }

    PoolRunner runner() {
        return runner;
    }

    DesiredVersion version() {
        return wish.version();
    }

    /** What of it this node runs; where none is wanted nothing is warmed. */
    void share(Share share) {
        runner.share(share);
        if (share.wanted() == 0) {
            firstStart.complete(Optional.empty());
        }
    }

    VersionReport report() {
        return report;
    }

    boolean isReady() {
        return report.phase() == Phase.READY;
    }

    /** Starts on the way; returns at once. */
    void begin() {
        node.run("deploy-" + key.site(), this::prepare);
    }

    /** The same upload, wanted differently. */
    void wish(Wish next) {
        wish = next;
        runner.change(rules());
        obey();
    }

    /** It is not wanted any more: running requests finish, everything else ends. */
    void drain(String why) {
        unwanted.complete(null);
        runner.drain(why);
    }

    private void obey() {
        var refusal = wish.refusal().or(this::ownRefusal);
        if (refusal.isPresent()) {
            runner.refuse(refusal.get().reason(), refusal.get().sentence());
        } else if (built) {
            runner.serve();
        }
    }

    private Optional<Refusal> ownRefusal() {
        if (!wish.version().app().needsInstances() || wish.version().app().runtime() == Runtime.STATIC) {
            return Optional.of(new Refusal(Reason.CANNOT_START, "This version has static files only"));
        }
        var failure = report.failure();
        return built ? Optional.empty() : failure.map(why -> new Refusal(Reason.CANNOT_START, why.cause()));
    }

    private void prepare() {
        try {
            if (!fetch() || !build()) {
                return;
            }
            built = true;
            obey();
            if (!warm()) {
                return;
            }
            step(Phase.READY, "");
            log.atInfo()
                    .addKeyValue("version", key)
                    .addKeyValue("bundle", version().bundle().brief())
                    .log("Version ready");
            owner.ready(this);
        } catch (IOException disk) {
            fail(
                    report.phase(),
                    "This machine could not store or run the bundle: " + disk.getMessage(),
                    "Look at its disk, then deploy again.",
                    List.of());
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException broken) {
            // The edge of a deployment: whatever else breaks, somebody waits to hear of it.
            log.atError().addKeyValue("version", key).setCause(broken).log("A deployment broke");
            fail(
                    report.phase(),
                    "This machine could not deploy it: " + broken.getMessage(),
                    "Look at its agent's log.",
                    List.of());
        }
    }

    private boolean fetch() throws InterruptedException {
        step(Phase.FETCHING, "");
        for (int tries = 1; !unwanted.isDone(); tries++) {
            try {
                bundles.fetch(version().bundle(), version().archive());
                return true;
            } catch (ArchiveRefusedException refused) {
                fail(
                        Phase.FETCHING,
                        String.valueOf(refused.getMessage()),
                        "Mend the archive, then deploy again.",
                        List.of());
                return false;
            } catch (IOException notNow) {
                notFetched(tries, String.valueOf(notNow.getMessage()));
                pause(Duration.ofSeconds(Math.min(FETCH_PAUSE_SECONDS_MAX, 1L << Math.min(tries - 1, 6))));
            }
        }
        return false;
    }

    /** It goes on trying, but after a while whoever waits for the deploy should know. */
    private void notFetched(int tries, String why) {
        if (tries == FETCHES_UNTIL_FAILED) {
            fail(
                    Phase.FETCHING,
                    "The bundle cannot be fetched: " + why,
                    "Check the connection between this machine and the console. It goes on trying.",
                    List.of());
        } else if (tries < FETCHES_UNTIL_FAILED) {
            detail("trying again: " + why);
        }
    }

    private void pause(Duration time) throws InterruptedException {
        try {
            unwanted.get(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException over) {
            return;
        } catch (java.util.concurrent.ExecutionException impossible) {
            throw new IllegalStateException("Being unwanted cannot fail", impossible);
        }
    }

    private boolean build() throws IOException, InterruptedException {
        step(Phase.BUILDING, "");
        BuildResult result = bundles.build(tenant, version(), this::detail);
        return switch (result) {
            case Built() -> true;
            case Failed(String cause, String advice, List<String> output) -> {
                fail(Phase.BUILDING, cause, advice, output);
                yield false;
            }
        };
    }

    private boolean warm() throws InterruptedException {
        var now = wish;
        if (now.refusal().isPresent() || ownRefusal().isPresent() || runner.kept() == 0) {
            return true;
        }
        step(Phase.WARMING, "");
        try {
            var failure = CompletableFuture.anyOf(firstStart, unwanted)
                    .thenApply(first -> unwanted.isDone() ? Optional.<StartFailure>empty() : firstStart.join())
                    .get(node.limits().startMax().multipliedBy(2).toMillis(), TimeUnit.MILLISECONDS);
            failure.ifPresent(why -> fail(Phase.WARMING, why.cause(), why.advice(), why.output()));
            return failure.isEmpty() && !unwanted.isDone();
        } catch (TimeoutException noRoom) {
            fail(
                    Phase.WARMING,
                    "No instance could be started in time: " + report.detail(),
                    "Stop other sites on this machine, or add one with more memory.",
                    List.of());
            return false;
        } catch (java.util.concurrent.ExecutionException impossible) {
            throw new IllegalStateException("A first start has no exception", impossible);
        }
    }

    private synchronized void step(Phase phase, String detail) {
        var times = new ArrayList<>(report.stepTimes());
        if (report.phase() != Phase.FAILED) {
            times.add(new StepTime(report.phase(), Duration.ofNanos(System.nanoTime() - stepBegan)));
        }
        stepBegan = System.nanoTime();
        report = new VersionReport(key, version().deploymentId(), phase, times, Optional.empty(), detail);
    }

    private synchronized void detail(String detail) {
        report = new VersionReport(
                key, version().deploymentId(), report.phase(), report.stepTimes(), report.failure(), detail);
    }

    private void fail(Phase step, String cause, String advice, List<String> output) {
        synchronized (this) {
            report = new VersionReport(
                    key,
                    version().deploymentId(),
                    Phase.FAILED,
                    report.stepTimes(),
                    Optional.of(new Failure(step, cause, advice, output)),
                    "");
        }
        node.tell(Level.BROKEN, Optional.of(key.site()), key.version() + " failed: " + cause);
        runner.change(rules());
        obey();
    }

    @Override
    public void started(InstanceId instance, String why, Duration took) {
        boolean recovered = report.phase() == Phase.FAILED;
        firstStart.complete(Optional.empty());
        if (recovered) {
            step(Phase.READY, "");
            runner.change(rules());
            owner.ready(this);
        }
        node.tell(Level.INFO, Optional.of(key.site()), name() + " " + why + ", ready in " + took.toMillis() + " ms");
    }

    @Override
    public void startFailed(InstanceId instance, StartFailure failure) {
        if (!firstStart.complete(Optional.of(failure))) {
            node.tell(Level.ATTENTION, Optional.of(key.site()), name() + " did not start: " + failure.cause());
        }
    }

    @Override
    public void crashed(InstanceId instance, String why) {
        log.atWarn()
                .addKeyValue("version", key)
                .addKeyValue("instance", instance)
                .addKeyValue("why", why)
                .log("Instance died");
        node.tell(Level.ATTENTION, Optional.of(key.site()), name() + " ended: " + why);
    }

    @Override
    public void stopped(InstanceId instance, String why) {
        node.tell(Level.INFO, Optional.of(key.site()), name() + " stopped: " + why);
    }

    @Override
    public void noRoom() {
        if (report.phase() == Phase.WARMING) {
            detail("this node has no memory left for another instance");
        }
    }

    @Override
    public void drained() {
        node.remove(runner);
        owner.gone(this);
    }

    private String name() {
        return key.service().value().equals("default") ? key.version().value() : key.service() + "/" + key.version();
    }
}
