package io.ironstead.datastore.gql;

import io.ironstead.datastore.Aggregation;
import io.ironstead.datastore.Query;
import java.util.List;

/** What a text of GQL asks for. */
public sealed interface GqlStatement {

    /** Entities. */
    record Select(Query query) implements GqlStatement {}

    /** Numbers about a query's results; 1 to 5 of them, with different aliases. */
    record Aggregate(Query query, List<Aggregation> aggregations) implements GqlStatement {
        public Aggregate {
            aggregations = List.copyOf(aggregations);
        }
    }
}
