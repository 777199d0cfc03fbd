package io.ironstead.datastore;

/** Everything a datastore call can be refused for. */
public sealed interface Problem {

    /** The request breaks a rule; the text is Google's and the same on both wires. */
    record Invalid(String message) implements Problem {}

    /** An insert of a key that is there. */
    record EntityExists(Key key) implements Problem {}

    /** An update of a key that is not there. */
    record NoEntity(Key key) implements Problem {}

    /**
     * Another commit changed what this one read or expected, or the node that led the data when it began does no more: try again
     * from the start.
     */
    record Contention() implements Problem {}

    /** The handle was never given, or its transaction has ended. */
    record NoTransaction(boolean wasKnown) implements Problem {}

    record ReadOnlyTransaction() implements Problem {}

    /** Strict mode: no index serves the query; {@code minimal} is the smallest that would. */
    record NeedIndex(IndexDefinition minimal) implements Problem {}

    /** A filter on {@code property} in a query without kind. */
    record KindRequired(String property) implements Problem {}

    /** A projection on a property that also has an equality filter. */
    record ProjectionOnEquality(String property) implements Problem {}

    /** The cursor was made by another query, or is garbage. */
    record CursorMismatch() implements Problem {}

    /** The time asked for is before what is kept. */
    record SnapshotTooOld() implements Problem {}

    /** Nothing was done: this node does not lead the database, or the log takes no writes now. Trying again is safe. */
    record Unavailable(String cause) implements Problem {}

    /** The commit may or may not have happened; read before trying again. */
    record OutcomeUnknown() implements Problem {}

    /** The deadline passed; nothing was written. */
    record DeadlineExceeded() implements Problem {}

    /** A bound of this node was reached: open transactions, waiting commits, size of a sort. */
    record Exhausted(String what) implements Problem {}
}
