package io.ironstead.datastore;

/** The ids from {@code first} to {@code last}, both included; empty when {@code last} is less. */
public record IdRange(long first, long last) {}
