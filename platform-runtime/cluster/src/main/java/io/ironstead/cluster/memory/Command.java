package io.ironstead.cluster.memory;

import io.ironstead.cluster.memory.MemcacheStorage.DeleteItem;
import io.ironstead.cluster.memory.MemcacheStorage.IncrementItem;
import io.ironstead.cluster.memory.MemcacheStorage.StoreItem;
import java.util.List;

/** What the owner of a segment is asked to do, in one step. */
sealed interface Command {

    /** @param peek true: not a use, and locks are shown */
    record Get(List<ItemKey> keys, boolean peek) implements Command {}

    record Store(List<StoreItem> items) implements Command {}

    record Delete(List<DeleteItem> items) implements Command {}

    record Increment(List<IncrementItem> items) implements Command {}

    record Flush() implements Command {}

    record Stats() implements Command {}

    /** Keep no more than this segment's part of the node, which may have become smaller. */
    record Trim() implements Command {}
}
