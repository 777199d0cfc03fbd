package io.ironstead.datastore;

/** How ids are chosen. Both kinds fit a double, and are never given twice within a database. */
public enum IdPolicy {
    /** {@code [2^52, 2^52 + 2^51)}, spread evenly. */
    SCATTERED,
    /** {@code (0, 2^52)}, growing. */
    SEQUENTIAL
}
