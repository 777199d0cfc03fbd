package io.ironstead.cluster.memory;

import io.ironstead.cluster.memory.MemcacheStorage.CachedItem;
import io.ironstead.cluster.memory.MemcacheStorage.DeleteItem;
import io.ironstead.cluster.memory.MemcacheStorage.DeleteStatus;
import io.ironstead.cluster.memory.MemcacheStorage.IncrementItem;
import io.ironstead.cluster.memory.MemcacheStorage.IncrementResult;
import io.ironstead.cluster.memory.MemcacheStorage.MemcacheStats;
import io.ironstead.cluster.memory.MemcacheStorage.StoreItem;
import io.ironstead.cluster.memory.MemcacheStorage.StoreStatus;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Optional;

/**
 * A part of one site's items, the least recently used first. The rules are memcached's, as Google's own stand-ins for it
 * keep them. Used by one thread at a time; seconds since 1970 come from the caller.
 */
final class Segment {
    /** What an item costs besides its bytes: map entry, record, strings, array. */
    static final int ITEM_OVERHEAD = 160;

    private static final BigInteger NUMBERS = BigInteger.ONE.shiftLeft(64);

    final LinkedHashMap<ItemKey, Slot> slots = new LinkedHashMap<>();
    long lastCasId;
    long bytes;
    long hits;
    long misses;
    long byteHits;

    /**
     * An item, or the lock that a deleted one left.
     *
     * @param value null: deleted, and locked until {@code expiresAt}
     * @param usedAt seconds since 1970
     */
    record Slot(byte @org.jspecify.annotations.Nullable [] value, int flags, long casId, long expiresAt, long usedAt) {
        boolean isOver(long now) {
            return expiresAt != 0 && now >= expiresAt;
        }

        Slot usedAt(long now) {
            return new Slot(value, flags, casId, expiresAt, now);
        }
    }

    /** @param lastCasId the last one that is taken; at random, because a segment that was lost must not give its ids again */
    Segment(long lastCasId) {
        this.lastCasId = lastCasId;
    }

    private @org.jspecify.annotations.Nullable Slot find(ItemKey key, long now) {
        var slot = slots.get(key);
        if (slot != null && slot.isOver(now)) {
            remove(key);
            return null;
        }
        return slot;
    }

    private void put(ItemKey key, Slot slot) {
        remove(key);
        slots.put(key, slot);
        bytes += size(key, slot);
    }

    private void remove(ItemKey key) {
        var gone = slots.remove(key);
        if (gone != null) {
            bytes -= size(key, gone);
        }
    }

    static long size(ItemKey key, Slot slot) {
        var value = slot.value();
        return (long) ITEM_OVERHEAD + key.size() + (value == null ? 0 : value.length);
    }

    /** Drops what was longest not used, but never the last one. */
    void trim(long bytesMax) {
        var eldest = slots.entrySet().iterator();
        while (bytes > bytesMax && slots.size() > 1 && eldest.hasNext()) {
            var entry = eldest.next();
            bytes -= size(entry.getKey(), entry.getValue());
            eldest.remove();
        }
    }

    Optional<CachedItem> get(ItemKey key, long now) {
        var slot = find(key, now);
        var value = slot == null ? null : slot.value();
        if (slot == null || value == null) {
            misses++;
            return Optional.empty();
        }
        hits++;
        byteHits += key.text().length() + value.length;
        slots.putLast(key, slot.usedAt(now));
        return Optional.of(new CachedItem(value, slot.flags(), slot.casId(), slot.expiresAt(), now, false));
    }

    Optional<CachedItem> peek(ItemKey key, long now) {
        return Optional.ofNullable(find(key, now)).map(Segment::shown);
    }

    private static CachedItem shown(Slot slot) {
        var value = slot.value();
        return new CachedItem(
                value == null ? new byte[0] : value,
                slot.flags(),
                slot.casId(),
                slot.expiresAt(),
                slot.usedAt(),
                value == null);
    }

    StoreStatus store(StoreItem item, long now, int itemBytesMax) {
        var old = find(item.key(), now);
        boolean locked = old != null && old.value() == null;
        var refusal = switch (item.policy()) {
            case SET -> null;
            case ADD -> old == null ? null : StoreStatus.NOT_STORED;
            case REPLACE -> old == null || locked ? StoreStatus.NOT_STORED : null;
            case CAS -> {
                if (old == null || locked) {
                    yield StoreStatus.NOT_STORED;
                }
                yield old.casId() == item.casId() ? null : StoreStatus.EXISTS;
            }
        };
        if (refusal != null) {
            return refusal;
        }
        var slot = new Slot(item.value(), item.flags(), ++lastCasId, item.expiresAt(), now);
        if (size(item.key(), slot) > itemBytesMax) {
            remove(item.key());
            return StoreStatus.TOO_LARGE;
        }
        if (slot.isOver(now)) {
            // Born dead, which memcached allows: it was stored, and nobody will see it.
            remove(item.key());
        } else {
            put(item.key(), slot);
        }
        return StoreStatus.STORED;
    }

    DeleteStatus delete(DeleteItem item, long now) {
        var old = find(item.key(), now);
        if (old == null || old.value() == null) {
            return DeleteStatus.NOT_FOUND;
        }
        remove(item.key());
        if (item.lockSeconds() > 0) {
            put(item.key(), new Slot(null, 0, ++lastCasId, now + item.lockSeconds(), now));
        }
        return DeleteStatus.DELETED;
    }

    IncrementResult increment(IncrementItem item, long now) {
        var old = find(item.key(), now);
        var value = old == null ? null : old.value();
        BigInteger number;
        int flags = item.initialFlags();
        long expiresAt = 0;
        if (old == null || value == null) {
            // A locked key is not there for increments; making it again is what a plain set may do too.
            if (item.initial().isEmpty()) {
                return new IncrementResult.NotFound();
            }
            number = unsigned(item.initial().get());
        } else {
            var parsed = number(value);
            if (parsed.isEmpty()) {
                return new IncrementResult.NoNumber();
            }
            number = parsed.get();
            flags = old.flags();
            expiresAt = old.expiresAt();
        }
        var delta = unsigned(item.delta());
        var changed = item.subtract()
                ? number.subtract(delta).max(BigInteger.ZERO)
                : number.add(delta).mod(NUMBERS);
        var text = changed.toString().getBytes(StandardCharsets.US_ASCII);
        put(item.key(), new Slot(text, flags, ++lastCasId, expiresAt, now));
        return new IncrementResult.Changed(changed.longValue());
    }

    private static BigInteger unsigned(long bits) {
        return bits >= 0 ? BigInteger.valueOf(bits) : BigInteger.valueOf(bits).add(NUMBERS);
    }

    private static Optional<BigInteger> number(byte[] value) {
        if (value.length == 0 || value.length > 20) {
            return Optional.empty();
        }
        for (byte digit : value) {
            if (digit < '0' || digit > '9') {
                return Optional.empty();
            }
        }
        var number = new BigInteger(new String(value, StandardCharsets.US_ASCII));
        return number.compareTo(NUMBERS) < 0 ? Optional.of(number) : Optional.empty();
    }

    /** Forgets everything but which ids are taken. */
    void flush() {
        slots.clear();
        bytes = 0;
        hits = 0;
        misses = 0;
        byteHits = 0;
    }

    MemcacheStats stats(long now) {
        long items = 0;
        long oldest = now;
        long held = 0;
        for (var entry : slots.entrySet()) {
            var slot = entry.getValue();
            var value = slot.value();
            if (value != null && !slot.isOver(now)) {
                items++;
                held += entry.getKey().size() + value.length;
                oldest = Math.min(oldest, slot.usedAt());
            }
        }
        return new MemcacheStats(hits, misses, byteHits, items, held, now - oldest);
    }
}
