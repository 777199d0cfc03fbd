package io.ironstead.datastore.standby;

import io.ironstead.datastore.documents.Documents;
import io.ironstead.datastore.documents.DocumentsException;
import io.ironstead.datastore.log.History;
import io.ironstead.datastore.log.LogPosition;
import io.ironstead.datastore.log.LogReader;
import io.ironstead.datastore.log.Pause;
import io.ironstead.datastore.log.SlotStore;
import io.ironstead.datastore.standby.FeedSource.LostException;
import io.ironstead.datastore.store.RowStore;
import io.ironstead.datastore.tablet.StandbyRows;
import io.ironstead.datastore.tablet.Tablet;
import io.ironstead.datastore.tablet.TabletSettings;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One database's rows on a node that does not lead it. What a leader does not tell, because the connection was lost or this node
 * was too slow, is read from the log; what the log has no more, from the documents. One thread's, but for what says otherwise.
 */
public final class Follower {
    private static final Logger log = LoggerFactory.getLogger(Follower.class);

    private final TabletSettings settings;
    private final Disk disk;
    private final Common common;
    private final LogReader reader;
    private @Nullable RowStore store;
    private @Nullable StandbyRows rows;
    private volatile LogPosition applied = LogPosition.START;
    private volatile boolean current;
    private volatile long sizeBytes;

    /** Where the rows are kept. One store is open there at a time. */
    public interface Disk {
        /** @return empty when what is there is damaged */
        Optional<RowStore> open();

        RowStore openEmpty();
    }

    /**
     * Where everything is that the leader does not tell.
     *
     * @param restorations how many databases may be made from documents at once
     */
    public record Common(
            SlotStore slots, Documents documents, Pause pause, Semaphore restorations, InstantSource clock) {}

    public Follower(TabletSettings settings, Disk disk, Common common) {
        this.settings = settings;
        this.disk = disk;
        this.common = common;
        this.reader = new LogReader(common.slots(), common.pause());
    }

    /** The last entry in the rows; any thread may ask. */
    public LogPosition applied() {
        return applied;
    }

    /** Whether it hears a leader, and has everything that was told; any thread may ask. */
    public boolean isCurrent() {
        return current;
    }

    /** Bytes on disk, as of the last checkpoint; any thread may ask. */
    public long sizeBytes() {
        return sizeBytes;
    }

    /** Follows a leader until it is lost. */
    public void follow(FeedSource source) throws LostException, InterruptedException {
        try (var hearing = source.hear()) {
            if (!(hearing.next() instanceof FeedMessage.Begin begin)) {
                throw new LostException("The leader does not begin with where it is");
            }
            var standby = begin(begin);
            current = true;
            while (true) {
                take(standby, hearing.next());
            }
        } catch (DocumentsException | IllegalStateException notNow) {
            // Dropped while it was read, or not to be read now: what a leader says next tells where to begin.
            throw new LostException("What the leader does not tell cannot be read now", notNow);
        } finally {
            current = false;
        }
    }

    private void take(StandbyRows standby, FeedMessage message) throws LostException {
        switch (message) {
            case FeedMessage.Begin _ -> throw new LostException("The leader began twice");
            case FeedMessage.Entry(var before, var at, byte[] bytes) -> {
                if (!standby.follow(before, at, bytes)) {
                    throw new LostException("What came before entry " + at.lsn() + " did not arrive");
                }
                applied = at;
            }
            case FeedMessage.Checkpointed(long version) -> {
                standby.checkpointed(version);
                sizeBytes = standby.sizeBytes();
            }
        }
    }

    /** Has the rows come to where the leader is. */
    private StandbyRows begin(FeedMessage.Begin begin) throws LostException, InterruptedException {
        var found = rows == null ? opened() : rows;
        if (!found.canGoOn(begin.history())) {
            refuseFormer(begin, found);
            found = anew(begin.history());
        } else if (found.applied().epoch() > begin.epoch()) {
            refuseFormer(begin, found);
        }
        found.catchUp(begin.history(), begin.at(), reader);
        applied = found.applied();
        sizeBytes = found.sizeBytes();
        return found;
    }

    /** A leader that was deposed, and does not know it, has nothing to tell to rows of a later epoch. */
    private void refuseFormer(FeedMessage.Begin begin, StandbyRows found) throws LostException {
        if (found.applied().epoch() <= begin.epoch()) {
            return;
        }
        OptionalLong highest = common.slots().highestEpoch();
        if (highest.isEmpty() || highest.getAsLong() > begin.epoch()) {
            throw new LostException("The leader is a former one");
        }
    }

    private StandbyRows opened() {
        var opened = disk.open().orElseGet(disk::openEmpty);
        return open(opened);
    }

    private StandbyRows open(RowStore opened) {
        store = opened;
        var standby = StandbyRows.open(settings, opened, common.clock());
        rows = standby;
        return standby;
    }

    /** What is here is of no use; another log's, or too old for what the log still has. */
    private StandbyRows anew(History history) throws InterruptedException {
        end().ifPresent(RowStore::close);
        common.restorations().acquire();
        boolean made = false;
        try {
            RowStore empty = disk.openEmpty();
            store = empty;
            if (history.firstLsn() > 1) {
                Tablet.restore(settings, empty, history.firstLsn(), common.documents());
            }
            made = true;
            log.atInfo()
                    .addKeyValue("application", settings.application())
                    .addKeyValue("from", history.firstLsn())
                    .log("Standby's rows begin anew");
            return open(empty);
        } finally {
            common.restorations().release();
            if (!made) {
                forget();
            }
        }
    }

    /** Half of the documents would be taken for all of a log that is empty. */
    private void forget() {
        end().ifPresent(RowStore::close);
        disk.openEmpty().close();
    }

    /** Nothing is followed any more. @return the rows as far as they came, to be closed or to be led from */
    public Optional<RowStore> end() {
        if (rows != null) {
            rows.end();
            rows = null;
        }
        var left = Optional.ofNullable(store);
        store = null;
        return left;
    }
}
