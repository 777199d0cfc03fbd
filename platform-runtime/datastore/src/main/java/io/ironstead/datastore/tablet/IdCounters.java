package io.ironstead.datastore.tablet;

import io.ironstead.datastore.DatastoreException;
import io.ironstead.datastore.IdPolicy;
import io.ironstead.datastore.IdRange;
import io.ironstead.datastore.Problem;
import io.ironstead.datastore.store.RowStore;
import io.ironstead.datastore.store.Rows;
import io.ironstead.model.Deadline;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongPredicate;

/**
 * Ids that nobody has. Blocks of them are taken through the log before any is given, so a crash leaves gaps and never gives an
 * id twice. Sequential ids are {@code (0, 2^52)}; scattered ones are {@code 2^52} and up, from a counter with its bits reversed.
 */
final class IdCounters {
    private static final long BLOCK = 1_000;
    private static final long SEQUENTIAL_END = 1L << 52;
    private static final long SCATTERED_COUNTERS_END = 1L << 51;
    private static final int SCATTER_SHIFT = 13;

    /** A reserved id so far ahead is kept by itself: moving the counter there would waste what lies between. */
    private static final long JUMP_MAX = 1_000_000;

    /** Makes a commit durable. */
    interface Submitter {
        void submit(Map<String, Long> counters, List<Long> reserved, Deadline deadline);
    }

    private static final class Counter {
        final String name;
        final long end;
        long next;
        long taken;

        Counter(String name, long end, RowStore store) {
            this.name = name;
            this.end = end;
            byte[] row = store.get(PlainRows.counter(name));
            this.next = row == null ? 1 : VersionedRows.version(row);
            this.taken = next;
        }
    }

    private final RowStore store;
    private final Submitter submitter;
    private final Counter sequential;
    private final Counter scattered;
    private final ReentrantLock lock = new ReentrantLock();

    IdCounters(RowStore store, Submitter submitter) {
        this.store = store;
        this.submitter = submitter;
        this.sequential = new Counter("sequential", SEQUENTIAL_END, store);
        this.scattered = new Counter("scattered", SCATTERED_COUNTERS_END, store);
    }

    private void lock(Deadline deadline) {
        try {
            if (!lock.tryLock(deadline.left().toNanos(), TimeUnit.NANOSECONDS)) {
                throw new DatastoreException(new Problem.DeadlineExceeded());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DatastoreException(new Problem.DeadlineExceeded());
        }
    }

    static long scatter(long counter) {
        return SEQUENTIAL_END + Long.reverse(counter << SCATTER_SHIFT);
    }

    /** @param isFree asked of each id before it is given */
    long allocate(IdPolicy policy, LongPredicate isFree, Deadline deadline) {
        lock(deadline);
        try {
            Counter counter = policy == IdPolicy.SCATTERED ? scattered : sequential;
            while (true) {
                take(counter, counter.next + 1, deadline);
                long number = counter.next++;
                long id = policy == IdPolicy.SCATTERED ? scatter(number) : number;
                if (store.get(PlainRows.reserved(id)) == null && isFree.test(id)) {
                    return id;
                }
            }
        } finally {
            lock.unlock();
        }
    }

    IdRange allocateRange(long size, Deadline deadline) {
        lock(deadline);
        try {
            long first = sequential.next;
            for (long taken = lastReserved(first, first + size); taken > 0; taken = lastReserved(first, first + size)) {
                first = taken + 1;
            }
            take(sequential, first + size, deadline);
            sequential.next = first + size;
            return new IdRange(first, first + size - 1);
        } finally {
            lock.unlock();
        }
    }

    /** The greatest reserved id in the range; 0 when there is none. */
    private long lastReserved(long from, long to) {
        try (Rows rows = store.scan(PlainRows.reserved(from), PlainRows.reserved(to), true)) {
            return rows.next() ? PlainRows.reservedId(rows.key()) : 0;
        }
    }

    IdRange allocateUpTo(long max, Deadline deadline) {
        lock(deadline);
        try {
            long first = sequential.next;
            if (max >= first) {
                take(sequential, max + 1, deadline);
                sequential.next = max + 1;
            }
            return new IdRange(first, Math.max(max, first - 1));
        } finally {
            lock.unlock();
        }
    }

    void reserve(List<Long> ids, Deadline deadline) {
        lock(deadline);
        try {
            long next = sequential.next;
            for (long id : ids.stream().sorted().toList()) {
                if (id >= next && id < SEQUENTIAL_END && id - next < JUMP_MAX) {
                    next = id + 1;
                }
            }
            long moved = next;
            var apart = ids.stream()
                    .filter(id -> id >= moved && store.get(PlainRows.reserved(id)) == null)
                    .distinct()
                    .toList();
            if (!apart.isEmpty()) {
                submitter.submit(Map.of(), apart, deadline);
            }
            if (moved > sequential.next) {
                take(sequential, moved, deadline);
                sequential.next = moved;
            }
        } finally {
            lock.unlock();
        }
    }

    /** Makes sure that the numbers before {@code until} are this process's. */
    private void take(Counter counter, long until, Deadline deadline) {
        if (until > counter.end) {
            throw new DatastoreException(new Problem.Exhausted("ids"));
        }
        if (until > counter.taken) {
            long taken = Math.min(counter.end, Math.max(until, counter.taken + BLOCK));
            submitter.submit(Map.of(counter.name, taken), List.of(), deadline);
            counter.taken = taken;
        }
    }
}
