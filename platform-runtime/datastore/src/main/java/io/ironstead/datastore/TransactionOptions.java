package io.ironstead.datastore;

import java.util.Optional;

/**
 * How a transaction begins.
 *
 * @param readOnly every mutation is refused
 * @param readMicros a read-only transaction's snapshot; absent for now
 * @param previous the attempt that failed before this one
 */
public record TransactionOptions(boolean readOnly, Optional<Long> readMicros, Optional<TransactionId> previous) {
    public static final TransactionOptions READ_WRITE =
            new TransactionOptions(false, Optional.empty(), Optional.empty());
    public static final TransactionOptions READ_ONLY = new TransactionOptions(true, Optional.empty(), Optional.empty());
}
