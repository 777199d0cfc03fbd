package io.ironstead.couch;

/** What became of a database that was to be made. */
public enum DatabaseCreated {
    /** HTTP 201: a quorum of nodes has it. */
    CREATED,
    /** It was there already. */
    EXISTS,
    /** HTTP 202: fewer nodes have it so far. */
    BELOW_QUORUM,
    /** No usable answer in time: it may exist. */
    TIMED_OUT
}
