package io.ironstead.cluster;

import com.hazelcast.config.Config;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import io.ironstead.model.Deadline;
import io.ironstead.model.NodeId;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This node's place in the pool. It costs about 55 MiB of memory and a second or more to start, so it starts when it is
 * first asked for. For now it is alone: it listens on loopback, looks for nobody and lets nobody in.
 *
 * @see <a href="../../../../../../../../docs/decisions/100-hazelcast-for-shared-memory.md">decision 100</a>
 */
public final class Member implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Member.class);

    private final FutureTask<HazelcastInstance> start;
    private final AtomicBoolean asked = new AtomicBoolean();

    /** @param configure adds what the users of this member need, before it starts */
    public Member(NodeId node, Consumer<Config> configure) {
        start = new FutureTask<>(() -> {
            long began = System.nanoTime();
            var config = alone(node);
            configure.accept(config);
            var started = Hazelcast.newHazelcastInstance(config);
            log.atInfo()
                    .addKeyValue("millis", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began))
                    .log("Shared memory started");
            return started;
        });
    }

    private static Config alone(NodeId node) {
        var config = new Config("ironstead-" + node);
        config.setClusterName("ironstead");
        config.setProperty("hazelcast.phone.home.enabled", "false")
                .setProperty("hazelcast.logging.type", "slf4j")
                .setProperty("hazelcast.shutdownhook.enabled", "false")
                .setProperty("hazelcast.socket.bind.any", "false")
                .setProperty("hazelcast.operation.thread.count", "2")
                .setProperty("hazelcast.operation.generic.thread.count", "2")
                .setProperty("hazelcast.io.thread.count", "1")
                .setProperty("hazelcast.event.thread.count", "1");
        config.getMetricsConfig().setEnabled(false);
        config.getJetConfig().setEnabled(false);
        var network = config.getNetworkConfig();
        network.setPort(0).setPortAutoIncrement(false);
        network.getInterfaces().setEnabled(true).addInterface("127.0.0.1");
        var join = network.getJoin();
        join.getAutoDetectionConfig().setEnabled(false);
        join.getMulticastConfig().setEnabled(false);
        join.getTcpIpConfig().setEnabled(false);
        return config;
    }

    /** Starts it in the background, if nobody has yet. */
    public void start() {
        if (asked.compareAndSet(false, true)) {
            Thread.ofPlatform().name("shared-memory-start").daemon().start(start);
        }
    }

    /** The running member; empty when it has not started by the deadline, cannot start, or was closed. */
    public Optional<HazelcastInstance> get(Deadline deadline) {
        start();
        try {
            var running = start.get(deadline.left().toNanos(), TimeUnit.NANOSECONDS);
            return running.getLifecycleService().isRunning() ? Optional.of(running) : Optional.empty();
        } catch (TimeoutException late) {
            return Optional.empty();
        } catch (java.util.concurrent.CancellationException closed) {
            return Optional.empty();
        } catch (ExecutionException broken) {
            log.atError().setCause(broken.getCause()).log("Shared memory cannot start");
            return Optional.empty();
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /** True once somebody needed it; until then it costs nothing. */
    public boolean isStarted() {
        return asked.get();
    }

    @Override
    public void close() {
        if (asked.compareAndSet(false, true)) {
            start.cancel(false);
            return;
        }
        try {
            start.get(20, TimeUnit.SECONDS).shutdown();
        } catch (TimeoutException | ExecutionException | java.util.concurrent.CancellationException never) {
            start.cancel(true);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }
}
