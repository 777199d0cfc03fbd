package io.ironstead.cluster.memory;

import io.ironstead.model.Deadline;
import io.ironstead.model.SiteName;
import java.util.List;
import java.util.Optional;

/**
 * A bounded memory of items for each site. Each item has one owner in the pool, which takes operations on it one after
 * the other; items of one call may belong to several owners, so a call of several items is not one step. What is kept may
 * be lost at any time (room, restarts, machines), but is never older than the last change that was answered.
 *
 * <p>Answers are in the order of what was asked. Every method throws {@link MemoryUnavailableException} when there is no
 * answer by the deadline; whether a change happened is not known then. Safe for use by any thread.
 */
public interface MemcacheStorage {

    List<Optional<CachedItem>> get(SiteName site, List<ItemKey> keys, Deadline deadline);

    /** The same without being a use: nothing lives longer for it. Shows locks that deleted items left, too. */
    List<Optional<CachedItem>> peek(SiteName site, List<ItemKey> keys, Deadline deadline);

    List<StoreStatus> store(SiteName site, List<StoreItem> items, Deadline deadline);

    List<DeleteStatus> delete(SiteName site, List<DeleteItem> items, Deadline deadline);

    List<IncrementResult> increment(SiteName site, List<IncrementItem> items, Deadline deadline);

    /** Forgets everything of the site. */
    void flush(SiteName site, Deadline deadline);

    MemcacheStats stats(SiteName site, Deadline deadline);

    /**
     * What is kept under a key.
     *
     * @param flags the program's own, not looked at
     * @param casId changes with every change of the item, and comes never again
     * @param expiresAt seconds since 1970; 0: never
     * @param usedAt seconds since 1970
     * @param locked true: deleted, and locked until {@code expiresAt}; the value is empty
     */
    record CachedItem(byte[] value, int flags, long casId, long expiresAt, long usedAt, boolean locked) {}

    /** When an item is stored. */
    enum Policy {
        SET,
        /** Only when there is none, and none was deleted with a lock that still holds. */
        ADD,
        /** Only when there is one. */
        REPLACE,
        /** Only when it is still the one with this {@link StoreItem#casId}. */
        CAS
    }

    /** @param expiresAt seconds since 1970; 0: never */
    record StoreItem(ItemKey key, byte[] value, int flags, Policy policy, long casId, long expiresAt) {}

    /** How a store ended. */
    enum StoreStatus {
        STORED,
        NOT_STORED,
        /** For {@link Policy#CAS}: there is another item than the one that was read. */
        EXISTS,
        /** Larger than this memory keeps; what was there before is gone. */
        TOO_LARGE
    }

    /** @param lockSeconds for so long {@link Policy#ADD}, REPLACE and CAS fail; 0: no lock */
    record DeleteItem(ItemKey key, int lockSeconds) {}

    /** How a delete ended. */
    enum DeleteStatus {
        DELETED,
        NOT_FOUND
    }

    /**
     * @param delta added without sign; a sum beyond 2^64 begins again at 0
     * @param subtract true: it is taken away, down to 0
     * @param initial the value, without sign, that {@code delta} is applied to when there is no item; empty: none is made
     * @param initialFlags of an item that is made
     */
    record IncrementItem(ItemKey key, long delta, boolean subtract, Optional<Long> initial, int initialFlags) {}

    /** How an increment ended. */
    sealed interface IncrementResult {

        /** @param value without sign */
        record Changed(long value) implements IncrementResult {}

        /** There is no item, and no initial value was given. */
        record NotFound() implements IncrementResult {}

        /** The item is no number in decimal from 0 to 2^64 - 1. */
        record NoNumber() implements IncrementResult {}
    }

    /**
     * What a site has now.
     *
     * @param byteHits bytes of all values that were found
     * @param oldestSeconds since the item that was longest not used was; 0 when there is none
     */
    record MemcacheStats(long hits, long misses, long byteHits, long items, long bytes, long oldestSeconds) {
        public static final MemcacheStats NONE = new MemcacheStats(0, 0, 0, 0, 0, 0);

        MemcacheStats plus(MemcacheStats other) {
            return new MemcacheStats(
                    hits + other.hits,
                    misses + other.misses,
                    byteHits + other.byteHits,
                    items + other.items,
                    bytes + other.bytes,
                    Math.max(oldestSeconds, other.oldestSeconds));
        }
    }
}
