package io.ironstead.datastore.query;

import io.ironstead.datastore.Direction;
import io.ironstead.datastore.Order;
import io.ironstead.datastore.Query;
import java.util.List;

/**
 * A query without sugar: what it asks of an entity, and one total order of its results.
 *
 * <p>A result's position is the values of {@code columns} and then the key, each encoded so that bytes compare as results do: a
 * descending column has its bits turned. A position is unique among the results.
 *
 * @param anyOf at least one must hold; empty when nothing can
 * @param columns what results are sorted by before their keys: the query's orders, then its inequalities, then what it projects;
 *     {@link Query#KEY} only where a projection sorts by more after the key
 * @param keyDirection in which ties end
 * @param groupColumns how many of the first columns must differ between results; 0 without distinct
 * @param combinations whether every combination of the columns' values is a result, else only an entity's first
 */
record NormalQuery(
        Query query,
        List<Conjunction> anyOf,
        List<Order> columns,
        Direction keyDirection,
        int groupColumns,
        boolean combinations) {

    NormalQuery {
        anyOf = List.copyOf(anyOf);
        columns = List.copyOf(columns);
    }

    /** Whether a result has to be read as an entity, and not only from index rows. */
    boolean wantsEntities() {
        return query.projection().isEmpty();
    }
}
