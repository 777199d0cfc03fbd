package io.ironstead.datastore.simulation;

import io.ironstead.datastore.tablet.CommitLog;
import java.time.Duration;

/** A log as it is, for those that change something about it. */
class Passing implements CommitLog {
    private final CommitLog log;

    Passing(CommitLog log) {
        this.log = log;
    }

    @Override
    public void append(byte[] entry, Outcome outcome) {
        log.append(entry, outcome);
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
    public long epochOf(long lsn) {
        return log.epochOf(lsn);
    }

    @Override
    public void checkpointed(long version) {
        log.checkpointed(version);
    }

    @Override
    public void dropBefore(long lsn) {
        log.dropBefore(lsn);
    }

    @Override
    public void close() {
        log.close();
    }
}
