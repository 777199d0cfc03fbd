package io.ironstead.datastore.tablet;

import io.ironstead.datastore.log.LogWriter;
import io.ironstead.datastore.log.SlotStore;
import io.ironstead.datastore.log.TabletLog;
import java.time.Duration;

/** The commit log in CouchDB. */
public final class TabletCommitLog implements CommitLog {
    private final TabletLog log;
    private final SlotStore slots;

    public TabletCommitLog(TabletLog log, SlotStore slots) {
        this.log = log;
        this.slots = slots;
    }

    @Override
    public long firstLsn() {
        return log.history().firstLsn();
    }

    @Override
    public long nextLsn() {
        return log.history().nextLsn();
    }

    @Override
    public void replay(long fromLsn, Reader reader) throws InterruptedException {
        log.replay(fromLsn, reader::entry);
    }

    @Override
    public void append(byte[] entry, Outcome outcome) {
        log.append(entry, new LogWriter.Outcome() {
            @Override
            public void durable(long lsn) {
                outcome.durable(lsn);
            }

            @Override
            public void unknown() {
                outcome.unknown();
            }
        });
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
        return log.statistics().bytes();
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
        if (slots.checkpoint(lsn)) {
            log.dropBefore(lsn);
        }
    }

    @Override
    public void close() {
        log.close();
    }
}
