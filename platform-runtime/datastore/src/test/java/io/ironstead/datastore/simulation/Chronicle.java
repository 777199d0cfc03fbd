package io.ironstead.datastore.simulation;

import io.ironstead.datastore.log.SlotContent;
import io.ironstead.datastore.log.TabletLog;
import io.ironstead.datastore.log.simulation.SimulatedCluster;
import io.ironstead.datastore.tablet.CommitLog;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Every entry that the log ever had, also after it was dropped, as each leader found it or was told of it. */
final class Chronicle {
    private final TreeMap<Long, byte[]> entries = new TreeMap<>();
    private @Nullable String broken;

    private void note(long lsn, byte[] entry) {
        byte @Nullable [] other = entries.putIfAbsent(lsn, entry);
        if (other != null && !Arrays.equals(other, entry)) {
            broken = "two entries at position " + lsn;
        }
    }

    /** What a leader goes on from. */
    void found(TabletLog log, SimulatedCluster cluster) {
        for (SlotContent.Span span : log.history().spans()) {
            var whole = new ByteArrayOutputStream();
            for (long slot = 1; slot <= span.slots(); slot++) {
                Optional<SlotContent.Entry> part = cluster.entry(span.epoch(), slot);
                if (part.isEmpty()) {
                    // Dropped meanwhile, by one who had noted it.
                    break;
                }
                whole.writeBytes(part.get().bytes());
                if (!part.get().more()) {
                    if (whole.size() > 0) {
                        note(span.firstLsn() + slot - 1, whole.toByteArray());
                    }
                    whole.reset();
                }
            }
        }
    }

    /** The log of a leader who notes what it is told. */
    CommitLog of(CommitLog log) {
        return new Passing(log) {
            @Override
            public void append(byte[] entry, Outcome outcome) {
                super.append(entry, new Outcome() {
                    @Override
                    public void durable(long lsn) {
                        note(lsn, entry);
                        outcome.durable(lsn);
                    }

                    @Override
                    public void unknown() {
                        outcome.unknown();
                    }
                });
            }
        };
    }

    SortedMap<Long, byte[]> before(long lsn) {
        return entries.headMap(lsn);
    }

    @Nullable
    String broken() {
        return broken;
    }
}
