package io.ironstead.datastore.store;

/** The store itself failed: a full or broken disk, damaged files. What was acknowledged is still in the commit log. */
public final class RowStoreException extends RuntimeException {
    private static final long serialVersionUID = 1;

    RowStoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
