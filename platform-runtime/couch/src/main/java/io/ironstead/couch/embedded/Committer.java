package io.ironstead.couch.embedded;

import io.ironstead.model.Deadline;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that writes. While a batch is being synced the next writes gather, so that however many callers there
 * are, they pay for about one sync each time; and one writer is what makes two 201 for one revision impossible.
 *
 * <p>A failed write leaves what is on disk uncertain, so after one the committer refuses everything until a restart.
 */
final class Committer implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Committer.class);
    private static final int QUEUE_MAX = 4096;
    private static final int BATCH_WRITES_MAX = 1024;
    private static final long BATCH_BYTES_MAX = 16L * 1024 * 1024;
    private static final Duration ADMISSION_MAX = Duration.ofSeconds(10);
    private static final Duration ANSWER_MAX = Duration.ofSeconds(60);

    /** Until when this thread waits for its writes; a minute where nothing is said. */
    static final ScopedValue<Deadline> PATIENCE = ScopedValue.newInstance();

    /** A change to be made in a batch. It throws a {@link CouchError} only before it changed anything. */
    interface Write<T> {
        T apply(Batch batch);
    }

    private record Pending<T>(Write<T> write, long bytes, CompletableFuture<T> answer) {
        /**
         * Applies the write; what then has to be told once the batch is on disk. A refusal waits too: it may be owed
         * to an earlier write of the batch, which nobody may hear of before it is safe.
         */
        Runnable apply(Batch batch) {
            try {
                T result = write.apply(batch);
                return () -> answer.complete(result);
            } catch (CouchError refused) {
                return () -> answer.completeExceptionally(refused);
            }
        }
    }

    private final Supplier<Batch> batches;
    private final BlockingQueue<Pending<?>> queue = new ArrayBlockingQueue<>(QUEUE_MAX);
    private final Thread thread;
    private volatile boolean stopping;
    private volatile boolean broken;

    Committer(Store store) {
        this(() -> new Batch(store));
    }

    /** With batches of the caller's making, so that a test can hold or fail the disk. */
    Committer(Supplier<Batch> batches) {
        this.batches = batches;
        thread = Thread.ofPlatform().name("couch-commit").daemon().start(this::run);
    }

    boolean isHealthy() {
        return !broken && !stopping;
    }

    /** Makes a change and returns its result once it is synced to disk. */
    <T> T commit(long bytes, Write<T> write) {
        var pending = new Pending<>(write, bytes, new CompletableFuture<T>());
        try {
            if (!isHealthy() || !queue.offer(pending, nanos(ADMISSION_MAX), TimeUnit.NANOSECONDS)) {
                throw CouchError.unavailable("The store takes no writes now.");
            }
            return pending.answer().get(nanos(ANSWER_MAX), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CouchError.unavailable("The server stops.");
        } catch (TimeoutException e) {
            throw new CouchError(500, "timeout", "The request could not be processed in a reasonable amount of time.");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof CouchError refused) {
                throw refused;
            }
            throw new CouchError(500, "internal_server_error", "The write failed.");
        }
    }

    private static long nanos(Duration most) {
        long nanos = most.toNanos();
        return PATIENCE.isBound() ? Math.min(nanos, PATIENCE.get().left().toNanos()) : nanos;
    }

    private void run() {
        var group = new ArrayList<Pending<?>>();
        while (!stopping || !queue.isEmpty()) {
            try {
                Pending<?> first = queue.poll(100, TimeUnit.MILLISECONDS);
                if (first != null) {
                    gather(first, group);
                    commit(group);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } finally {
                group.clear();
            }
        }
    }

    private void gather(Pending<?> first, List<Pending<?>> group) {
        long bytes = 0;
        for (Pending<?> next = first; next != null; next = queue.poll()) {
            group.add(next);
            bytes += next.bytes();
            if (group.size() >= BATCH_WRITES_MAX || bytes >= BATCH_BYTES_MAX) {
                return;
            }
        }
    }

    private void commit(List<Pending<?>> group) {
        while (!group.isEmpty()) {
            try (Batch batch = batches.get()) {
                List<Runnable> answers = apply(group, batch);
                if (answers.size() == group.size()) {
                    write(batch);
                    answers.forEach(Runnable::run);
                    return;
                }
                // One write is at fault and has left its traces in the batch: the others start again without it.
                Pending<?> faulty = group.remove(answers.size());
                faulty.answer().completeExceptionally(new IllegalStateException("The write could not be applied"));
            } catch (Store.StoreException e) {
                group.forEach(pending -> pending.answer().completeExceptionally(e));
                return;
            }
        }
    }

    private static List<Runnable> apply(List<Pending<?>> group, Batch batch) {
        var answers = new ArrayList<Runnable>(group.size());
        for (Pending<?> pending : group) {
            try {
                answers.add(pending.apply(batch));
            } catch (IllegalStateException | IllegalArgumentException | UncheckedIOException e) {
                log.atError().setCause(e).log("A write could not be applied");
                return answers;
            }
        }
        return answers;
    }

    private void write(Batch batch) {
        if (broken) {
            throw new Store.StoreException("An earlier write failed", new IllegalStateException("Restart the server"));
        }
        try {
            batch.commit();
        } catch (Store.StoreException e) {
            broken = true;
            log.atError().setCause(e).log("A write failed: no more are taken until the server is restarted");
            throw e;
        }
    }

    /** Takes no new writes and returns when the accepted ones are on disk. */
    @Override
    public void close() {
        stopping = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
