package io.ironstead.datastore.standby;

import io.ironstead.datastore.log.History;
import io.ironstead.datastore.log.LogPosition;
import io.ironstead.datastore.log.TabletLog;
import io.ironstead.datastore.tablet.CommitLog;
import java.time.Duration;

/** A log as it is, whose acknowledged entries are told to a feed before anybody is told of them. */
public final class FedLog implements CommitLog {
    private final CommitLog log;
    private final Feed feed;

    /** @param feed closed with the log */
    public FedLog(CommitLog log, Feed feed) {
        this.log = log;
        this.feed = feed;
    }

    /**
     * @param led as this process leads it
     * @param kept where {@code led} keeps its entries
     * @param room for what waits for standbys
     */
    public static FedLog of(CommitLog led, TabletLog kept, Feed.Room room) {
        long last = kept.history().nextLsn() - 1;
        var told = new Feed.Log() {
            @Override
            public long epoch() {
                return kept.epoch();
            }

            @Override
            public History historyTo(long lsn) {
                return kept.historyTo(lsn);
            }
        };
        return new FedLog(led, new Feed(told, new LogPosition(kept.epochOf(last), last), room));
    }

    public Feed feed() {
        return feed;
    }

    @Override
    public void append(byte[] entry, Outcome outcome) {
        log.append(entry, new Outcome() {
            @Override
            public void durable(long lsn) {
                feed.acknowledged(new LogPosition(log.epochOf(lsn), lsn), entry);
                outcome.durable(lsn);
            }

            @Override
            public void unknown() {
                outcome.unknown();
            }
        });
    }

    @Override
    public void checkpointed(long version) {
        log.checkpointed(version);
        feed.checkpointed(version);
    }

    @Override
    public long firstLsn() {
        return log.firstLsn();
    }

    @Override
    public long nextLsn() {
        return log.nextLsn();
    }

    @Override
    public void replay(long fromLsn, Reader reader) throws InterruptedException {
        log.replay(fromLsn, reader);
    }

    @Override
    public boolean awaitRoom(Duration wait) throws InterruptedException {
        return log.awaitRoom(wait);
    }

    @Override
    public boolean serves() {
        return log.serves();
    }

    @Override
    public boolean awaitLease(Duration wait) throws InterruptedException {
        return log.awaitLease(wait);
    }

    @Override
    public long writtenBytes() {
        return log.writtenBytes();
    }

    @Override
    public long epoch() {
        return log.epoch();
    }

    @Override
    public long epochOf(long lsn) {
        return log.epochOf(lsn);
    }

    @Override
    public void dropBefore(long lsn) {
        log.dropBefore(lsn);
    }

    @Override
    public void close() {
        log.close();
        feed.close();
    }
}
