package io.ironstead.datastore.log.simulation;

import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;

/**
 * Runs virtual threads on the caller's thread, one at a time, each until it waits for something: a lock, another thread, or
 * the simulated world. Which of those that can go on does is the seed's choice, so a seed tells the whole interleaving. The
 * code under test is the product's own and knows nothing of this; threads that it makes belong to the process of their maker.
 *
 * <p>Needs {@code --add-opens java.base/java.lang=ALL-UNNAMED}: the JDK gives virtual threads another scheduler to its own tests
 * only.
 */
public final class Stage implements AutoCloseable {
    private final Random random;
    private final List<Turn> ready = new ArrayList<>();
    private int processes;
    private boolean over;

    public Stage(Random random) {
        this.random = random;
    }

    /** Something that a thread waits for; called again and again until it is done. */
    public interface Call {
        /** Does one step of it. @return true when the thread may go on */
        boolean step();
    }

    /** A thread that can go on, in the order in which its process's threads first ran. */
    private record Turn(Process process, int number, Runnable run) {
        boolean isBefore(Turn other) {
            return process.number != other.process.number
                    ? process.number < other.process.number
                    : number < other.number;
        }
    }

    /** In a fixed order: who wakes whom first depends on hash codes, and must not tell the seed's choice. */
    private static void insert(List<Turn> turns, Turn turn) {
        int place = turns.size();
        while (place > 0 && turn.isBefore(turns.get(place - 1))) {
            place--;
        }
        turns.add(place, turn);
    }

    /** Threads that live and die together. */
    public final class Process {
        private final int number = processes++;
        private final Map<Runnable, Integer> numbers = new IdentityHashMap<>();
        private final List<Turn> held = new ArrayList<>();
        private final ThreadFactory threads = schedule(this::ready);
        private int running;
        private boolean crashed;
        private boolean paused;

        private void ready(Runnable run) {
            synchronized (ready) {
                int known = numbers.size();
                int turn = numbers.computeIfAbsent(run, _ -> known);
                if (!crashed && !over) {
                    insert(paused ? held : ready, new Turn(this, turn, run));
                }
            }
        }

        /** Threads of this process. */
        public ThreadFactory threads() {
            return body -> {
                running++;
                return threads.newThread(() -> {
                    try {
                        body.run();
                    } finally {
                        running--;
                    }
                });
            };
        }

        /** None of its threads ever goes on, not even to clean up. */
        public void crash() {
            synchronized (ready) {
                crashed = true;
                ready.removeIf(turn -> turn.process == this);
                held.clear();
            }
        }

        /** It stands still, as in a long garbage collection or a suspended machine, and knows nothing of it. */
        public void pause() {
            synchronized (ready) {
                paused = true;
                ready.stream().filter(turn -> turn.process == this).forEach(held::add);
                ready.removeAll(held);
            }
        }

        public void resume() {
            synchronized (ready) {
                paused = false;
                held.forEach(turn -> insert(ready, turn));
                held.clear();
            }
        }

        public boolean isPaused() {
            return paused;
        }

        /** Whether a thread made by {@link #threads()} has not ended yet. */
        public boolean isRunning() {
            return !crashed && running > 0;
        }
    }

    public Process process() {
        return new Process();
    }

    private static ThreadFactory schedule(Executor executor) {
        try {
            var builder = Class.forName("java.lang.ThreadBuilders$VirtualThreadBuilder")
                    .getDeclaredConstructor(Executor.class);
            builder.setAccessible(true);
            return ((Thread.Builder.OfVirtual) builder.newInstance(executor)).factory();
        } catch (ClassNotFoundException
                | NoSuchMethodException
                | InstantiationException
                | IllegalAccessException
                | InvocationTargetException e) {
            throw new IllegalStateException("This JDK gives virtual threads no other scheduler", e);
        }
    }

    /** Called by a thread of a process: waits until the call is done, and lets others go on first. */
    public void await(Call call) {
        do {
            Thread.yield();
        } while (!call.step());
    }

    /** Lets one thread go on. @return false when there is none that can; one may come with time if somebody waits for that */
    public boolean step() {
        Turn turn = next();
        if (turn == null) {
            return false;
        }
        turn.run.run();
        return true;
    }

    private Turn next() {
        synchronized (ready) {
            return ready.isEmpty() ? null : ready.remove(random.nextInt(ready.size()));
        }
    }

    /** Nobody goes on any more. */
    @Override
    public void close() {
        synchronized (ready) {
            over = true;
            ready.clear();
        }
    }
}
