package io.ironstead.model.app;

import java.util.List;

/**
 * A composite index of the site's datastore, as {@code index.yaml} asks for one.
 *
 * @param ancestor whether it serves queries below an ancestor
 * @param columns at least one, each property once
 */
public record CompositeIndex(String kind, boolean ancestor, List<Column> columns) {
    public CompositeIndex {
        columns = List.copyOf(columns);
    }

    /** One property of it and the way its values are sorted. */
    public record Column(String property, boolean descending) {}
}
