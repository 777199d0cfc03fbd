package io.ironstead.datastore.standby;

import io.ironstead.datastore.log.History;
import io.ironstead.datastore.log.LogPosition;

/** What a leader tells a standby, in this order: where it is, then every entry from there on. */
public sealed interface FeedMessage {

    /** About how many bytes it takes in memory while it waits. */
    default long size() {
        return 64;
    }

    /**
     * The first of all.
     *
     * @param epoch that the leader writes now
     * @param history all of the log up to {@code at}; acknowledged
     * @param at what the next entry follows
     */
    record Begin(long epoch, History history, LogPosition at) implements FeedMessage {}

    /**
     * An entry that is acknowledged, with all before it.
     *
     * @param before the entry that the leader sent before, or where it began
     * @param bytes not to be changed
     */
    record Entry(LogPosition before, LogPosition at, byte[] bytes) implements FeedMessage {
        @Override
        public long size() {
            return 64 + bytes.length;
        }
    }

    /** All commits up to a version are in documents. */
    record Checkpointed(long version) implements FeedMessage {}
}
