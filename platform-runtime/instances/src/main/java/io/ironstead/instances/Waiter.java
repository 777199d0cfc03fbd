package io.ironstead.instances;

import io.ironstead.model.Lease;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** One request that asked for a place, until it has one. */
final class Waiter extends CompletableFuture<Lease> {
    private final Consumer<Waiter> leave;

    /** @param leave takes it out of the queue */
    Waiter(Consumer<Waiter> leave) {
        this.leave = leave;
    }

    /** Also gives the place back when it was given a moment ago: whoever cancels does not use it. */
    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        boolean cancelled = super.cancel(mayInterruptIfRunning);
        if (cancelled) {
            leave.accept(this);
        } else if (state() == State.SUCCESS) {
            resultNow().close();
        }
        return cancelled;
    }

    /** Stages made from it are plain futures: they are not places in a queue. */
    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
        return new CompletableFuture<>();
    }
}
