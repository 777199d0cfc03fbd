package io.ironstead.datastore.store;

/** A walk over nothing. */
enum NoRows implements Rows {
    NONE;

    @Override
    public boolean next() {
        return false;
    }

    @Override
    public byte[] key() {
        throw new IllegalStateException("There is no row");
    }

    @Override
    public byte[] value() {
        throw new IllegalStateException("There is no row");
    }

    @Override
    public void seek(byte[] key) {}

    @Override
    public void close() {}
}
