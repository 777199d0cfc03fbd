package io.ironstead.datastore.tablet;

import io.ironstead.datastore.DatastoreException;
import io.ironstead.datastore.Problem;
import io.ironstead.datastore.TransactionId;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * The open transactions. They end by commit or rollback, 60 s after their last use, or 300 s after their begin.
 *
 * <p>They are memory of the leader and end with it. A handle tells when its transaction began, so that one which is not known here
 * but could still be open is one of a former leader: its program is told to begin again, as after contention.
 */
final class Transactions {
    static final int OPEN_MAX = 10_000;
    private static final int ENDED_KEPT = 10_000;
    private static final long IDLE_MICROS = Duration.ofSeconds(60).toNanos() / 1_000;
    private static final long LIFE_MICROS = Duration.ofSeconds(300).toNanos() / 1_000;
    private static final long SECOND_MICROS = 1_000_000;

    private final InstantSource clock;
    private final RandomGenerator random = new SecureRandom();
    /** By age: the first began first. */
    private final Map<TransactionId, OpenTransaction> open = new LinkedHashMap<>();

    private final Map<TransactionId, Boolean> ended = new LinkedHashMap<>();

    /** Commits under way still need what was committed since they began. */
    private final Map<TransactionId, OpenTransaction> ending = new LinkedHashMap<>();

    Transactions(InstantSource clock) {
        this.clock = clock;
    }

    /** Where a new transaction's snapshot comes from, asked while it is already counted. */
    interface SnapshotSource {
        long version();
    }

    synchronized OpenTransaction begin(boolean readOnly, SnapshotSource source) {
        expire();
        if (open.size() >= OPEN_MAX) {
            throw new DatastoreException(new Problem.Exhausted("open transactions"));
        }
        var id = newId();
        var transaction = new OpenTransaction(id, readOnly, source.version(), nowMicros());
        open.put(id, transaction);
        return transaction;
    }

    /** The second of its begin, and 32 bits that nobody can guess. */
    private TransactionId newId() {
        while (true) {
            var id = new TransactionId(
                    nowMicros() / SECOND_MICROS << Integer.SIZE | Integer.toUnsignedLong(random.nextInt()));
            if (!open.containsKey(id) && !ending.containsKey(id) && !ended.containsKey(id)) {
                return id;
            }
        }
    }

    /** Whether a former leader may have begun it, and not long ago. The clocks of two machines may differ by as much. */
    synchronized boolean isOfFormerLeader(TransactionId id) {
        if (open.containsKey(id) || ending.containsKey(id) || ended.containsKey(id)) {
            return false;
        }
        long age = nowMicros() - (id.handle() >>> Integer.SIZE) * SECOND_MICROS;
        return Math.abs(age) <= LIFE_MICROS;
    }

    private long nowMicros() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
    }

    private void expire() {
        long now = nowMicros();
        open.values().removeIf(transaction -> {
            boolean over = transaction.isOver(now, IDLE_MICROS, LIFE_MICROS);
            if (over) {
                remember(transaction.id());
            }
            return over;
        });
    }

    private void remember(TransactionId id) {
        ended.put(id, true);
        if (ended.size() > ENDED_KEPT) {
            ended.remove(ended.keySet().iterator().next());
        }
    }

    /** An open transaction, which is used now. */
    synchronized OpenTransaction use(TransactionId id) {
        expire();
        OpenTransaction transaction = open.get(id);
        if (transaction == null) {
            if (isOfFormerLeader(id)) {
                throw new DatastoreException(new Problem.Contention());
            }
            throw new DatastoreException(new Problem.NoTransaction(ended.containsKey(id)));
        }
        transaction.use(nowMicros());
        return transaction;
    }

    /** Ends a transaction for its user; {@link #finish} follows. */
    synchronized OpenTransaction end(TransactionId id) {
        OpenTransaction transaction = use(id);
        open.remove(id);
        remember(id);
        ending.put(id, transaction);
        return transaction;
    }

    synchronized void finish(OpenTransaction transaction) {
        ending.remove(transaction.id());
    }

    /** The oldest version that an open transaction sees; {@code otherwise} when there is none. */
    synchronized long oldest(long otherwise) {
        expire();
        long oldest = otherwise;
        for (OpenTransaction transaction : open.values()) {
            oldest = Math.min(oldest, transaction.snapshot());
        }
        for (OpenTransaction transaction : ending.values()) {
            oldest = Math.min(oldest, transaction.snapshot());
        }
        return oldest;
    }

    synchronized int count() {
        expire();
        return open.size();
    }
}
