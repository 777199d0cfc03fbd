package io.ironstead.datastore;

import java.util.List;
import java.util.Optional;

/**
 * What a program asks for, before any planning.
 *
 * @param kind absent for a query over all kinds; metadata kinds ({@code __kind__}, {@code __namespace__}, {@code __property__},
 *     {@code __entity_group__}) are kinds too
 * @param projection properties to answer instead of whole entities; only {@link #KEY} for a keys-only query; empty for whole
 *     entities
 * @param distinctOn properties of which every combination is answered once; empty for none
 * @param offset results to leave out first, 0 or more
 * @param limit results to answer at most; absent for no limit
 */
public record Query(
        String namespace,
        Optional<String> kind,
        Optional<Filter> filter,
        List<Order> orders,
        List<String> projection,
        List<String> distinctOn,
        int offset,
        Optional<Integer> limit,
        Optional<Cursor> start,
        Optional<Cursor> end) {
    /** Stands for the key wherever a property is named. */
    public static final String KEY = "__key__";

    public Query {
        orders = List.copyOf(orders);
        projection = List.copyOf(projection);
        distinctOn = List.copyOf(distinctOn);
    }

    public static Query ofKind(String namespace, String kind) {
        return new Query(
                namespace,
                Optional.of(kind),
                Optional.empty(),
                List.of(),
                List.of(),
                List.of(),
                0,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    public Query where(Filter changed) {
        return new Query(
                namespace, kind, Optional.of(changed), orders, projection, distinctOn, offset, limit, start, end);
    }

    public Query orderBy(Order... changed) {
        return new Query(namespace, kind, filter, List.of(changed), projection, distinctOn, offset, limit, start, end);
    }

    public Query project(String... changed) {
        return new Query(namespace, kind, filter, orders, List.of(changed), distinctOn, offset, limit, start, end);
    }

    public Query limit(int changed) {
        return new Query(
                namespace, kind, filter, orders, projection, distinctOn, offset, Optional.of(changed), start, end);
    }

    /** What is left of this query after a page that ended at {@code end}. */
    public Query from(Cursor changed, int offsetLeft, Optional<Integer> limitLeft) {
        return new Query(
                namespace,
                kind,
                filter,
                orders,
                projection,
                distinctOn,
                offsetLeft,
                limitLeft,
                Optional.of(changed),
                end);
    }

    public boolean keysOnly() {
        return projection.equals(List.of(KEY));
    }
}
