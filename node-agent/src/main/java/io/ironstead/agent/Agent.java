package io.ironstead.agent;

import io.ironstead.agent.converse.Orders;
import io.ironstead.agent.join.Identity;
import io.ironstead.agent.link.ConsoleLink;
import io.ironstead.agent.metrics.Reporter;
import io.ironstead.agent.supervise.Supervisor;
import io.ironstead.agent.timers.FixedRate;
import io.ironstead.instances.Instances;
import io.ironstead.instances.sandbox.Sandbox;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One node, whole: the order in which it starts and stops. It serves what the disk remembers before it looks for its
 * console; it stops by letting nobody in, answering who is in, ending every program, and hanging up last.
 */
final class Agent implements AutoCloseable {
    static final Duration DRAIN_MAX = Duration.ofSeconds(5);
    private static final Duration PROGRAMS_MAX = Duration.ofSeconds(9);

    private static final Logger log = LoggerFactory.getLogger(Agent.class);

    private final Parts parts;
    private final AtomicBoolean leaving = new AtomicBoolean();
    private final AtomicBoolean closed = new AtomicBoolean();

    /** What a node is made of, in the order in which it starts. */
    record Parts(
            Identity identity,
            Sandbox sandbox,
            Instances instances,
            Door door,
            Supervisor supervisor,
            FixedRate versionsWatch,
            Orders orders,
            ConsoleLink link,
            Reporter reporter,
            AgentFile file,
            Membership membership) {}

    Agent(Parts parts) {
        this.parts = parts;
    }

    void start() {
        try {
            parts.supervisor().start();
        } catch (IOException unreadable) {
            throw new CannotStart("The desired state on disk cannot be read: " + unreadable.getMessage(), unreadable);
        }
        parts.versionsWatch().start();
        parts.reporter().start();
        parts.link().start();
        log.atInfo()
                .addKeyValue("node", parts.identity().node())
                .addKeyValue("http", parts.door().httpPort())
                .addKeyValue("console", parts.identity().consoleAddress())
                .log("This node serves");
    }

    /** The machine was removed from the pool: whoever called {@code exit} will find nothing left of the membership. */
    void leave(Runnable exit) {
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
        parts.file().remove();
        parts.supervisor().close();
        parts.versionsWatch().close();
        parts.door().drain(DRAIN_MAX);
        parts.door().close();
        endPrograms();
        parts.reporter().close();
        parts.orders().close();
        parts.link().close();
        if (leaving.get()) {
            parts.membership().forget();
        }
        log.atInfo().log("This node has stopped");
    }

    /** Gives the programs their time to end by themselves; what is left then the sandbox kills. */
    private void endPrograms() {
        var ending = Thread.ofPlatform().daemon().name("end-programs").start(parts.instances()::close);
        try {
            if (!ending.join(PROGRAMS_MAX)) {
                log.atWarn()
                        .addKeyValue("seconds", PROGRAMS_MAX.toSeconds())
                        .log("Programs did not end; they are killed");
            }
        } catch (InterruptedException impatient) {
            Thread.currentThread().interrupt();
        }
        parts.sandbox().close();
    }
}
