package io.ironstead.datastore.store;

/** A walk over rows: {@link #next()} until it is false, then {@link #close()}. One thread's. */
public interface Rows extends AutoCloseable {

    /** Steps to the next row; false at the end. */
    boolean next();

    byte[] key();

    byte[] value();

    /**
     * Goes on at {@code key}, or at the first row after it in the walk's direction where there is no such row. The next
     * {@link #next()} is on that row. A key that is not ahead of the present row changes nothing.
     */
    void seek(byte[] key);

    @Override
    void close();
}
