package io.ironstead.datastore;

/** One property results are sorted by; ties end with the key, in the last order's direction. */
public record Order(String property, Direction direction) {

    public static Order ascending(String property) {
        return new Order(property, Direction.ASCENDING);
    }

    public static Order descending(String property) {
        return new Order(property, Direction.DESCENDING);
    }
}
