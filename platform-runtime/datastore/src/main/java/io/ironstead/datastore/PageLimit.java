package io.ironstead.datastore;

/** How much one answer of a query may hold; it holds at least one row where there is one. */
public record PageLimit(int rows, int bytes) {
    /** Google's batch: 300 rows, 2 MB. */
    public static final PageLimit DEFAULT = new PageLimit(300, 2_000_000);
}
