package io.ironstead.datastore;

public enum Direction {
    ASCENDING,
    DESCENDING
}
