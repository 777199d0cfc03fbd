package io.ironstead.cluster;

import com.hazelcast.config.ClassFilter;
import com.hazelcast.config.Config;
import com.hazelcast.config.JavaSerializationFilterConfig;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import io.ironstead.model.Deadline;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This node's place in the pool. It costs about 55 MiB of memory and a second or more to start, so it starts when it is
 * first asked for: by a program that uses memcache, or because the pool has another node. It looks for the nodes it was
 * told of and for nobody else.
 *
 * @see <a href="../../../../../../../../docs/decisions/104-many-nodes-one-pool.md">decision 104</a>
 */
public final class Member implements AutoCloseable {
    /** The attribute by which others know whose member this is. */
    static final String NODE = "node";

    private static final Logger log = LoggerFactory.getLogger(Member.class);

    private static final int CLOSE_SECONDS_MAX = 3;

    /**
     * A node that takes connections and says nothing, being paused, keeps a sending thread of Hazelcast 5.7 turning in circles, so
     * that nothing else leaves by it: with four of them two such nodes are borne, with one not a single one (NeighboursTest).
     *
     * @see <a href="https://github.com/hazelcast/hazelcast/issues/26473">issue 26473 of Hazelcast</a>
     */
    private static final int IO_THREADS = 4;

    private final FutureTask<HazelcastInstance> start;
    private final AtomicBoolean asked = new AtomicBoolean();
    private final Config config;

    public Member(MemberSettings settings) {
        config = configOf(settings);
        start = new FutureTask<>(() -> {
            long began = System.nanoTime();
            var started = Hazelcast.newHazelcastInstance(config);
            log.atInfo()
                    .addKeyValue("millis", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began))
                    .addKeyValue("members", started.getCluster().getMembers().size())
                    .log("Shared memory started");
            return started;
        });
    }

    private static Config configOf(MemberSettings settings) {
        var config = new Config("ironstead-" + settings.node());
        config.setClusterName(settings.pool());
        config.setProperty("hazelcast.phone.home.enabled", "false")
                .setProperty("hazelcast.logging.type", "slf4j")
                .setProperty("hazelcast.shutdownhook.enabled", "false")
                .setProperty("hazelcast.socket.bind.any", "false")
                .setProperty("hazelcast.operation.thread.count", "2")
                .setProperty("hazelcast.operation.generic.thread.count", "2")
                .setProperty("hazelcast.io.thread.count", Integer.toString(IO_THREADS))
                .setProperty("hazelcast.event.thread.count", "1");
        joinsSoon(config);
        config.getMemberAttributeConfig().setAttribute(NODE, settings.node().value());
        config.getMetricsConfig().setEnabled(false);
        config.getJetConfig().setEnabled(false);
        // Commands and cards have forms of their own: no object that a stranger sends is made. Hazelcast's own refusals
        // are exceptions with their traces; who cannot read one waits a minute instead of trying again at once.
        config.getSerializationConfig()
                .setJavaSerializationFilterConfig(new JavaSerializationFilterConfig()
                        .setDefaultsDisabled(true)
                        .setWhitelist(new ClassFilter()
                                .addPrefixes("com.hazelcast.", "java.lang.", "java.util.")
                                .addClasses("[Ljava.lang.StackTraceElement;")));
        var network = config.getNetworkConfig();
        network.setPort(settings.port()).setPortAutoIncrement(false);
        network.getInterfaces().setEnabled(true).addInterface(settings.host());
        var join = network.getJoin();
        join.getAutoDetectionConfig().setEnabled(false);
        join.getMulticastConfig().setEnabled(false);
        join.getTcpIpConfig().setEnabled(true).setConnectionTimeoutSeconds(2);
        return config;
    }

    /** Two that began alone find each other within seconds; one that is silent is given up after five. */
    private static void joinsSoon(Config config) {
        config.setProperty("hazelcast.wait.seconds.before.join", "1")
                .setProperty("hazelcast.max.wait.seconds.before.join", "3")
                .setProperty("hazelcast.merge.first.run.delay.seconds", "2")
                .setProperty("hazelcast.merge.next.run.delay.seconds", "2")
                .setProperty("hazelcast.graceful.shutdown.max.wait", Integer.toString(CLOSE_SECONDS_MAX))
                .setProperty("hazelcast.heartbeat.interval.seconds", "1")
                .setProperty("hazelcast.max.no.heartbeat.seconds", "5");
    }

    /**
     * Adds what a user of this member needs.
     *
     * @throws IllegalStateException once it was started
     */
    public void configure(Consumer<Config> change) {
        if (asked.get()) {
            throw new IllegalStateException("The member has started");
        }
        change.accept(config);
    }

    /** Whom to look for from now on, as {@code host:port}; also while it runs. */
    public void others(List<String> addresses) {
        config.getNetworkConfig().getJoin().getTcpIpConfig().setMembers(List.copyOf(addresses));
    }

    /** The member, if it runs by now. Never blocks. */
    public Optional<HazelcastInstance> running() {
        if (start.state() != Future.State.SUCCESS) {
            return Optional.empty();
        }
        var member = start.resultNow();
        return member.getLifecycleService().isRunning() ? Optional.of(member) : Optional.empty();
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
            start.get(CLOSE_SECONDS_MAX, TimeUnit.SECONDS).shutdown();
        } catch (TimeoutException | ExecutionException | java.util.concurrent.CancellationException never) {
            start.cancel(true);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }
}
