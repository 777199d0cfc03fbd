package io.ironstead.datastore.log;

import java.time.Duration;
import java.util.concurrent.ThreadFactory;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A tablet's commit log, led by this process: what it holds, and the pen to go on with it. Entries are bytes; what they say is the
 * engine's business. Positions (LSNs) grow by one from slot to slot, over all epochs; an entry has that of its last slot.
 */
public final class TabletLog implements AutoCloseable {
    private static final Duration LOOK = Duration.ofMillis(500);
    private static final Logger log = LoggerFactory.getLogger(TabletLog.class);

    private final SlotStore store;
    private final World world;
    private final Runnable deposed;
    private final Lease lease;
    private volatile LogSettings settings;
    private volatile Challenge.Won epoch;
    private volatile LogWriter writer;
    private volatile boolean rotationDue;
    private volatile boolean rotating;
    private volatile boolean closed;

    private TabletLog(SlotStore store, LogSettings settings, World world, Challenge.Won epoch, Runnable deposed) {
        this.store = store;
        this.settings = settings;
        this.world = world;
        this.deposed = deposed;
        this.lease = new Lease(settings.lease(), world.nanos());
        this.epoch = epoch;
        this.writer = pen(epoch);
    }

    private LogWriter pen(Challenge.Won epoch) {
        return new LogWriter(store, settings, epoch, world.pause(), world.threads(), world.nanos(), lease, deposed);
    }

    /** What a log needs of the world around it; tests own all of it. */
    public record World(RandomGenerator random, Pause pause, ThreadFactory threads, LongSupplier nanos) {}

    /** Takes one entry of the log. */
    @FunctionalInterface
    public interface Reader {
        void entry(long lsn, byte[] bytes);
    }

    /**
     * Becomes the leader, whoever led before; waits for as long as that takes, and until the lease of that leader has ended.
     *
     * @param deposed runs once, when another has taken over; commits without an outcome are unknown then
     */
    public static TabletLog takeOver(SlotStore store, LogSettings settings, World world, Runnable deposed)
            throws InterruptedException {
        var won = new Challenge(store, settings, world).run();
        var led = new TabletLog(store, settings, world, won, deposed);
        if (won.history() != History.EMPTY) {
            long grace = led.lease.grace().toNanos();
            while (world.nanos().getAsLong() - won.walked() < grace) {
                world.pause().before(1);
            }
        }
        return led;
    }

    public long epoch() {
        return epoch.epoch();
    }

    /** The log before this leader. */
    public History history() {
        return epoch.history();
    }

    /** The pen of the epoch that is written now. {@link #append} and {@link #awaitRoom} go on from epoch to epoch. */
    public LogWriter writer() {
        return writer;
    }

    /** Adds an entry of 1 byte or more; called by one thread at a time. */
    public void append(byte[] entry, LogWriter.Outcome outcome) {
        writer.append(entry, outcome);
    }

    /**
     * Waits until an entry appended now is offered now, or the leader has stopped. To be called by the thread that appends: here
     * the log goes on in a new epoch when it is time.
     *
     * @return false when neither came in time
     */
    public boolean awaitRoom(Duration wait) throws InterruptedException {
        if (rotationDue && !rotate(wait)) {
            return false;
        }
        return writer.awaitRoom(wait);
    }

    /** Whether this process leads, as far as it knows. */
    public boolean serves() {
        return rotating || writer.serves();
    }

    /** Whether reads may be answered now from what was applied. */
    public boolean mayServeReads() {
        return serves() && lease.holds();
    }

    /**
     * Waits until reads may be answered. To be called before every read: it keeps the lease young while there are reads, and lets
     * it end when there are none.
     *
     * @return false when this process leads no more, or nothing could be written in time
     */
    public boolean awaitLease(Duration wait) throws InterruptedException {
        long begin = world.nanos().getAsLong();
        while (serves()) {
            LogWriter pen = writer;
            if (lease.isAging()) {
                pen.beat();
            }
            if (lease.holds()) {
                return true;
            }
            if (world.nanos().getAsLong() - begin >= wait.toNanos()) {
                return false;
            }
            pen.awaitChange(LOOK);
        }
        return false;
    }

    public LogStatistics statistics() {
        return writer.statistics();
    }

    /** Goes on in a new epoch, so that the entries so far can be dropped one day. @return false when it is too early */
    private boolean rotate(Duration wait) throws InterruptedException {
        LogWriter old = writer;
        rotating = true;
        try {
            if (!old.drain(wait) || (old.serves() && !old.retire())) {
                return false;
            }
            rotationDue = false;
            var next = new Challenge(store, settings, world).run();
            boolean mine = next.history().nextLsn() == old.nextLsn()
                    && next.history().spans().getLast().epoch() == epoch.epoch();
            // Somebody led in between: what was written then is not known here. Or this log was closed meanwhile.
            if (!mine || closed) {
                deposed.run();
                return true;
            }
            log.atInfo()
                    .addKeyValue("from", epoch.epoch())
                    .addKeyValue("to", next.epoch())
                    .log("Log goes on in a new epoch");
            epoch = next;
            writer = pen(next);
            return true;
        } finally {
            rotating = false;
        }
    }

    /**
     * Reads every entry from a position on that was in the log when this leader took over.
     *
     * @param fromLsn the position after an entry, or 1
     * @throws IllegalArgumentException when the log does not go back that far any more
     * @throws IllegalStateException when the leader before this one dropped it after a checkpoint that was not known here: take
     *     over again
     */
    public void replay(long fromLsn, Reader reader) throws InterruptedException {
        reader().read(history(), fromLsn, (at, bytes) -> reader.entry(at.lsn(), bytes));
    }

    private LogReader reader() {
        return new LogReader(store, world.pause());
    }

    /** Whose slot a position is that was acknowledged to this leader, or before it; 0 when that is not known any more. */
    public long epochOf(long lsn) {
        return historyTo(lsn).epochOf(lsn);
    }

    /** The log up to a position that was acknowledged to this leader, or before it. */
    public History historyTo(long lsn) {
        var now = epoch;
        long next = now.history().nextLsn();
        return lsn >= next
                ? now.history().with(now.epoch(), lsn - next + 1)
                : now.history().until(lsn);
    }

    /**
     * Drops the entries of epochs that lie wholly before {@code lsn}, and of those that never served. Only what is checkpointed may
     * be named. When the epoch that is written now is long enough, the log goes on in another soon after.
     *
     * @return how many epochs are gone
     */
    public int dropBefore(long lsn) {
        settings = settings.withCheckpoint(Math.max(lsn, settings.checkpointLsn()));
        var now = epoch;
        var needed = now.history().spans().stream()
                .filter(span -> span.nextLsn() > lsn)
                .map(SlotContent.Span::epoch)
                .collect(Collectors.toSet());
        int dropped = 0;
        for (long old : store.logs()) {
            // A later epoch is a challenger's, and none of ours.
            if (old < now.epoch() && !needed.contains(old) && store.dropLog(old)) {
                dropped++;
            }
        }
        if (writer.statistics().slots() >= settings.rotateSlots()
                && lsn > now.history().nextLsn()) {
            rotationDue = true;
        }
        return dropped;
    }

    @Override
    public void close() {
        closed = true;
        writer.close();
    }
}
