package io.ironstead.services.wire;

import com.google.appengine.api.memcache.MemcacheServicePb.AppOverride;
import com.google.appengine.api.memcache.MemcacheServicePb.MemcacheBatchIncrementRequest;
import com.google.appengine.api.memcache.MemcacheServicePb.MemcacheBatchIncrementResponse;
import com.google.appengine.api.memcache.MemcacheServicePb.MemcacheDeleteRequest;
import com.google.appengine.api.memcache.MemcacheServicePb.MemcacheDeleteResponse;
import com.google.appengine.api.memcache.MemcacheServicePb.MemcacheDeleteResponse.DeleteStatusCode;
import com.google.appengine.api.memcache.MemcacheServicePb.MemcacheFlushRequest;
import com.google.appengine.api.memcache.MemcacheServicePb.MemcacheFlushResponse;
import com.google.appengine.api.memcache.MemcacheServicePb.MemcacheGetRequest;
import com.google.appengine.api.memcache.MemcacheServicePb.MemcacheGetResponse;
import com.google.appengine.api.memcache.MemcacheServicePb.MemcacheIncrementRequest;
import com.google.appengine.api.memcache.MemcacheServicePb.MemcacheIncrementRequest.Direction;
import com.google.appengine.api.memcache.MemcacheServicePb.MemcacheIncrementResponse;
import com.google.appengine.api.memcache.MemcacheServicePb.MemcacheIncrementResponse.IncrementStatusCode;
import com.google.appengine.api.memcache.MemcacheServicePb.MemcacheServiceError.ErrorCode;
import com.google.appengine.api.memcache.MemcacheServicePb.MemcacheSetRequest;
import com.google.appengine.api.memcache.MemcacheServicePb.MemcacheSetResponse;
import com.google.appengine.api.memcache.MemcacheServicePb.MemcacheSetResponse.SetStatusCode;
import com.google.appengine.api.memcache.MemcacheServicePb.MemcacheStatsRequest;
import com.google.appengine.api.memcache.MemcacheServicePb.MemcacheStatsResponse;
import com.google.appengine.repackaged.com.google.protobuf.ByteString;
import com.google.appengine.repackaged.com.google.protobuf.UnsafeByteOperations;
import io.ironstead.cluster.memory.ItemKey;
import io.ironstead.cluster.memory.MemcacheStorage;
import io.ironstead.cluster.memory.MemcacheStorage.CachedItem;
import io.ironstead.cluster.memory.MemcacheStorage.DeleteItem;
import io.ironstead.cluster.memory.MemcacheStorage.IncrementItem;
import io.ironstead.cluster.memory.MemcacheStorage.IncrementResult;
import io.ironstead.cluster.memory.MemcacheStorage.Policy;
import io.ironstead.cluster.memory.MemcacheStorage.StoreItem;
import io.ironstead.cluster.memory.MemoryUnavailableException;
import io.ironstead.services.ApiCall;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * {@code memcache}: Google's messages over {@link MemcacheStorage}. Values and flags are kept as they come.
 *
 * @see <a href="https://cloud.google.com/appengine/docs/legacy/standard/python/memcache">Memcache on App Engine</a>
 */
public final class MemcacheApi extends ProtoService {
    /** SDKs send the hash of a longer key. */
    private static final int KEY_BYTES_MAX = 250;

    private static final int KEYS_MAX = 10_000;

    /** As in memcached: a smaller number is so many seconds from now, a larger one seconds since 1970. */
    private static final long RELATIVE_SECONDS_MAX = 30L * 24 * 3600;

    private final MemcacheStorage storage;
    private final InstantSource clock;

    public MemcacheApi(MemcacheStorage storage, InstantSource clock) {
        super("memcache");
        this.storage = storage;
        this.clock = clock;
        on("Get", MemcacheGetRequest.parser(), guarded(this::get));
        on("Set", MemcacheSetRequest.parser(), guarded(this::set));
        on("Delete", MemcacheDeleteRequest.parser(), guarded(this::delete));
        on("Increment", MemcacheIncrementRequest.parser(), guarded(this::increment));
        on("BatchIncrement", MemcacheBatchIncrementRequest.parser(), guarded(this::batchIncrement));
        on("FlushAll", MemcacheFlushRequest.parser(), guarded(this::flush));
        on("Stats", MemcacheStatsRequest.parser(), guarded(this::stats));
    }

    private static <Q extends com.google.appengine.repackaged.com.google.protobuf.MessageLite> Handler<Q> guarded(
            Handler<Q> handler) {
        return (call, request) -> {
            try {
                return handler.answer(call, request);
            } catch (MemoryUnavailableException down) {
                throw new Refusal(
                        ErrorCode.UNAVAILABLE_VALUE, "memcache." + call.method() + ": " + down.getMessage() + ".");
            }
        };
    }

    private static void requireOwn(ApiCall call, boolean present, AppOverride override) {
        if (present && !override.getAppId().equals(call.caller().appId())) {
            throw new Refusal(
                    ErrorCode.PERMISSION_DENIED_VALUE,
                    "memcache." + call.method() + " may not use the items of another application.");
        }
    }

    private static ItemKey key(String namespace, ByteString key) {
        if (key.isEmpty() || key.size() > KEY_BYTES_MAX) {
            throw new Refusal(ErrorCode.INVALID_VALUE_VALUE, "A key must have 1 to " + KEY_BYTES_MAX + " bytes.");
        }
        if (namespace.length() > 100) {
            throw new Refusal(ErrorCode.INVALID_VALUE_VALUE, "A namespace must have at most 100 characters.");
        }
        return ItemKey.of(namespace, key.toByteArray());
    }

    private static void requireCount(int count) {
        if (count > KEYS_MAX) {
            throw new Refusal(ErrorCode.INVALID_VALUE_VALUE, "One call may name at most " + KEYS_MAX + " keys.");
        }
    }

    private MemcacheGetResponse get(ApiCall call, MemcacheGetRequest request) {
        requireOwn(call, request.hasOverride(), request.getOverride());
        requireCount(request.getKeyCount());
        var keys = request.getKeyList().stream()
                .map(key -> key(request.getNameSpace(), key))
                .toList();
        var site = call.caller().site();
        var found = request.getForPeek()
                ? storage.peek(site, keys, call.deadline())
                : storage.get(site, keys, call.deadline());
        var response = MemcacheGetResponse.newBuilder();
        for (int i = 0; i < keys.size(); i++) {
            if (found.get(i).isEmpty()) {
                continue;
            }
            var item = found.get(i).get();
            var told = response.addItemBuilder()
                    .setKey(request.getKey(i))
                    .setValue(UnsafeByteOperations.unsafeWrap(item.value()))
                    .setFlags(item.flags());
            if (request.getForCas()) {
                told.setCasId(item.casId());
            }
            if (request.getForPeek()) {
                tellTimes(told, item);
            }
        }
        return response.build();
    }

    private static void tellTimes(MemcacheGetResponse.Item.Builder told, CachedItem item) {
        told.setIsDeleteLocked(item.locked());
        var times = told.getTimestampsBuilder().setLastAccessTimeSec(item.usedAt());
        if (item.expiresAt() != 0) {
            times.setExpirationTimeSec(item.expiresAt());
        }
        if (item.locked()) {
            times.setDeleteLockTimeSec(item.expiresAt());
        }
    }

    private MemcacheSetResponse set(ApiCall call, MemcacheSetRequest request) {
        requireOwn(call, request.hasOverride(), request.getOverride());
        requireCount(request.getItemCount());
        var items = request.getItemList().stream()
                .map(item -> new StoreItem(
                        key(request.getNameSpace(), item.getKey()),
                        item.getValue().toByteArray(),
                        item.getFlags(),
                        policy(item),
                        item.getCasId(),
                        expiresAt(item.getExpirationTime())))
                .toList();
        var response = MemcacheSetResponse.newBuilder();
        for (var status : storage.store(call.caller().site(), items, call.deadline())) {
            response.addSetStatus(
                    switch (status) {
                        case STORED -> SetStatusCode.STORED;
                        case NOT_STORED -> SetStatusCode.NOT_STORED;
                        case EXISTS -> SetStatusCode.EXISTS;
                        case TOO_LARGE -> SetStatusCode.ERROR;
                    });
        }
        return response.build();
    }

    private static Policy policy(MemcacheSetRequest.Item item) {
        return switch (item.getSetPolicy()) {
            case SET -> Policy.SET;
            case ADD -> Policy.ADD;
            case REPLACE -> Policy.REPLACE;
            case CAS -> {
                if (!item.hasCasId()) {
                    throw new Refusal(ErrorCode.INVALID_VALUE_VALUE, "A compare-and-set needs the id that was read.");
                }
                yield Policy.CAS;
            }
        };
    }

    /** @param time without sign, as memcached takes it */
    private long expiresAt(int time) {
        long seconds = Integer.toUnsignedLong(time);
        if (seconds == 0 || seconds > RELATIVE_SECONDS_MAX) {
            return seconds;
        }
        return clock.instant().getEpochSecond() + seconds;
    }

    private MemcacheDeleteResponse delete(ApiCall call, MemcacheDeleteRequest request) {
        requireOwn(call, request.hasOverride(), request.getOverride());
        requireCount(request.getItemCount());
        var items = request.getItemList().stream()
                .map(item ->
                        new DeleteItem(key(request.getNameSpace(), item.getKey()), lockSeconds(item.getDeleteTime())))
                .toList();
        var response = MemcacheDeleteResponse.newBuilder();
        for (var status : storage.delete(call.caller().site(), items, call.deadline())) {
            response.addDeleteStatus(
                    switch (status) {
                        case DELETED -> DeleteStatusCode.DELETED;
                        case NOT_FOUND -> DeleteStatusCode.NOT_FOUND;
                    });
        }
        return response.build();
    }

    private int lockSeconds(int time) {
        long until = expiresAt(time);
        long left = until == 0 ? 0 : until - clock.instant().getEpochSecond();
        return Math.clamp(left, 0, Integer.MAX_VALUE);
    }

    private static IncrementItem incrementItem(String namespace, MemcacheIncrementRequest request) {
        return new IncrementItem(
                key(namespace, request.getKey()),
                request.getDelta(),
                request.getDirection() == Direction.DECREMENT,
                request.hasInitialValue() ? Optional.of(request.getInitialValue()) : Optional.empty(),
                request.getInitialFlags());
    }

    private MemcacheIncrementResponse increment(ApiCall call, MemcacheIncrementRequest request) {
        requireOwn(call, request.hasOverride(), request.getOverride());
        var items = List.of(incrementItem(request.getNameSpace(), request));
        return switch (storage.increment(call.caller().site(), items, call.deadline())
                .getFirst()) {
            case IncrementResult.Changed changed -> changed(changed);
            case IncrementResult.NotFound _ ->
                MemcacheIncrementResponse.newBuilder()
                        .setIncrementStatus(IncrementStatusCode.NOT_CHANGED)
                        .build();
            case IncrementResult.NoNumber _ ->
                throw new Refusal(
                        ErrorCode.INVALID_VALUE_VALUE, "The item is no decimal number from 0 to 18446744073709551615.");
        };
    }

    private static MemcacheIncrementResponse changed(IncrementResult.Changed changed) {
        return MemcacheIncrementResponse.newBuilder()
                .setNewValue(changed.value())
                .setIncrementStatus(IncrementStatusCode.OK)
                .build();
    }

    private MemcacheBatchIncrementResponse batchIncrement(ApiCall call, MemcacheBatchIncrementRequest request) {
        requireOwn(call, request.hasOverride(), request.getOverride());
        requireCount(request.getItemCount());
        var items = request.getItemList().stream()
                .map(item -> incrementItem(request.getNameSpace(), item))
                .toList();
        Function<IncrementStatusCode, MemcacheIncrementResponse> unchanged =
                status -> MemcacheIncrementResponse.newBuilder()
                        .setIncrementStatus(status)
                        .build();
        var response = MemcacheBatchIncrementResponse.newBuilder();
        for (var result : storage.increment(call.caller().site(), items, call.deadline())) {
            response.addItem(
                    switch (result) {
                        case IncrementResult.Changed changed -> changed(changed);
                        case IncrementResult.NotFound _ -> unchanged.apply(IncrementStatusCode.NOT_CHANGED);
                        case IncrementResult.NoNumber _ -> unchanged.apply(IncrementStatusCode.ERROR);
                    });
        }
        return response.build();
    }

    private MemcacheFlushResponse flush(ApiCall call, MemcacheFlushRequest request) {
        requireOwn(call, request.hasOverride(), request.getOverride());
        storage.flush(call.caller().site(), call.deadline());
        return MemcacheFlushResponse.getDefaultInstance();
    }

    private MemcacheStatsResponse stats(ApiCall call, MemcacheStatsRequest request) {
        requireOwn(call, request.hasOverride(), request.getOverride());
        var stats = storage.stats(call.caller().site(), call.deadline());
        var response = MemcacheStatsResponse.newBuilder();
        response.getStatsBuilder()
                .setHits(stats.hits())
                .setMisses(stats.misses())
                .setByteHits(stats.byteHits())
                .setItems(stats.items())
                .setBytes(stats.bytes())
                .setOldestItemAge((int) Math.min(Integer.MAX_VALUE, stats.oldestSeconds()));
        return response.build();
    }
}
