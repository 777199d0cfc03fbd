package io.ironstead.instances;

import io.ironstead.instances.InstanceLauncher.Subject;
import io.ironstead.instances.InstanceStart.Outcome;
import io.ironstead.instances.launch.ExitReason;
import io.ironstead.instances.launch.Probe;
import io.ironstead.instances.launch.StartFailure;
import io.ironstead.instances.scaling.Decision;
import io.ironstead.instances.scaling.MemberView;
import io.ironstead.instances.scaling.Pool;
import io.ironstead.instances.scaling.Rules;
import io.ironstead.instances.scaling.Share;
import io.ironstead.model.InstanceId;
import io.ironstead.model.Lease;
import io.ironstead.model.NoInstanceException;
import io.ironstead.model.NoInstanceException.Reason;
import io.ironstead.model.VersionRoom;
import io.ironstead.model.control.InstanceReport;
import io.ironstead.sandbox.Running.Exit;
import io.ironstead.sandbox.Running.Usage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The instances of one deployment: guards its {@link Pool} with a lock, and does what the pool decides. Decisions are
 * made under the lock and carried out after it by the same thread; whatever takes longer than completing a future gets
 * a virtual thread of its own.
 */
final class PoolRunner {
    private static final Logger log = LoggerFactory.getLogger(PoolRunner.class);
    private static final Duration PROBE = Duration.ofMillis(500);
    private static final ThreadLocal<@Nullable ArrayDeque<Runnable>> CARRYING = new ThreadLocal<>();

    private final Node node;
    private final Supplier<Subject> subject;
    private final Listener listener;
    private final ReentrantLock lock = new ReentrantLock();
    private final Pool<Waiter> pool;
    private final Map<InstanceId, InstanceProcess> processes = new HashMap<>();
    private final Set<InstanceId> stopBeforeLaunch = new HashSet<>();
    private volatile boolean urgent;
    private volatile boolean answeredOnce;
    private volatile @Nullable PoolRunner successor;
    private boolean drainTold;
    private @Nullable Crash lastCrash;

    private record Crash(InstanceId instance, Instant at, String why) {}

    /** What the owner of this pool is told, by threads that may take their time. */
    interface Listener {
        void started(InstanceId instance, String why, Duration took);

        void startFailed(InstanceId instance, StartFailure failure);

        void crashed(InstanceId instance, String why);

        void stopped(InstanceId instance, String why);

        void noRoom();

        /** The last instance of a draining pool is gone. */
        void drained();
    }

    PoolRunner(Node node, Supplier<Subject> subject, Rules rules, Listener listener) {
        this.node = node;
        this.subject = subject;
        this.listener = listener;
        this.pool = new Pool<>(Names::instance, rules);
    }

    CompletableFuture<Lease> lease(Duration waitMax) {
        var waiter = new Waiter(this::leave);
        request(waiter, node.clock().instant().plus(waitMax));
        return waiter;
    }

    private void request(Waiter waiter, Instant deadline) {
        boolean[] taken = {false};
        act(now -> {
            taken[0] = successor == null;
            return taken[0] ? pool.request(waiter, deadline, now) : List.of();
        });
        var next = successor;
        if (!taken[0] && next != null) {
            next.request(waiter, deadline);
        } else if (urgent) {
            node.pulse().wakeUp();
        }
    }

    private void leave(Waiter waiter) {
        lock.lock();
        try {
            // When it is not in the queue its place is on the way, and comes back because the future is done already.
            pool.cancel(waiter);
        } finally {
            lock.unlock();
        }
        var next = successor;
        if (next != null) {
            next.leave(waiter);
        }
    }

    void release(InstanceId instance) {
        act(now -> pool.release(instance, now));
    }

    void tick() {
        act(now -> {
            pool.observe(busyProcessors(), now);
            return pool.tick(now);
        });
    }

    private double busyProcessors() {
        double busy = 0;
        for (var process : processes.values()) {
            busy += process.running().usage().processor();
        }
        return busy;
    }

    /** Null: this node is alone. */
    void share(@Nullable Share share) {
        act(now -> pool.share(share, now));
    }

    /** Instances that run here whether or not anybody asks. */
    int kept() {
        lock.lock();
        try {
            return pool.kept();
        } finally {
            lock.unlock();
        }
    }

    void change(Rules rules) {
        act(now -> pool.change(rules, now));
    }

    void serve() {
        act(pool::serve);
    }

    void refuse(Reason reason, String sentence) {
        act(now -> pool.refuse(reason, sentence, now));
    }

    /** Ends it; running requests may finish. {@link Listener#drained} tells when it is over. */
    void drain(String why) {
        act(now -> pool.drain(why, now));
        tellIfDrained();
    }

    /** Requests that wait here wait there from now on, in the same order. */
    void handOverTo(PoolRunner other) {
        Map<Waiter, Instant> waiting;
        lock.lock();
        try {
            successor = other;
            waiting = pool.handOver();
        } finally {
            lock.unlock();
        }
        waiting.forEach(other::request);
    }

    void stopAll(String why) {
        act(now -> pool.stopAll(why, now));
        tellIfDrained();
    }

    void retire(InstanceId instance) {
        act(now -> pool.retire(instance, "retired by an operator", now));
    }

    boolean evict(String why) {
        var stopped = new boolean[1];
        act(now -> {
            var decisions = pool.evict(why, now);
            stopped[0] = !decisions.isEmpty();
            return decisions;
        });
        return stopped[0];
    }

    Optional<Instant> evictableSince() {
        lock.lock();
        try {
            return pool.evictableSince();
        } finally {
            lock.unlock();
        }
    }

    boolean isUrgent() {
        return urgent;
    }

    /** True once an instance of it has answered something. */
    boolean answeredOnce() {
        return answeredOnce;
    }

    VersionRoom room(boolean ready) {
        lock.lock();
        try {
            return pool.room(ready, node.clock().instant());
        } finally {
            lock.unlock();
        }
    }

    private void act(Function<Instant, List<Decision<Waiter>>> event) {
        var actions = new ArrayDeque<Runnable>();
        lock.lock();
        try {
            var now = node.clock().instant();
            for (var decision : event.apply(now)) {
                actions.add(action(decision));
            }
            pool.measure(now);
            urgent = pool.isUrgent();
        } finally {
            lock.unlock();
        }
        if (!actions.isEmpty()) {
            carryOut(actions);
        }
    }

    /**
     * Completing a future may release a place, which gives it to the next request, and so on: what comes up meanwhile on
     * the same thread is done after it instead of inside it, or a thousand waiting requests would make a deep stack.
     */
    private static void carryOut(ArrayDeque<Runnable> actions) {
        var before = CARRYING.get();
        if (before != null) {
            before.addAll(actions);
            return;
        }
        CARRYING.set(actions);
        try {
            for (var next = actions.poll(); next != null; next = actions.poll()) {
                next.run();
            }
        } finally {
            CARRYING.remove();
        }
    }

    /** Called under the lock, so that the process belongs to the decision. */
    private Runnable action(Decision<Waiter> decision) {
        return switch (decision) {
            case Decision.Give<Waiter>(Waiter waiter, InstanceId instance, boolean cold) -> {
                var process = processes.get(instance);
                yield () -> give(waiter, instance, process, cold);
            }
            case Decision.Refuse<Waiter>(Waiter waiter, Reason reason, String sentence) ->
                () -> waiter.completeExceptionally(new NoInstanceException(reason, sentence));
            case Decision.Start<Waiter>(InstanceId instance, String why) ->
                () -> node.run("start-" + instance, () -> start(instance, why));
            case Decision.Stop<Waiter>(InstanceId instance, String why) -> stop(instance, why);
        };
    }

    private void give(Waiter waiter, InstanceId instance, @Nullable InstanceProcess process, boolean cold) {
        if (process == null || !waiter.complete(new Place(this, process, cold))) {
            release(instance);
        }
    }

    private Runnable stop(InstanceId instance, String why) {
        var process = processes.get(instance);
        if (process == null) {
            stopBeforeLaunch.add(instance);
            return () -> {};
        }
        return () -> node.run(
                "stop-" + instance, () -> process.stop(why, node.limits().stopGrace()));
    }

    private void start(InstanceId instance, String why) {
        try {
            startNow(instance, why);
        } catch (RuntimeException broken) {
            // The edge of a start: requests wait for it, and must not wait for ever.
            log.atError().addKeyValue("instance", instance).setCause(broken).log("A start broke");
            var failure = new StartFailure(
                    "This machine could not start it: " + broken.getMessage(), "Look at its agent's log.", List.of());
            listener.startFailed(instance, failure);
            forget(instance, failure.cause(), true);
        }
    }

    private void startNow(InstanceId instance, String why) {
        var launched = subject.get();
        long began = System.nanoTime();
        if (!takeMemory(instance, launched)) {
            listener.noRoom();
            act(now -> {
                stopBeforeLaunch.remove(instance);
                return pool.noRoom(instance, now);
            });
            tellIfDrained();
            return;
        }
        var start = new InstanceStart(node.launcher(), launched, instance, process -> launched(instance, process));
        switch (start.await(!answeredOnce)) {
            case Outcome.Answers(InstanceProcess process) -> {
                answeredOnce = true;
                process.exit().thenAccept(exit -> node.run("end-" + instance, () -> ended(process, exit)));
                listener.started(instance, why, Duration.ofNanos(System.nanoTime() - began));
                act(now -> pool.ready(instance, now));
            }
            case Outcome.Stopped(String reason) -> {
                listener.stopped(instance, reason);
                forget(instance, reason, false);
            }
            case Outcome.Fails(StartFailure failure) -> {
                listener.startFailed(instance, failure);
                forget(instance, failure.cause(), true);
            }
        }
    }

    private boolean takeMemory(InstanceId instance, Subject launched) {
        try {
            return node.takeMemory(instance, launched, this);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** It has a process from now on, which a stop that came earlier is for. */
    private void launched(InstanceId instance, InstanceProcess process) {
        boolean unwanted;
        lock.lock();
        try {
            processes.put(instance, process);
            unwanted = stopBeforeLaunch.remove(instance);
        } finally {
            lock.unlock();
        }
        if (unwanted) {
            node.run(
                    "stop-" + instance,
                    () -> process.stop("not needed any more", node.limits().stopGrace()));
        }
    }

    private void ended(InstanceProcess process, Exit exit) {
        node.launcher().clear(process);
        var ordered = process.endsFor();
        if (ordered == null) {
            var why = ExitReason.sentence(exit);
            listener.crashed(process.id(), why);
            forget(process.id(), why, true);
        } else {
            listener.stopped(process.id(), ordered);
            forget(process.id(), ordered, false);
        }
    }

    private void forget(InstanceId instance, String why, boolean crash) {
        node.releaseMemory(instance);
        act(now -> {
            processes.remove(instance);
            stopBeforeLaunch.remove(instance);
            if (crash) {
                lastCrash = new Crash(instance, now, why);
            }
            return pool.ended(instance, why, now);
        });
        tellIfDrained();
    }

    private void tellIfDrained() {
        boolean over;
        lock.lock();
        try {
            over = pool.isDrained() && !drainTold;
            drainTold |= over;
        } finally {
            lock.unlock();
        }
        if (over) {
            listener.drained();
        }
    }

    /** A request could not reach it: if it takes no connections now, it is replaced at once. */
    void suspect(InstanceProcess process) {
        if (!process.suspect()) {
            return;
        }
        node.run("suspect-" + process.id(), () -> {
            try {
                if (!process.exit().isDone() && !Probe.accepts(process.dialer(), PROBE)) {
                    act(now -> pool.unreachable(process.id(), now));
                }
            } finally {
                process.trusted();
            }
        });
    }

    List<InstanceReport> reports() {
        lock.lock();
        try {
            var reports = new ArrayList<InstanceReport>();
            pool.view().forEach(member -> reports.add(report(member, processes.get(member.id()))));
            var crash = lastCrash;
            if (crash != null && pool.pausing(node.clock().instant()).isPresent()) {
                reports.add(new InstanceReport(
                        crash.instance(),
                        subject.get().key(),
                        InstanceReport.State.BACKING_OFF,
                        crash.at(),
                        0,
                        0,
                        0,
                        0,
                        0,
                        crash.why()));
            }
            return reports;
        } finally {
            lock.unlock();
        }
    }

    private InstanceReport report(MemberView member, @Nullable InstanceProcess process) {
        var usage = process == null ? Usage.NONE : process.running().usage();
        return new InstanceReport(
                member.id(),
                subject.get().key(),
                member.state(),
                member.since(),
                process == null ? 0 : process.running().pid(),
                member.running(),
                member.served(),
                usage.memoryBytes(),
                usage.processor(),
                member.why());
    }
}
