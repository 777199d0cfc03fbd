package io.ironstead.datastore.node;

import io.ironstead.datastore.DatastoreException;
import io.ironstead.datastore.IndexDefinition;
import io.ironstead.datastore.Problem;
import io.ironstead.datastore.documents.Documents;
import io.ironstead.datastore.log.TabletName;
import io.ironstead.datastore.tablet.Tablet;
import io.ironstead.model.Deadline;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One database that this node leads or will lead. Closed, opening, open, and closed again: by itself when it is idle, or when
 * its tablet stopped because another node took over or a disk failed; the next call opens it again.
 */
final class LedDatabase {
    private static final Logger log = LoggerFactory.getLogger(LedDatabase.class);

    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final String MOVES = "the data moves to another machine";

    private final TabletName name;
    private final TabletOpener opener;
    private final BooleanSupplier strict;
    private final Meter meter = new Meter();
    private final Documents documents;
    private static final Duration DECLARE_MAX = Duration.ofSeconds(20);

    private final AtomicBoolean keepingHouse = new AtomicBoolean();
    private volatile Optional<Set<IndexDefinition>> declared = Optional.empty();
    private final AtomicInteger users = new AtomicInteger();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private volatile @Nullable Tablet open;
    private volatile long usedNanos = System.nanoTime();
    private volatile long checkpointedNanos = System.nanoTime();
    private @Nullable Thread opening;
    private @Nullable DatastoreException failure;
    private boolean closed;
    private volatile boolean moving;
    private volatile boolean moved;
    private final ReentrantLock handOver = new ReentrantLock();

    LedDatabase(TabletName name, TabletOpener opener, BooleanSupplier strict) {
        this.name = name;
        this.opener = opener;
        this.strict = strict;
        this.documents = opener.documents(name);
    }

    TabletName name() {
        return name;
    }

    boolean isOpen() {
        return open != null;
    }

    /** The epoch in which it is led here; 0 when it is not open. */
    long epoch() {
        Tablet tablet = open;
        return tablet == null ? 0 : Math.max(1, tablet.epoch());
    }

    long sizeBytes() {
        return ofOpen(Tablet::sizeBytes);
    }

    /** Takes what was counted since the last call. */
    SiteFigures takeFigures() {
        return meter.take(sizeBytes(), ofOpen(Tablet::logBytes));
    }

    Meter meter() {
        return meter;
    }

    private long ofOpen(ToLongFunction<Tablet> figure) {
        Tablet tablet = open;
        if (tablet == null) {
            return 0;
        }
        users.incrementAndGet();
        try {
            return open == tablet ? figure.applyAsLong(tablet) : 0;
        } finally {
            users.decrementAndGet();
        }
    }

    /** The open tablet; {@link #release()} follows. */
    Tablet acquire(Deadline deadline) {
        Tablet tablet = acquireIfOpen();
        return tablet != null ? tablet : acquireOpened(deadline);
    }

    /** The tablet if it is open now; {@link #release()} follows if so. */
    @Nullable
    Tablet acquireIfOpen() {
        users.incrementAndGet();
        Tablet tablet = open;
        if (tablet == null) {
            users.decrementAndGet();
        }
        return tablet;
    }

    void release() {
        usedNanos = System.nanoTime();
        users.decrementAndGet();
    }

    private Tablet acquireOpened(Deadline deadline) {
        lock.lock();
        try {
            while (true) {
                Tablet tablet = open;
                if (tablet != null) {
                    users.incrementAndGet();
                    return tablet;
                }
                if (closed) {
                    throw new DatastoreException(new Problem.Unavailable(moving ? MOVES : "this node is stopping"));
                }
                DatastoreException failed = failure;
                if (opening == null && failed == null) {
                    opening = Thread.ofVirtual()
                            .name("datastore " + name + " opens")
                            .start(this::openNow);
                }
                if (failed != null) {
                    failure = null;
                    throw failed;
                }
                if (changed.awaitNanos(deadline.left().toNanos()) <= 0) {
                    throw new DatastoreException(new Problem.Unavailable("this database is being opened"));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DatastoreException(new Problem.Unavailable("interrupted"));
        } finally {
            lock.unlock();
        }
    }

    private void openNow() {
        Tablet opened = null;
        DatastoreException failed = null;
        try {
            opened = opener.open(name, this::stopped);
            opened.requireIndexes(strict.getAsBoolean());
        } catch (DatastoreException refused) {
            failed = refused;
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
            failed = new DatastoreException(new Problem.Unavailable("this node is stopping"));
        } catch (RuntimeException broken) {
            log.atError().addKeyValue("database", name).setCause(broken).log("Database cannot be opened");
            failed = new DatastoreException(new Problem.Unavailable("this database cannot be opened"));
        }
        lock.lock();
        try {
            opening = null;
            failure = failed;
            if (opened != null) {
                log.atInfo().addKeyValue("database", name).log("Database opened");
                usedNanos = System.nanoTime();
                checkpointedNanos = usedNanos;
                declared = Optional.empty();
                open = opened;
                if (opened.isStopped()) {
                    stopped();
                }
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The tablet can serve no more. It is closed by another thread, as its own end here. */
    private void stopped() {
        Thread.ofVirtual().name("datastore " + name + " closes").start(() -> closeTablet(open));
    }

    /**
     * Begins what is due and not yet under way, on a thread of its own: a checkpoint, which keeps the log short and lets whoever
     * opens it next begin near its end, and the declaration of indexes.
     *
     * @param indexes what the site's versions ask for; empty while that is not known
     */
    void keepHouse(Duration checkpointEvery, Optional<Set<IndexDefinition>> indexes) {
        Tablet tablet = open;
        if (tablet == null || !keepingHouse.compareAndSet(false, true)) {
            return;
        }
        tablet.requireIndexes(strict.getAsBoolean());
        users.incrementAndGet();
        Thread.ofVirtual().name("datastore " + name + " housekeeping").start(() -> {
            try {
                if (open == tablet) {
                    declare(tablet, indexes);
                    checkpointIfDue(tablet, checkpointEvery);
                }
            } catch (RuntimeException failed) {
                // The edge of this thread; the next round tries again.
                log.atWarn().addKeyValue("database", name).setCause(failed).log("Housekeeping failed");
            } finally {
                keepingHouse.set(false);
                users.decrementAndGet();
            }
        });
    }

    private void declare(Tablet tablet, Optional<Set<IndexDefinition>> indexes) {
        if (indexes.isPresent() && !indexes.equals(declared)) {
            tablet.declareIndexes(List.copyOf(indexes.get()), Deadline.in(DECLARE_MAX));
            declared = indexes;
        }
    }

    private void checkpointIfDue(Tablet tablet, Duration every) {
        if (System.nanoTime() - checkpointedNanos < every.toNanos()) {
            return;
        }
        if (!tablet.checkpoint(documents) && !tablet.isStopped()) {
            log.atWarn().addKeyValue("database", name).log("Checkpoint put off: CouchDB takes no documents");
        }
        checkpointedNanos = System.nanoTime();
    }

    void closeIfIdle(Duration idle) {
        Tablet tablet = open;
        boolean due = tablet != null
                && users.get() == 0
                && System.nanoTime() - usedNanos >= idle.toNanos()
                && tablet.isIdle();
        if (due) {
            closeTablet(tablet);
            log.atInfo().addKeyValue("database", name).log("Idle database closed");
        }
    }

    private void closeTablet(@Nullable Tablet tablet) {
        lock.lock();
        try {
            if (tablet == null || open != tablet) {
                return;
            }
            open = null;
            // Whoever came before that moment is inside; commits that wait for the log are failed, the rest is quick.
            tablet.stop();
            while (users.get() > 0) {
                changed.await(1, TimeUnit.MILLISECONDS);
            }
            tablet.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            tablet.close();
        } finally {
            lock.unlock();
        }
    }

    /** @throws DatastoreException when it is being handed over: a transaction that begins now would not live long enough */
    void requireStays() {
        if (moving) {
            throw new DatastoreException(new Problem.Unavailable(MOVES));
        }
    }

    /** Whether it was handed over, and may be opened anew. */
    boolean hasMoved() {
        return moved;
    }

    /**
     * Closes the database so that no call fails because of it: open transactions and calls under way end first, whatever comes
     * then is refused with nothing done, and the next leader finds a short log.
     *
     * @param transactionsMax open transactions may take to end; what is open then begins again at the next leader
     * @param callsMax calls under way may take to end; commits that are not told by then are told as unknown
     */
    void handOver(Duration transactionsMax, Duration callsMax) {
        handOver.lock();
        try {
            if (moving) {
                return;
            }
            moving = true;
            Tablet tablet = open;
            if (tablet != null) {
                checkpointToHandOver(tablet);
                awaitZero(tablet::openTransactions, transactionsMax);
            }
            closeGently(callsMax);
            moved = true;
            log.atInfo().addKeyValue("database", name).log("Database handed over");
        } finally {
            handOver.unlock();
        }
    }

    private void checkpointToHandOver(Tablet tablet) {
        if (!keepingHouse.compareAndSet(false, true)) {
            // One is under way.
            return;
        }
        users.incrementAndGet();
        try {
            if (open == tablet) {
                tablet.checkpoint(documents);
            }
        } catch (RuntimeException failed) {
            // It only makes the next leader's way shorter.
            log.atWarn().addKeyValue("database", name).setCause(failed).log("No checkpoint before the hand-over");
        } finally {
            users.decrementAndGet();
            keepingHouse.set(false);
        }
    }

    private static void awaitZero(IntSupplier count, Duration max) {
        var left = Deadline.in(max);
        while (count.getAsInt() > 0 && !left.isOver()) {
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    private void closeGently(Duration callsMax) {
        shut();
        Tablet tablet;
        lock.lock();
        try {
            tablet = open;
            open = null;
        } finally {
            lock.unlock();
        }
        if (tablet != null) {
            awaitZero(users::get, callsMax);
            tablet.stop();
            // What waited for the log has failed now; rows must stay for whoever still reads.
            while (users.get() > 0) {
                LockSupport.parkNanos(LOOK_NANOS);
            }
            tablet.close();
        }
    }

    /** Nothing is opened from now on, and nothing is being opened. */
    private void shut() {
        Thread opens;
        lock.lock();
        try {
            closed = true;
            opens = opening;
        } finally {
            lock.unlock();
        }
        if (opens != null) {
            opens.interrupt();
            try {
                opens.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    void close() {
        // A hand-over that is under way ends soon, and closes it.
        handOver.lock();
        try {
            shut();
            closeTablet(open);
        } finally {
            handOver.unlock();
        }
    }
}
