package io.ironstead.sandbox;

import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;

/**
 * The one permanent thread that makes every process. Programs are told to die with their parent, and the kernel takes
 * the thread that started them for the parent: from a thread that ends, or a virtual one, they would die with it.
 */
final class StarterThread implements AutoCloseable {
    private final ExecutorService thread = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("instances-starter").daemon().factory());

    Process start(ProcessBuilder program) throws IOException {
        Future<Process> starting;
        try {
            starting = thread.submit(program::start);
        } catch (RejectedExecutionException closed) {
            throw new IOException("This node is stopping", closed);
        }
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return starting.get();
                } catch (InterruptedException later) {
                    // Leaving now would leave a process that nobody knows.
                    interrupted = true;
                }
            }
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof IOException refused) {
                throw refused;
            }
            throw new IllegalStateException("A process could not be made", failed.getCause());
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
