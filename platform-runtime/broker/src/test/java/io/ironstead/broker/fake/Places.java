package io.ironstead.broker.fake;

import io.ironstead.model.Dialer;
import io.ironstead.model.InstanceId;
import io.ironstead.model.InstanceSource;
import io.ironstead.model.Lease;
import io.ironstead.model.NoInstanceException;
import io.ironstead.model.VersionKey;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** Gives out leases, and keeps account of them: what was given must come back, once. */
public class Places implements InstanceSource {
    private final ArrayDeque<Integer> ports = new ArrayDeque<>();
    private volatile boolean asleep;
    private volatile Function<VersionKey, NoInstanceException.Reason> refusal = version -> null;
    private final BlockingQueue<CompletableFuture<Lease>> waiting = new LinkedBlockingQueue<>();
    private final List<VersionKey> asked = new CopyOnWriteArrayList<>();
    private final AtomicInteger given = new AtomicInteger();
    private final AtomicInteger closed = new AtomicInteger();
    private final AtomicInteger closedTwice = new AtomicInteger();
    private final AtomicInteger unreachable = new AtomicInteger();

    /** Instances in turn; the last one is the one that stays. */
    public Places(Integer... ports) {
        this.ports.addAll(List.of(ports));
    }

    /** From now on requests wait until {@link #wake}. */
    public Places asleep() {
        asleep = true;
        return this;
    }

    /** From now on nobody gets a place. */
    public Places refuses(NoInstanceException.Reason reason) {
        refusal = version -> reason;
        return this;
    }

    @Override
    public CompletableFuture<Lease> lease(VersionKey version, Duration waitMax) {
        asked.add(version);
        var reason = refusal.apply(version);
        if (reason != null) {
            return CompletableFuture.failedFuture(new NoInstanceException(reason, "secret reason for the owner"));
        }
        switch (mood()) {
            case LATE -> {
                var late = new CompletableFuture<Lease>();
                // Another thread, at about the time at which the broker does something else.
                CompletableFuture.delayedExecutor(5, TimeUnit.MILLISECONDS).execute(() -> {
                    if (!late.complete(next(true))) {
                        undo();
                    }
                });
                return late;
            }
            case NEVER -> {
                return new CompletableFuture<>();
            }
            case REFUSED -> {
                return CompletableFuture.failedFuture(
                        new NoInstanceException(NoInstanceException.Reason.OVERLOADED, "secret"));
            }
            case DEAD -> {
                given.incrementAndGet();
                return CompletableFuture.completedFuture(new Place(1, false));
            }
            case NOW -> {}
        }
        if (asleep) {
            var future = new CompletableFuture<Lease>();
            waiting.add(future);
            return future;
        }
        return CompletableFuture.completedFuture(next(false));
    }

    /** How it feels about one request. */
    protected enum Mood {
        NOW,
        LATE,
        NEVER,
        REFUSED,
        /** A place at an instance that is gone. */
        DEAD
    }

    protected Mood mood() {
        return Mood.NOW;
    }

    /** Gives the request that has waited longest its place; false: it does not want it any more. */
    public boolean wake() throws InterruptedException {
        return nextWaiting().complete(next(true)) || undo();
    }

    private boolean undo() {
        // The lease never left this house.
        given.decrementAndGet();
        return false;
    }

    /** The request that has waited longest. */
    public CompletableFuture<Lease> nextWaiting() throws InterruptedException {
        var future = waiting.poll(2, TimeUnit.MINUTES);
        if (future == null) {
            throw new AssertionError("Nobody asked for a place");
        }
        return future;
    }

    private synchronized Lease next(boolean cold) {
        int port = ports.size() > 1 ? ports.removeFirst() : ports.getFirst();
        given.incrementAndGet();
        return new Place(port, cold);
    }

    public List<VersionKey> asked() {
        return asked;
    }

    public int given() {
        return given.get();
    }

    public int open() {
        return given.get() - closed.get();
    }

    /** Waits until every lease has come back: a loop may still be at it when its visitor has his answer. */
    public synchronized void awaitAllBack() throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
        while (open() != 0) {
            long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            if (left <= 0) {
                throw new AssertionError(open() + " leases were not closed");
            }
            wait(left);
        }
    }

    private synchronized void cameBack() {
        closed.incrementAndGet();
        notifyAll();
    }

    public int closedTwice() {
        return closedTwice.get();
    }

    public int unreachable() {
        return unreachable.get();
    }

    private final class Place implements Lease {
        private final int port;
        private final boolean cold;
        private final AtomicInteger closes = new AtomicInteger();

        Place(int port, boolean cold) {
            this.port = port;
            this.cold = cold;
        }

        @Override
        public InstanceId instance() {
            return new InstanceId("instance-" + port);
        }

        @Override
        public Dialer dialer() {
            return Dialer.loopback(port);
        }

        @Override
        public boolean cold() {
            return cold;
        }

        @Override
        public void unreachable() {
            unreachable.incrementAndGet();
        }

        @Override
        public void close() {
            if (closes.incrementAndGet() == 1) {
                cameBack();
            } else {
                closedTwice.incrementAndGet();
            }
        }
    }
}
