package io.ironstead.datastore.log;

import java.io.ByteArrayOutputStream;
import java.util.List;

/**
 * Reads the entries of a history that is decided. It takes no part in the log: it neither owns nor seals, so any process may
 * read, whoever leads.
 */
public final class LogReader {
    private final SlotStore store;
    private final Pause pause;

    public LogReader(SlotStore store, Pause pause) {
        this.store = store;
        this.pause = pause;
    }

    /** Takes one entry of the log. */
    @FunctionalInterface
    public interface Reader {
        void entry(LogPosition at, byte[] bytes);
    }

    /**
     * Reads every entry from a position on.
     *
     * @param history of which every slot is on a quorum
     * @param fromLsn the position after an entry, or 1
     * @throws IllegalArgumentException when the history does not go back that far
     * @throws IllegalStateException when the log was dropped meanwhile up to a checkpoint that is not known here
     */
    public void read(History history, long fromLsn, Reader reader) throws InterruptedException {
        if (fromLsn < history.firstLsn()) {
            throw new IllegalArgumentException("The log begins at " + history.firstLsn() + ", after " + fromLsn);
        }
        for (SlotContent.Span span : history.spans()) {
            if (span.nextLsn() > fromLsn) {
                read(span, Math.max(1, fromLsn - span.firstLsn() + 1), reader);
            }
        }
    }

    private void read(SlotContent.Span span, long fromSlot, Reader reader) throws InterruptedException {
        var whole = new ByteArrayOutputStream();
        for (long slot = fromSlot; slot <= span.slots(); ) {
            int wanted = (int) Math.min(SlotStore.PAGE_MAX, span.slots() - slot + 1);
            List<SlotContent.Entry> page = store.entries(span.epoch(), slot, wanted);
            if (page.isEmpty()) {
                page = List.of(find(new SlotId.Entry(span.epoch(), slot)));
            }
            for (SlotContent.Entry part : page) {
                whole.writeBytes(part.bytes());
                if (!part.more()) {
                    byte[] entry = whole.toByteArray();
                    whole.reset();
                    // No bytes are a heartbeat.
                    if (entry.length > 0) {
                        reader.entry(new LogPosition(span.epoch(), span.firstLsn() + slot - 1), entry);
                    }
                }
                slot++;
            }
        }
        // What is left is the beginning of an entry whose leader ended before it wrote the rest: nobody was told of it.
    }

    /** It is on a quorum, see T4; a read of many may still miss it. */
    private SlotContent.Entry find(SlotId slot) throws InterruptedException {
        for (int attempt = 1; ; attempt++) {
            var written = SlotState.of(store, slot).written();
            if (written.isPresent() && written.get() instanceof SlotContent.Entry entry) {
                return entry;
            }
            if (attempt > 1 && store.isLogGone(slot.epoch())) {
                throw new IllegalStateException("The log was dropped up to a later checkpoint while it was read");
            }
            pause.before(attempt);
        }
    }
}
