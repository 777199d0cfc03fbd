package io.ironstead.datastore.tablet;

import io.ironstead.datastore.DatastoreException;
import io.ironstead.datastore.Problem;
import io.ironstead.model.Deadline;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of commits into the log and from there into the rows, in the order in which they were let through. As many as wait
 * when the log takes another entry share it. One thread sends, another waits for the log's answers and applies.
 */
final class Pipeline implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Pipeline.class);
    private static final int WAITING_MAX = 10_000;
    private static final long WAITING_BYTES_MAX = 64 << 20;
    private static final long GROUP_BYTES = 1 << 20;
    private static final int GROUPS_UNAPPLIED_MAX = 16;
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Problem STOPPED =
            new Problem.Unavailable("this database is closing here, or led by another node");

    /** Told of each entry that the log has; makes it visible. */
    interface Settled {
        void apply(long lsn, List<PendingCommit> group);
    }

    /** What became of a group; without a position nobody knows. */
    private record Answered(List<PendingCommit> group, OptionalLong lsn) {}

    private final CommitLog commitLog;
    private final LogBytes bytes;
    private final Settled settled;
    private final Runnable onStop;
    private final Semaphore unapplied = new Semaphore(GROUPS_UNAPPLIED_MAX);
    private final BlockingQueue<Answered> answered = new LinkedBlockingQueue<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private final Deque<PendingCommit> waiting = new ArrayDeque<>();
    private final List<Thread> threads = new ArrayList<>();
    private long waitingBytes;
    private int unanswered;
    private boolean stopped;

    /** @param onStop told once when nothing more can be committed here */
    Pipeline(CommitLog commitLog, LogBytes bytes, Settled settled, Runnable onStop) {
        this.commitLog = commitLog;
        this.bytes = bytes;
        this.settled = settled;
        this.onStop = onStop;
    }

    void start(String name) {
        threads.add(Thread.ofVirtual().name(name + " log").unstarted(this::send));
        threads.add(Thread.ofVirtual().name(name + " apply").unstarted(this::settle));
        threads.forEach(Thread::start);
    }

    /** Nothing was done when this throws. */
    void submit(PendingCommit commit) {
        lock.lock();
        try {
            if (stopped) {
                throw new DatastoreException(STOPPED);
            }
            if (waiting.size() >= WAITING_MAX || waitingBytes > WAITING_BYTES_MAX) {
                throw new DatastoreException(new Problem.Exhausted("commits waiting for the log"));
            }
            waiting.addLast(commit);
            waitingBytes += commit.commit.size();
            arrived.signal();
        } finally {
            lock.unlock();
        }
    }

    private void send() {
        try {
            while (true) {
                // First a place in the log, then the group: whoever comes meanwhile shares the entry.
                unapplied.acquire();
                while (!commitLog.awaitRoom(LOOK) && !isStopped()) {
                    log.atWarn().log("The commit log takes no entries; commits wait");
                }
                List<PendingCommit> group = takeGroup();
                if (group.isEmpty()) {
                    return;
                }
                append(group);
            }
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException broken) {
            log.atError().setCause(broken).log("The commit log cannot be written; the database stops");
        }
        stop();
    }

    private List<PendingCommit> takeGroup() throws InterruptedException {
        lock.lock();
        try {
            while (!isWorthASlot() && !stopped) {
                arrived.await();
            }
            var group = new ArrayList<PendingCommit>();
            long size = 0;
            while (!waiting.isEmpty() && size < GROUP_BYTES) {
                PendingCommit next = waiting.removeFirst();
                size += next.commit.size();
                group.add(next);
            }
            waitingBytes -= size;
            unanswered += group.size();
            return group;
        } finally {
            lock.unlock();
        }
    }

    /**
     * A slot costs the same whatever is in it: while others are on their way, the next waits until as many commits would share it
     * as have not been answered yet. So nobody waits for company when little is going on.
     */
    private boolean isWorthASlot() {
        return !waiting.isEmpty() && (waiting.size() >= unanswered || waitingBytes >= GROUP_BYTES);
    }

    private void answered(List<PendingCommit> group, OptionalLong lsn) {
        answered.add(new Answered(group, lsn));
        lock.lock();
        try {
            unanswered -= group.size();
            arrived.signal();
        } finally {
            lock.unlock();
        }
    }

    private void append(List<PendingCommit> group) {
        byte[] entry =
                bytes.encode(group.stream().map(pending -> pending.commit).toList());
        commitLog.append(entry, new CommitLog.Outcome() {
            @Override
            public void durable(long lsn) {
                answered(group, OptionalLong.of(lsn));
            }

            @Override
            public void unknown() {
                answered(group, OptionalLong.empty());
            }
        });
    }

    private void settle() {
        List<PendingCommit> group = List.of();
        try {
            while (true) {
                Answered next = answered.take();
                group = next.group;
                if (next.lsn.isEmpty()) {
                    log.atWarn().log("The log is led by another process, or closed; commits on their way are unknown");
                    break;
                }
                settled.apply(next.lsn.getAsLong(), group);
                group = List.of();
                unapplied.release();
            }
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException broken) {
            log.atError().setCause(broken).log("Commits cannot be applied; the database stops");
        }
        group.forEach(pending -> pending.failed(new Problem.OutcomeUnknown()));
        stop();
    }

    /** Those not sent were not done; of those sent nobody knows. */
    private void stop() {
        var unsent = new ArrayList<PendingCommit>();
        boolean first;
        lock.lock();
        try {
            first = !stopped;
            stopped = true;
            unsent.addAll(waiting);
            waiting.clear();
            arrived.signalAll();
        } finally {
            lock.unlock();
        }
        unsent.forEach(pending -> pending.failed(STOPPED));
        if (first) {
            // Whatever is still with the log comes back as unknown.
            commitLog.close();
            threads.forEach(Thread::interrupt);
            onStop.run();
        }
        for (Answered next = answered.poll(); next != null; next = answered.poll()) {
            next.group.forEach(pending -> pending.failed(new Problem.OutcomeUnknown()));
        }
    }

    /** Waits until what is applied is certainly the latest state, or was since this call. */
    void awaitLease(Deadline deadline) {
        try {
            if (!commitLog.awaitLease(deadline.left())) {
                throw new DatastoreException(STOPPED);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DatastoreException(STOPPED);
        }
    }

    /** Whether what is applied is certainly the latest state now. */
    boolean holdsLease() {
        try {
            return commitLog.awaitLease(Duration.ZERO);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    boolean isStopped() {
        lock.lock();
        try {
            return stopped;
        } finally {
            lock.unlock();
        }
    }

    /** Commits that have no answer yet are failed. Returns when neither thread runs any more. */
    @Override
    public void close() {
        stop();
        boolean interrupted = false;
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        // What came while the threads ended.
        stop();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
