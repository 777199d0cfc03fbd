package io.ironstead.datastore.simulation;

import io.ironstead.datastore.tablet.CommitLog;
import java.time.Duration;

/** A log that says that an entry is durable as soon as it was sent. */
final class Hasty implements CommitLog {
    private final CommitLog log;
    private long next;

    Hasty(CommitLog log) {
        this.log = log;
        this.next = log.nextLsn();
    }

    @Override
    public void append(byte[] entry, Outcome outcome) {
        log.append(entry, new Outcome() {
            @Override
            public void durable(long lsn) {}

            @Override
            public void unknown() {}
        });
        outcome.durable(next++);
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
    public void dropBefore(long lsn) {
        log.dropBefore(lsn);
    }

    @Override
    public void close() {
        log.close();
    }
}
