package io.ironstead.datastore;

/** An open transaction's unguessable handle; worth nothing to another site. */
public record TransactionId(long handle) {}
