package io.ironstead.datastore.log;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * A tablet's commit log, led by this process: what it holds, and the pen to go on with it. Entries are bytes; what they say is the
 * engine's business. Positions (LSNs) grow by one from slot to slot, over all epochs; an entry has that of its last slot.
 */
public final class TabletLog implements AutoCloseable {
    private static final int PAGE = 64;

    private final SlotStore store;
    private final Challenge.Won epoch;
    private final Pause pause;
    private final LogWriter writer;

    private TabletLog(SlotStore store, Challenge.Won epoch, Pause pause, LogWriter writer) {
        this.store = store;
        this.epoch = epoch;
        this.pause = pause;
        this.writer = writer;
    }

    /** What a log needs of the world around it; tests own all of it. */
    public record World(RandomGenerator random, Pause pause, ThreadFactory threads, LongSupplier nanos) {}

    /** Takes one entry of the log. */
    @FunctionalInterface
    public interface Reader {
        void entry(long lsn, byte[] bytes);
    }

    /**
     * Becomes the leader, whoever led before; waits for as long as that takes.
     *
     * @param deposed runs once, when another has taken over; commits without an outcome are unknown then
     */
    public static TabletLog takeOver(SlotStore store, LogSettings settings, World world, Runnable deposed)
            throws InterruptedException {
        var won = new Challenge(store, settings, world.random(), world.pause()).run();
        var writer = new LogWriter(store, settings, won, world.pause(), world.threads(), world.nanos(), deposed);
        return new TabletLog(store, won, world.pause(), writer);
    }

    public long epoch() {
        return epoch.epoch();
    }

    /** The log before this leader. */
    public History history() {
        return epoch.history();
    }

    public LogWriter writer() {
        return writer;
    }

    /**
     * Reads every entry from a position on that was in the log when this leader took over.
     *
     * @param fromLsn the position after an entry, or 1
     * @throws IllegalArgumentException when the log does not go back that far any more
     */
    public void replay(long fromLsn, Reader reader) throws InterruptedException {
        if (fromLsn < history().firstLsn()) {
            throw new IllegalArgumentException("The log begins at " + history().firstLsn() + ", after " + fromLsn);
        }
        for (SlotContent.Span span : history().spans()) {
            if (span.nextLsn() > fromLsn) {
                replay(span, Math.max(1, fromLsn - span.firstLsn() + 1), reader);
            }
        }
    }

    private void replay(SlotContent.Span span, long fromSlot, Reader reader) throws InterruptedException {
        var whole = new ByteArrayOutputStream();
        for (long slot = fromSlot; slot <= span.slots(); ) {
            int wanted = (int) Math.min(PAGE, span.slots() - slot + 1);
            List<SlotContent.Entry> page = store.entries(span.epoch(), slot, wanted);
            if (page.isEmpty()) {
                page = List.of(find(new SlotId.Entry(span.epoch(), slot)));
            }
            for (SlotContent.Entry part : page) {
                whole.writeBytes(part.bytes());
                if (!part.more()) {
                    reader.entry(span.firstLsn() + slot - 1, whole.toByteArray());
                    whole.reset();
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
            pause.before(attempt);
        }
    }

    /**
     * Drops the entries of epochs that lie wholly before {@code lsn}. Only what is checkpointed may be named.
     *
     * @return how many epochs are gone
     */
    public int dropBefore(long lsn) {
        int dropped = 0;
        for (SlotContent.Span span : history().spans()) {
            if (span.nextLsn() <= lsn && store.dropLog(span.epoch())) {
                dropped++;
            }
        }
        return dropped;
    }

    @Override
    public void close() {
        writer.close();
    }
}
