package io.ironstead.agent;

import io.ironstead.agent.cluster.Goodbye;
import io.ironstead.agent.converse.Membership;
import io.ironstead.agent.converse.Orders;
import io.ironstead.agent.data.pool.HandOver;
import io.ironstead.agent.join.Renewal;
import io.ironstead.agent.link.ConsoleLink;
import io.ironstead.agent.supervise.Supervisor;
import io.ironstead.agent.timers.FixedRate;
import io.ironstead.broker.Broker;
import io.ironstead.instances.Instances;
import io.ironstead.sandbox.Sandbox;
import io.ironstead.services.taskqueue.NodeTasks;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One node, whole: the order in which it starts and stops. It serves what the disk remembers before it looks for its
 * console; it stops by telling the other nodes, letting nobody in, giving the data it leads to others, answering who is in,
 * ending every program, and hanging up last.
 */
final class Agent implements Membership, AutoCloseable {
    /** Together with {@link #PROGRAMS_MAX} less than the 15 seconds in which a stop is over. */
    static final Duration DRAIN_MAX = Duration.ofSeconds(4);

    static final Duration PROGRAMS_MAX = Duration.ofSeconds(9);

    private static final Logger log = LoggerFactory.getLogger(Agent.class);

    private final NodeDisk disk;
    private final Renewal identity;
    private final AgentFile file;
    private final Parts parts;
    private final List<FixedRate> rhythms;
    private final Runnable exit;
    private final AtomicBoolean leaving = new AtomicBoolean();
    private final AtomicBoolean closed = new AtomicBoolean();

    /** What runs, in the order in which it starts. */
    record Parts(
            Sandbox sandbox,
            Instances instances,
            Broker broker,
            NodeTasks tasks,
            Supervisor supervisor,
            Orders orders,
            ConsoleLink link,
            Goodbye goodbye,
            HandOver handOver) {}

    /**
     * @param rhythms what is done again and again while the node runs
     * @param exit ends this process, closing the agent on the way
     */
    Agent(NodeDisk disk, Renewal identity, AgentFile file, Parts parts, List<FixedRate> rhythms, Runnable exit) {
        this.disk = disk;
        this.identity = identity;
        this.file = file;
        this.parts = parts;
        this.rhythms = rhythms;
        this.exit = exit;
    }

    void start() {
        rhythms.forEach(FixedRate::start);
        parts.tasks().start();
        parts.link().start();
        log.atInfo()
                .addKeyValue("node", identity.get().node())
                .addKeyValue("httpPort", parts.broker().httpAddress().getPort())
                .addKeyValue("console", identity.get().consoleAddress())
                .log("This node serves");
    }

    /** From now on others may find this node. */
    @Override
    public void accepted() {
        if (!closed.get()) {
            file.write(identity.get().node(), parts.broker());
            disk.identities().accepted();
        }
        renewIfDue();
    }

    @Override
    public void refused() {
        disk.identities().refused();
    }

    void renewIfDue() {
        if (identity.isDue()) {
            parts.link()
                    .channel()
                    .ifPresent(console -> Thread.ofVirtual().name("renewal").start(() -> identity.renew(console)));
        }
    }

    /** Nothing of the membership is left when this process has ended. */
    @Override
    public void ended() {
        if (leaving.compareAndSet(false, true)) {
            Thread.ofPlatform().name("leave").start(exit);
        }
    }

    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        log.atInfo().log("This node stops");
        file.remove();
        parts.goodbye().run();
        parts.supervisor().close();
        parts.tasks().stop();
        var moving = Thread.ofPlatform()
                .daemon()
                .name("hand-over")
                .start(() -> parts.handOver().all(DRAIN_MAX));
        if (!parts.broker().drain(DRAIN_MAX)) {
            log.atWarn().addKeyValue("seconds", DRAIN_MAX.toSeconds()).log("Some requests were not answered in time");
        }
        await(moving);
        endPrograms();
        parts.tasks().close();
        parts.broker().close();
        rhythms.forEach(FixedRate::close);
        parts.orders().close();
        parts.link().close();
        if (leaving.get()) {
            disk.forget();
        }
        log.atInfo().log("This node has stopped");
    }

    private static void await(Thread moving) {
        try {
            moving.join();
        } catch (InterruptedException impatient) {
            Thread.currentThread().interrupt();
        }
    }

    /** Gives the programs their time to end by themselves; what is left then the sandbox kills. */
    private void endPrograms() {
        var ending = Thread.ofPlatform().daemon().name("end-programs").start(parts.instances()::close);
        try {
            if (!ending.join(PROGRAMS_MAX)) {
                log.atWarn()
                        .addKeyValue("seconds", PROGRAMS_MAX.toSeconds())
                        .log("Programs did not end in time; they are killed");
            }
        } catch (InterruptedException impatient) {
            Thread.currentThread().interrupt();
        }
        parts.sandbox().close();
    }
}
