package io.ironstead.datastore.query;

/**
 * A walk over positions in ascending order of their bytes (see {@link NormalQuery}), each once. Before the first {@link #next}
 * or {@link #advance} it is nowhere.
 */
interface Walk extends AutoCloseable {

    /** Steps to the next position; false at the end. */
    boolean next();

    /** Steps to the first position not before {@code target}, if it is not there already; false at the end. */
    boolean advance(byte[] target);

    byte[] position();

    /** Whether the entity here has further rows in one of the indexes read, so that this may not be its first position. */
    boolean further();

    /** Whether the end that was reached is a bound of ours, and there may be more. */
    default boolean cutShort() {
        return false;
    }

    @Override
    void close();
}
