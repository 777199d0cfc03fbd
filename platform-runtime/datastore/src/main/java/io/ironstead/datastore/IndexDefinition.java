package io.ironstead.datastore;

import java.util.List;

/**
 * A composite index as {@code index.yaml} names one.
 *
 * @param ancestor whether it serves queries below an ancestor
 */
public record IndexDefinition(String kind, boolean ancestor, List<Order> columns) {
    public IndexDefinition {
        columns = List.copyOf(columns);
    }
}
