package io.ironstead.model;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Gives requests an instance to run on, waking one where none is free. Asked by the broker. */
public interface InstanceSource {

    /**
     * Takes one of the version's concurrency places. Never blocks: it may be called on an event loop, and the future
     * may complete on any thread, also before this returns.
     *
     * <p>The future fails with {@link NoInstanceException} when no place came free within {@code waitMax}, or none
     * ever will. Cancelling it gives up the place in the queue, or the place itself when it was just given.
     */
    CompletableFuture<Lease> lease(VersionKey version, Duration waitMax);
}
