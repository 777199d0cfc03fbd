package io.ironstead.datastore.wire.v3;

import io.ironstead.datastore.Key;
import io.ironstead.datastore.TransactionId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What only this wire promises about transactions: one that was not begun as cross-group touches one group, because
 * programs test for that. The engine itself knows no groups. Safe for use by any thread.
 */
final class OpenTransactions {
    /** The words of both SDKs: Java's first, Python's in brackets. */
    private static final String SEVERAL_GROUPS =
            "cross-group transaction need to be explicitly specified, see TransactionOptions.Builder.withXG"
                    + " (cross-groups transaction need to be explicitly specified (xg=True))";

    private final int max;
    private final Duration life;
    private final InstantSource clock;
    private final Map<Long, Entry> open = new LinkedHashMap<>();

    OpenTransactions(int max, Duration life, InstantSource clock) {
        this.max = max;
        this.life = life;
        this.clock = clock;
    }

    private record Entry(boolean severalGroups, boolean readOnly, boolean closed, Set<Key> groups, Instant until) {
        Entry close() {
            return new Entry(severalGroups, readOnly, true, groups, until);
        }
    }

    synchronized void begun(TransactionId transaction, boolean severalGroups, boolean readOnly) {
        var now = clock.instant();
        // Eldest first, and all live equally long.
        var eldest = open.values().iterator();
        while (eldest.hasNext()) {
            boolean over = !now.isBefore(eldest.next().until());
            if (!over && open.size() < max) {
                break;
            }
            eldest.remove();
        }
        open.put(transaction.handle(), new Entry(severalGroups, readOnly, false, new HashSet<>(), now.plus(life)));
    }

    /** @throws Refused when {@code keys} and what was touched before are of several groups, and that was not asked for */
    synchronized void touch(TransactionId transaction, List<Key> keys) {
        var entry = open.get(transaction.handle());
        Refused.refuseIf(entry != null && entry.closed(), Refused.TRANSACTION_CLOSED);
        if (entry == null || entry.severalGroups() || entry.readOnly()) {
            return;
        }
        for (var key : keys) {
            if (entry.groups().isEmpty() || !entry.groups().contains(key.root())) {
                Refused.refuseIf(!entry.groups().isEmpty(), SEVERAL_GROUPS);
                entry.groups().add(key.root());
            }
        }
    }

    /** @throws Refused when a transaction is begun again with other options */
    synchronized void requireSameOptions(TransactionId previous, boolean severalGroups) {
        var entry = open.get(previous.handle());
        Refused.refuseIf(entry != null && entry.readOnly(), "Cannot retry a read-only transaction.");
        Refused.refuseIf(
                entry != null && entry.severalGroups() != severalGroups,
                "Transaction options should be the same as specified previous transaction.");
    }

    synchronized void ended(TransactionId transaction) {
        open.remove(transaction.handle());
    }

    /** Its commit was refused: it can only be rolled back, or be the one before another. */
    synchronized void close(TransactionId transaction) {
        open.computeIfPresent(transaction.handle(), (_, entry) -> entry.close());
    }

    synchronized boolean isClosed(TransactionId transaction) {
        var entry = open.get(transaction.handle());
        return entry != null && entry.closed();
    }
}
