package io.ironstead.instances;

import io.ironstead.instances.InstanceLauncher.Subject;
import io.ironstead.model.InstanceId;
import io.ironstead.model.SiteName;
import io.ironstead.model.control.NodeEvent;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What all pools of this node share: its memory, its threads, its clock, and the list of them. */
final class Node implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Node.class);

    private final InstanceLimits limits;
    private final InstanceLauncher launcher;
    private final InstantSource clock;
    private final Consumer<NodeEvent> events;
    private final Runnable chores;
    private final MemoryBudget memory;
    private final Map<PoolRunner, SiteName> pools = new ConcurrentHashMap<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Pulse pulse = new Pulse(this::beat);

    /** @param chores done a few times a second; must be quick */
    Node(
            InstanceLimits limits,
            InstanceLauncher launcher,
            InstantSource clock,
            Consumer<NodeEvent> events,
            Runnable chores) {
        this.chores = chores;
        this.limits = limits;
        this.launcher = launcher;
        this.clock = clock;
        this.events = events;
        this.memory = new MemoryBudget(limits.memoryBytesMax());
    }

    InstanceLimits limits() {
        return limits;
    }

    InstanceLauncher launcher() {
        return launcher;
    }

    InstantSource clock() {
        return clock;
    }

    Pulse pulse() {
        return pulse;
    }

    void add(PoolRunner pool, SiteName site) {
        pools.put(pool, site);
    }

    void remove(PoolRunner pool) {
        pools.remove(pool);
    }

    Iterable<PoolRunner> pools() {
        return pools.keySet();
    }

    private boolean beat() {
        chores.run();
        boolean urgent = false;
        for (var pool : pools.keySet()) {
            pool.tick();
            urgent |= pool.isUrgent();
        }
        return urgent;
    }

    /** Runs {@code task} on a thread of its own; what it throws is logged. */
    void run(String name, Runnable task) {
        try {
            threads.execute(() -> {
                Thread.currentThread().setName(name);
                try {
                    task.run();
                } catch (RuntimeException failed) {
                    // The edge of all these threads.
                    log.atError().addKeyValue("task", name).setCause(failed).log("A task failed");
                }
            });
        } catch (RejectedExecutionException closed) {
            log.atDebug().addKeyValue("task", name).log("Not run: this node is stopping");
        }
    }

    void tell(NodeEvent.Level level, Optional<SiteName> site, String sentence) {
        events.accept(new NodeEvent(clock.instant(), level, site, sentence));
    }

    /** Takes memory for an instance, stopping idle ones of other versions when there is not enough. */
    boolean takeMemory(InstanceId instance, Subject subject, PoolRunner asking) throws InterruptedException {
        long bytes = subject.memoryBytesMax();
        if (memory.take(instance.value(), bytes, Duration.ZERO)) {
            return true;
        }
        // One that was told to stop gives its memory back when it has ended; then look whether that was enough.
        while (makeRoom("made room for " + subject.key().site(), asking)) {
            if (memory.take(instance.value(), bytes, limits.stopGrace().plusSeconds(1))) {
                return true;
            }
        }
        return false;
    }

    private boolean makeRoom(String why, PoolRunner asking) {
        record Idle(PoolRunner pool, Instant since) {}
        return pools.keySet().stream()
                .filter(pool -> pool != asking)
                .flatMap(pool -> pool.evictableSince().map(since -> new Idle(pool, since)).stream())
                .min(Comparator.comparing(Idle::since))
                .filter(idle -> idle.pool().evict(why))
                .isPresent();
    }

    void releaseMemory(InstanceId instance) {
        memory.release(instance.value());
    }

    @Override
    public void close() {
        pulse.close();
        pools.keySet().forEach(pool -> pool.stopAll("This node is stopping"));
        long wait = limits.stopGrace().plusSeconds(3).toNanos();
        for (long began = System.nanoTime(); !pools.isEmpty() && System.nanoTime() - began < wait; ) {
            LockSupport.parkNanos(Duration.ofMillis(2).toNanos());
        }
        // Builds and trainings end by interruption, and kill what they started.
        threads.shutdownNow();
        try {
            if (!threads.awaitTermination(10, TimeUnit.SECONDS)) {
                log.atWarn().log("Some tasks did not end");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
