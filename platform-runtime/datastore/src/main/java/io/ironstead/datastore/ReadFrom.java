package io.ironstead.datastore;

/** Which state a read sees. Reads are always strong: eventual consistency is served as the latest state. */
public sealed interface ReadFrom {

    /** Everything acknowledged before the read began. */
    enum Latest implements ReadFrom {
        LATEST
    }

    /** The transaction's snapshot, without its own writes; what is read is validated at its commit. */
    record Transaction(TransactionId id) implements ReadFrom {}

    /** The state at a time that is not past the retention; {@link Problem.SnapshotTooOld} otherwise. */
    record Time(long micros) implements ReadFrom {}
}
