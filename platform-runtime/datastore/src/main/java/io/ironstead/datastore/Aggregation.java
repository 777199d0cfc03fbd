package io.ironstead.datastore;

import java.util.OptionalLong;

/** A number worked out over a query's results. */
public sealed interface Aggregation {
    /** What the answer calls it. */
    String alias();

    /** How many results there are, counting no further than {@code upTo} when that is present. */
    record Count(String alias, OptionalLong upTo) implements Aggregation {}

    /** The sum of the numeric values: an integer, or a double where one is among them or the sum overflows. */
    record Sum(String alias, String property) implements Aggregation {}

    /** The mean of the numeric values as a double; null when there is none. */
    record Average(String alias, String property) implements Aggregation {}
}
