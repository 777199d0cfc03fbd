package io.ironstead.agent.supervise;

import io.ironstead.model.control.DesiredState;
import java.io.IOException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings this node to the desired state and keeps it there, on a thread of its own: from the disk first, then as the
 * console says. Each round works out afresh what visitors should get, so a round too many changes nothing.
 */
public final class Supervisor implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Supervisor.class);

    private final DesiredStore store;
    private final Versions versions;
    private final Front front;
    private final Semaphore work = new Semaphore(0);
    private final ReentrantLock lock = new ReentrantLock();
    private DesiredState desired = DesiredState.NOTHING;
    private volatile long revisionApplied;
    private Serving serving = Serving.NOTHING;
    private @Nullable Thread thread;

    public Supervisor(DesiredStore store, Versions versions, Front front) {
        this.store = store;
        this.versions = versions;
        this.front = front;
    }

    /** What became of a desired state. */
    public enum Answer {
        TAKEN,
        /** This node already has a newer one. */
        OLDER
    }

    /** Begins with what the disk remembers. */
    public void start() throws IOException {
        desired = store.load();
        log.atInfo()
                .addKeyValue("revision", desired.revision())
                .addKeyValue("sites", desired.sites().size())
                .log("Desired state read from disk");
        converge();
        thread = Thread.ofPlatform().daemon().name("supervise").start(this::run);
    }

    /** Takes what the console says. On return it is on this node's disk; the way there may take minutes. */
    public Answer desire(DesiredState state) {
        lock.lock();
        try {
            if (state.revision() < desired.revision()) {
                return Answer.OLDER;
            }
            if (!state.equals(desired)) {
                desired = state;
                keep(state);
            }
        } finally {
            lock.unlock();
        }
        work.release();
        return Answer.TAKEN;
    }

    /** What the console last said, done or not. */
    public DesiredState desired() {
        lock.lock();
        try {
            return desired;
        } finally {
            lock.unlock();
        }
    }

    /** Some version became ready, or ceased to be. */
    public void versionsChanged() {
        work.release();
    }

    /** The revision that the last round worked from. */
    public long revisionApplied() {
        return revisionApplied;
    }

    private void keep(DesiredState state) {
        try {
            store.save(state);
        } catch (IOException full) {
            // It is obeyed all the same; only a restart while the console is away would find the older one.
            log.atError().setCause(full).log("The desired state cannot be written to disk");
        }
    }

    private void run() {
        try {
            while (true) {
                work.acquire();
                work.drainPermits();
                converge();
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    /** On the supervisor's thread only, or before it runs. */
    private void converge() {
        try {
            var wanted = desired();
            var next = serving.next(wanted, versions::isReady);
            front.signIn(wanted.signIn());
            // What is new is held first: its visitors may wait for it. What visitors no longer get is let go after.
            if (next.differsFor(serving)) {
                versions.hold(next.heldSince(serving));
                front.serve(next.sites());
            }
            versions.hold(next.held());
            serving = next;
            revisionApplied = wanted.revision();
        } catch (RuntimeException broken) {
            // The edge of this thread: the next change tries again, and until then everything stays as it is.
            log.atError().setCause(broken).log("The desired state could not be applied");
        }
    }

    /** Ends the rounds; what runs goes on running. */
    @Override
    public void close() {
        var running = thread;
        if (running != null) {
            running.interrupt();
        }
    }
}
