package io.ironstead.datastore.tablet;

import java.time.Duration;

/** The commit log that this process leads: see package {@code datastore.log}, or the one in memory that tests break at will. */
public interface CommitLog extends AutoCloseable {

    /** Takes one entry. */
    @FunctionalInterface
    interface Reader {
        void entry(long lsn, byte[] bytes);
    }

    /** Hears, in the order of the entries, what became of one. */
    interface Outcome {
        /** This entry and all before it are kept for ever. */
        void durable(long lsn);

        /** This process leads the log no more: the entry may or may not be part of it. */
        void unknown();
    }

    /** The position before which entries are not to be had any more; 1 for a whole log. */
    long firstLsn();

    /** The position after everything that was there when this process became the leader. */
    long nextLsn();

    /** Reads every entry from {@code fromLsn} on that was there when this process became the leader. */
    void replay(long fromLsn, Reader reader) throws InterruptedException;

    void append(byte[] entry, Outcome outcome);

    /** Waits until an entry would be sent at once. @return false when that took too long */
    boolean awaitRoom(Duration wait) throws InterruptedException;

    /** Whether this process still leads the log, as far as it knows. */
    boolean serves();

    /**
     * Waits until it is certain that, at some moment since this call, nobody else led the log: what is applied here was
     * everything then. To be called before every read of the latest state.
     *
     * @return false when this process leads no more, or that took too long
     */
    boolean awaitLease(Duration wait) throws InterruptedException;

    /** Bytes that were kept since the current epoch began; 0 when nobody counts. */
    default long writtenBytes() {
        return 0;
    }

    /** The epoch in which entries are appended; of two that both take themselves for the leader, the higher is; 0 when nobody knows. */
    default long epoch() {
        return 0;
    }

    /** Whose slot a position is that was acknowledged here, or before; 0 when nobody knows. */
    default long epochOf(long lsn) {
        return 0;
    }

    /** Everything of commits up to {@code version} is in documents now. */
    default void checkpointed(long version) {}

    /** Entries before {@code lsn} are no longer needed. */
    void dropBefore(long lsn);

    @Override
    void close();
}
