package io.ironstead.agent.fake;

import io.ironstead.agent.timers.Timers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Time that passes only when the test says so. What comes due runs on the test's own thread, in order. */
public final class ManualTimers implements Timers {
    private final List<Task> tasks = new ArrayList<>();
    private long now = 1_000_000_000_000L;

    private record Task(long due, Runnable task) {}

    @Override
    public synchronized long nanoTime() {
        return now;
    }

    @Override
    public synchronized Cancellable after(Duration delay, Runnable run) {
        var task = new Task(now + delay.toNanos(), run);
        tasks.add(task);
        return () -> remove(task);
    }

    private synchronized void remove(Task task) {
        tasks.remove(task);
    }

    /** How long until the next task is due; the test fails when none is. */
    public synchronized Duration untilNext() {
        return Duration.ofNanos(tasks.stream().mapToLong(Task::due).min().orElseThrow() - now);
    }

    public synchronized int waiting() {
        return tasks.size();
    }

    public void advance(Duration duration) {
        long end = nanoTime() + duration.toNanos();
        while (runNext(end)) {
            // Until nothing is due any more.
        }
        synchronized (this) {
            now = Math.max(now, end);
        }
    }

    /** Time passes while a task runs: nothing else comes due meanwhile. */
    public synchronized void elapse(Duration duration) {
        now += duration.toNanos();
    }

    private boolean runNext(long end) {
        Task next;
        synchronized (this) {
            var due = tasks.stream().filter(task -> task.due() <= end).min(Comparator.comparingLong(Task::due));
            if (due.isEmpty()) {
                return false;
            }
            next = due.get();
            tasks.remove(next);
            now = Math.max(now, next.due());
        }
        next.task().run();
        return true;
    }
}
