package io.ironstead.model;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Opens sockets where they shall belong to an instance's own network. What was opened is handed over by a thread of the
 * machine's network: a thread of the instance's that woke a virtual thread could make the pool start another carrier,
 * and every thread is born in the network of the one that starts it.
 */
public final class InNetwork {
    private static final Duration USUAL = Duration.ofSeconds(30);
    private static final LinkedBlockingQueue<Runnable> HAND_OVERS = new LinkedBlockingQueue<>();

    static {
        Thread.ofPlatform().name("network-hand-over").daemon().start(InNetwork::handOver);
    }

    private InNetwork() {}

    private static void handOver() {
        try {
            while (true) {
                HAND_OVERS.take().run();
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Runs {@code opening} in the network and waits for it, for at most 30 seconds.
     *
     * @throws IOException what {@code opening} throws, or that the network is gone
     */
    public static <T> T open(Executor network, Callable<T> opening) throws IOException {
        return open(network, opening, USUAL);
    }

    /** The same with another limit. What comes too late is lost, so it should bound itself. */
    public static <T> T open(Executor network, Callable<T> opening, Duration wait) throws IOException {
        var opened = new CompletableFuture<T>();
        try {
            network.execute(() -> run(opening, opened));
            return opened.get(wait.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof IOException refused
                    ? refused
                    : new IOException("Cannot open a socket in the instance's network", failed.getCause());
        } catch (RejectedExecutionException | TimeoutException gone) {
            throw new IOException("The instance's network is gone", gone);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while opening a socket", interrupted);
        }
    }

    private static <T> void run(Callable<T> opening, CompletableFuture<T> opened) {
        try {
            var result = opening.call();
            HAND_OVERS.add(() -> opened.complete(result));
        } catch (Exception failed) {
            // The edge of another's thread: all of it belongs to the one who waits.
            HAND_OVERS.add(() -> opened.completeExceptionally(failed));
        }
    }
}
