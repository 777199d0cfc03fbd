package io.ironstead.datastore.log.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;

/**
 * Runs threads one at a time: each stops at every call to the world around it, and goes on only when the seeded choice falls on
 * it. So a seed tells the whole interleaving.
 */
final class Stage implements AutoCloseable {
    private final Random random;
    private final List<Actor> actors = new ArrayList<>();
    private final Semaphore idle = new Semaphore(0);
    private boolean over;

    Stage(Random random) {
        this.random = random;
    }

    /** Something an actor waits for; called again and again until it is done. */
    interface Call {
        /** Does one step of it. @return true when the actor may go on */
        boolean step();
    }

    /** Threads that live and die together. */
    static final class Process {
        private boolean crashed;

        boolean isCrashed() {
            return crashed;
        }
    }

    private static final class Crash extends Error {
        private static final long serialVersionUID = 1;

        Crash() {
            super("crash", null, false, false);
        }
    }

    private static final class Actor {
        final Process process;
        final Semaphore go = new Semaphore(0);
        Call call = () -> true;
        boolean ended;

        Actor(Process process) {
            this.process = process;
        }
    }

    private final ThreadLocal<Actor> current = new ThreadLocal<>();

    /** Threads of a process, for code that makes its own. */
    ThreadFactory threads(Process process) {
        return body -> {
            var actor = new Actor(process);
            actors.add(actor);
            return Thread.ofVirtual().unstarted(() -> live(actor, body));
        };
    }

    private void live(Actor actor, Runnable body) {
        current.set(actor);
        actor.go.acquireUninterruptibly();
        try {
            if (!over) {
                body.run();
            }
        } catch (Crash expected) {
            // This process is gone.
        } finally {
            actor.ended = true;
            idle.release();
        }
    }

    /** Called by an actor: waits until the call is done. */
    void await(Call call) {
        Actor actor = current.get();
        actor.call = call;
        idle.release();
        actor.go.acquireUninterruptibly();
        if (over || actor.process.crashed) {
            throw new Crash();
        }
    }

    /** One step of one actor that can do one. @return false when there is none */
    boolean step() {
        List<Actor> able = actors.stream()
                .filter(actor -> !actor.ended && !actor.process.crashed)
                .toList();
        if (able.isEmpty()) {
            return false;
        }
        Actor chosen = able.get(random.nextInt(able.size()));
        if (chosen.call.step()) {
            resume(chosen);
        }
        return true;
    }

    private void resume(Actor actor) {
        actor.go.release();
        idle.acquireUninterruptibly();
    }

    void crash(Process process) {
        process.crashed = true;
    }

    boolean isRunning(Process process) {
        return !process.crashed && actors.stream().anyMatch(actor -> actor.process == process && !actor.ended);
    }

    /** Ends all threads, also those of crashed processes. */
    @Override
    public void close() {
        over = true;
        for (Actor actor : actors) {
            if (!actor.ended) {
                resume(actor);
            }
        }
    }
}
