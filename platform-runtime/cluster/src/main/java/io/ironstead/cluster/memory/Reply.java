package io.ironstead.cluster.memory;

import io.ironstead.cluster.memory.MemcacheStorage.CachedItem;
import io.ironstead.cluster.memory.MemcacheStorage.DeleteStatus;
import io.ironstead.cluster.memory.MemcacheStorage.IncrementResult;
import io.ironstead.cluster.memory.MemcacheStorage.MemcacheStats;
import io.ironstead.cluster.memory.MemcacheStorage.StoreStatus;
import java.util.List;
import java.util.Optional;

/** What the owner of a segment answers; lists are in the order of the command's. */
sealed interface Reply {

    record Items(List<Optional<CachedItem>> items) implements Reply {}

    record Stored(List<StoreStatus> statuses) implements Reply {}

    record Deleted(List<DeleteStatus> statuses) implements Reply {}

    record Incremented(List<IncrementResult> results) implements Reply {}

    record Counted(MemcacheStats stats) implements Reply {}
}
