package io.ironstead.cluster.memory;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceAware;
import com.hazelcast.map.EntryProcessor;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Runs one command where its segment lives. A segment is changed in place: the map keeps objects, and no copies of them
 * elsewhere.
 */
final class SegmentTask implements EntryProcessor<String, Segment, Reply>, HazelcastInstanceAware {
    private static final long serialVersionUID = 1;

    final transient Command command;
    private transient @Nullable NodeRoom room;

    SegmentTask(Command command) {
        this.command = command;
    }

    @Override
    public void setHazelcastInstance(HazelcastInstance instance) {
        room = (NodeRoom) instance.getUserContext().get(NodeRoom.NAME);
    }

    @Override
    public Reply process(Map.Entry<String, Segment> entry) {
        var here = room;
        if (here == null) {
            throw new IllegalStateException("This member keeps no items");
        }
        var segment = entry.getValue();
        if (segment == null) {
            segment = here.newSegment();
            if (command instanceof Command.Store
                    || command instanceof Command.Increment
                    || command instanceof Command.Get) {
                entry.setValue(segment);
            }
        }
        return run(segment, here, SegmentKey.siteOf(entry.getKey()));
    }

    private Reply run(Segment segment, NodeRoom here, String site) {
        long now = here.now();
        return switch (command) {
            case Command.Get get ->
                new Reply.Items(get.keys().stream()
                        .map(key -> get.peek() ? segment.peek(key, now) : segment.get(key, now))
                        .toList());
            case Command.Store store -> {
                var statuses = store.items().stream()
                        .map(item -> segment.store(item, now, here.itemBytesMax()))
                        .toList();
                segment.trim(here.segmentBytes(site));
                yield new Reply.Stored(statuses);
            }
            case Command.Delete delete ->
                new Reply.Deleted(delete.items().stream()
                        .map(item -> segment.delete(item, now))
                        .toList());
            case Command.Increment increment -> {
                var results = increment.items().stream()
                        .map(item -> segment.increment(item, now))
                        .toList();
                segment.trim(here.segmentBytes(site));
                yield new Reply.Incremented(results);
            }
            case Command.Flush _ -> {
                segment.flush();
                yield new Reply.Counted(segment.stats(now));
            }
            case Command.Stats _ -> new Reply.Counted(segment.stats(now));
            case Command.Trim _ -> {
                segment.trim(here.segmentBytes(site));
                yield new Reply.Counted(segment.stats(now));
            }
        };
    }

    /** There are no copies to keep in step: what a machine kept goes with it. */
    @Override
    public @Nullable EntryProcessor<String, Segment, Reply> getBackupProcessor() {
        return null;
    }
}
