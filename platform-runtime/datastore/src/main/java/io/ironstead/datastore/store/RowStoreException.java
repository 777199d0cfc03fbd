package io.ironstead.datastore.store;

import org.rocksdb.RocksDBException;

/** The store itself failed: a full or broken disk, damaged files. What was acknowledged is still in the commit log. */
public final class RowStoreException extends RuntimeException {
    private static final long serialVersionUID = 1;

    RowStoreException(String message, Throwable cause) {
        super(message, cause);
    }

    /** Whether files are damaged or missing, which only making the store anew can mend; not so of a full or busy disk. */
    public boolean isDamage() {
        if (!(getCause() instanceof RocksDBException failed) || failed.getStatus() == null) {
            return false;
        }
        return switch (failed.getStatus().getCode()) {
            case Corruption -> true;
            // The Java binding has no code for it.
            case IOError -> String.valueOf(failed.getMessage()).contains("No such file or directory");
            default -> false;
        };
    }
}
