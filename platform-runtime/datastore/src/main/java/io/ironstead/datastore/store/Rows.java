package io.ironstead.datastore.store;

/** A walk over rows: {@link #next()} until it is false, then {@link #close()}. One thread's. */
public interface Rows extends AutoCloseable {

    /** Steps to the next row; false at the end. */
    boolean next();

    byte[] key();

    byte[] value();

    /**
     * Goes on at the first row not before {@code key} in the walk's direction; never backwards. The next {@link #next()} is on
     * that row.
     */
    void seek(byte[] key);

    @Override
    void close();
}
