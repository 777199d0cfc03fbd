package io.ironstead.datastore.differential;

import static io.ironstead.datastore.differential.Messages.where;

import com.google.datastore.v1.CompositeFilter;
import com.google.datastore.v1.Filter;
import com.google.datastore.v1.Key;
import com.google.datastore.v1.PropertyFilter.Operator;
import java.util.Arrays;

/** Filters by their signs. */
final class Queries {
    private Queries() {}

    static Filter equal(String property, Object value) {
        return where(property, Operator.EQUAL, value);
    }

    static Filter ancestor(Key ancestor) {
        return where("__key__", Operator.HAS_ANCESTOR, ancestor);
    }

    static Filter or(Filter... parts) {
        return Filter.newBuilder()
                .setCompositeFilter(CompositeFilter.newBuilder()
                        .setOp(CompositeFilter.Operator.OR)
                        .addAllFilters(Arrays.asList(parts)))
                .build();
    }
}
