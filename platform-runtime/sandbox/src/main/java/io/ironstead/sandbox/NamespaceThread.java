package io.ironstead.sandbox;

import io.ironstead.model.InNetwork;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;

/**
 * One platform thread that left the machine's network and mounts, and does nothing else until it ends. It never goes
 * back: a thread that returned to other work would carry one tenant's network there. Nor may it start threads, which
 * would be born there: so it makes no process, wakes no virtual thread, and whoever gives it work sees to it that event
 * loops run already.
 */
final class NamespaceThread implements Executor, AutoCloseable {
    private static final Runnable END = () -> {};
    private static final int WAITING_MAX = 10_000;
    private static final long STACK_BYTES = 512 * 1024;

    private final LinkedBlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
    private final int number;
    private boolean closed;

    /**
     * Starts the thread and returns once it is where it shall be.
     *
     * @throws IOException when this process may not make namespaces
     */
    NamespaceThread(String name) throws IOException {
        var thread = Thread.ofPlatform()
                .name("room-" + name)
                .daemon()
                .stackSize(STACK_BYTES)
                .unstarted(this::work);
        thread.start();
        try {
            number = call(() -> {
                Kernel.leaveNetworkAndMounts();
                return Kernel.threadNumber();
            });
        } catch (IOException | RuntimeException failed) {
            close();
            throw failed;
        }
    }

    private void work() {
        try {
            for (var task = tasks.take(); task != END; task = tasks.take()) {
                try {
                    task.run();
                } catch (RuntimeException failed) {
                    // The edge of this thread, which must live on. A logger's lock could wake a virtual thread.
                    continue;
                }
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public synchronized void execute(Runnable task) {
        if (closed || tasks.size() >= WAITING_MAX) {
            throw new RejectedExecutionException("This network is closed or overloaded");
        }
        tasks.add(task);
    }

    /** Runs {@code task} there and waits for it. */
    <T> T call(Callable<T> task) throws IOException {
        return InNetwork.open(this, task);
    }

    /** The kernel's name of its networks or mounts, for programs that shall enter them. */
    String path(String kind) {
        return "/proc/" + ProcessHandle.current().pid() + "/task/" + number + "/ns/" + kind;
    }

    /** Ends the thread after what waits. */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            tasks.add(END);
        }
    }
}
