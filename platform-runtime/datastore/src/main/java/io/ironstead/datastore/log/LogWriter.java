package io.ironstead.datastore.log;

import io.ironstead.model.Latencies;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The leader's pen: writes entries into its epoch's slots, some at a time, and says of each in order when it is durable
 * (SEAL.md S1 to S4). It stops for ever at the first sign that somebody took over.
 */
public final class LogWriter implements AutoCloseable {
    private static final int GONE_ATTEMPTS = 3;
    private static final Logger log = LoggerFactory.getLogger(LogWriter.class);

    private final SlotStore store;
    private final LogSettings settings;
    private final Challenge.Won epoch;
    private final Pause pause;
    private final ThreadFactory threads;
    private final LongSupplier nanos;
    private final Lease lease;
    private final Runnable deposed;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Part> waiting = new ArrayDeque<>();
    private final TreeMap<Long, Offered> offered = new TreeMap<>();
    private final Set<Long> won = new HashSet<>();
    private final Set<Thread> settling = new HashSet<>();
    private long acknowledged;
    private long lastOffered;
    private long acknowledgedBytes;
    private final long[] latencies = new long[Latencies.BUCKETS];
    private volatile boolean serving = true;

    /** Hears what became of an entry, in the order of the entries; must be quick, and must not call the writer. */
    public interface Outcome {
        /** A quorum has it and everything before it on disk. */
        void durable(long lsn);

        /** This writer has stopped: the entry may or may not be part of the log. */
        void unknown();
    }

    private record Part(SlotContent.Entry content, Outcome outcome) {}

    private record Offered(Part part, long since) {}

    /** Of a heartbeat. */
    private enum Nobody implements Outcome {
        NOBODY;

        @Override
        public void durable(long lsn) {}

        @Override
        public void unknown() {}
    }

    /**
     * @param nanos a clock that only grows
     * @param deposed runs once, when the writer stops by itself
     */
    LogWriter(
            SlotStore store,
            LogSettings settings,
            Challenge.Won epoch,
            Pause pause,
            ThreadFactory threads,
            LongSupplier nanos,
            Lease lease,
            Runnable deposed) {
        this.store = store;
        this.settings = settings;
        this.epoch = epoch;
        this.pause = pause;
        this.threads = threads;
        this.nanos = nanos;
        this.lease = lease;
        this.deposed = deposed;
    }

    /** Adds an entry of 1 byte or more. After the writer has stopped its outcome is unknown at once. */
    public void append(byte[] entry, Outcome outcome) {
        if (entry.length == 0) {
            throw new IllegalArgumentException("An entry has at least one byte");
        }
        lock.lock();
        try {
            if (!serving) {
                outcome.unknown();
                return;
            }
            for (int from = 0; from < entry.length; from += settings.partBytesMax()) {
                int to = Math.min(entry.length, from + settings.partBytesMax());
                byte[] bytes = from == 0 && to == entry.length ? entry : Arrays.copyOfRange(entry, from, to);
                waiting.add(new Part(new SlotContent.Entry(epoch.nonce(), to < entry.length, bytes), outcome));
            }
            pump();
        } finally {
            lock.unlock();
        }
    }

    /** Whether an entry appended now is offered now. */
    public boolean hasRoom() {
        lock.lock();
        try {
            return serving && roomNow();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until there is room, or the writer has stopped. @return false when neither came in time */
    public boolean awaitRoom(Duration wait) throws InterruptedException {
        lock.lock();
        try {
            long left = wait.toNanos();
            while (serving && !roomNow()) {
                if (left <= 0) {
                    return false;
                }
                left = changed.awaitNanos(left);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    private boolean roomNow() {
        return waiting.isEmpty() && lastOffered < acknowledged + settings.pipelineDepth();
    }

    /** Waits until every entry so far has its outcome. @return false when that took too long */
    public boolean drain(Duration wait) throws InterruptedException {
        lock.lock();
        try {
            long left = wait.toNanos();
            while (serving && !(waiting.isEmpty() && offered.isEmpty())) {
                if (left <= 0) {
                    return false;
                }
                left = changed.awaitNanos(left);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    public boolean serves() {
        return serving;
    }

    /** Writes an entry of no bytes, which nobody reads, when nothing else is on its way that renews the lease. */
    void beat() {
        lock.lock();
        try {
            if (serving && waiting.isEmpty() && offered.isEmpty()) {
                waiting.add(new Part(new SlotContent.Entry(epoch.nonce(), false, new byte[0]), Nobody.NOBODY));
                pump();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Waits until something is acknowledged or the writer stops, or for that long. */
    void awaitChange(Duration wait) throws InterruptedException {
        lock.lock();
        try {
            changed.awaitNanos(wait.toNanos());
        } finally {
            lock.unlock();
        }
    }

    /** Stops, if nothing is on its way. @return false when something is, and it goes on */
    boolean retire() {
        lock.lock();
        try {
            if (serving && !(waiting.isEmpty() && offered.isEmpty())) {
                return false;
            }
            serving = false;
            changed.signalAll();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** The position after the last acknowledged slot. */
    long nextLsn() {
        lock.lock();
        try {
            return epoch.history().nextLsn() + acknowledged;
        } finally {
            lock.unlock();
        }
    }

    LogStatistics statistics() {
        lock.lock();
        try {
            return new LogStatistics(
                    epoch.epoch(), offered.size(), acknowledged, acknowledgedBytes, Latencies.of(latencies));
        } finally {
            lock.unlock();
        }
    }

    /** S1: a slot is offered only when all but the last few before it are won. */
    private void pump() {
        while (!waiting.isEmpty() && lastOffered < acknowledged + settings.pipelineDepth()) {
            long slot = ++lastOffered;
            Part part = waiting.remove();
            offered.put(slot, new Offered(part, nanos.getAsLong()));
            Thread thread = threads.newThread(() -> settle(slot, part.content()));
            settling.add(thread);
            thread.start();
        }
    }

    private void settle(long slot, SlotContent content) {
        try {
            if (wins(new SlotId.Entry(epoch.epoch(), slot), content)) {
                won(slot);
            } else if (serves()) {
                stop(true);
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException broken) {
            // The edge of this thread: without it the slot would stay open, and the leader would never know.
            log.atError()
                    .addKeyValue("epoch", epoch.epoch())
                    .setCause(broken)
                    .log("A slot cannot be written; the leader stops");
            stop(true);
        } finally {
            leave();
        }
    }

    /** S3: the same bytes again, until the slot is certainly won or lost. False as well when the writer was stopped meanwhile. */
    private boolean wins(SlotId slot, SlotContent content) throws InterruptedException {
        for (int attempt = 1; serves(); attempt++) {
            if (store.create(slot, content)) {
                return true;
            }
            var state = SlotState.of(store, slot);
            // S4, before anything else: whoever sealed a slot of ours goes on from there.
            if (state.sealSeen() || state.excludes(content)) {
                return false;
            }
            if (state.won(content)) {
                return true;
            }
            // A log that is gone was followed by another, and dropped. One just made is news to a server for a moment.
            if (attempt > GONE_ATTEMPTS && store.isLogGone(slot.epoch())) {
                return false;
            }
            pause.before(attempt);
        }
        return false;
    }

    private void leave() {
        lock.lock();
        try {
            settling.remove(Thread.currentThread());
        } finally {
            lock.unlock();
        }
    }

    /** S2: an entry is told only when everything before it is won. */
    private void won(long slot) {
        lock.lock();
        try {
            if (!serving) {
                return;
            }
            won.add(slot);
            while (won.remove(acknowledged + 1)) {
                acknowledged++;
                acknowledge(offered.remove(acknowledged));
            }
            pump();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void acknowledge(Offered slot) {
        lease.renew(slot.since());
        latencies[Latencies.bucketOf(nanos.getAsLong() - slot.since())]++;
        var content = slot.part().content();
        acknowledgedBytes += content.bytes().length;
        if (!content.more()) {
            slot.part().outcome().durable(epoch.history().nextLsn() + acknowledged - 1);
        }
    }

    private void stop(boolean byItself) {
        lock.lock();
        try {
            if (!serving) {
                return;
            }
            serving = false;
            unknown(offered.values().stream().map(Offered::part).toList());
            unknown(waiting);
            offered.clear();
            waiting.clear();
            List<Thread> others = new ArrayList<>(settling);
            others.remove(Thread.currentThread());
            others.forEach(Thread::interrupt);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        if (byItself) {
            deposed.run();
        }
    }

    private static void unknown(Collection<Part> parts) {
        parts.stream()
                .filter(part -> !part.content().more())
                .forEach(part -> part.outcome().unknown());
    }

    /** Stops at once. Entries without an outcome are unknown. */
    @Override
    public void close() {
        stop(false);
    }
}
