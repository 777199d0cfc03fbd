package io.ironstead.datastore.query;

import io.ironstead.datastore.DatastoreException;
import io.ironstead.datastore.Filter;
import java.util.ArrayList;
import java.util.List;

/** Turns a filter into ORed lists of ANDed filters; {@code !=} and {@code NOT_IN} stay whole. */
final class DisjunctiveForm {
    /** Google's bounds. */
    static final int DISJUNCTIONS_MAX = 30;

    static final int NOT_IN_MAX = 10;

    /** Counting ends here: what is beyond is refused anyway. */
    private static final long COUNTED_MAX = 1_000_000;

    private DisjunctiveForm() {}

    /** Each list of atoms is one way to satisfy the filter. */
    static List<List<Filter>> of(Filter filter) {
        long count = count(filter);
        if (count > DISJUNCTIONS_MAX) {
            throw DatastoreException.invalid("Too many disjunctions after normalization. Result had " + count
                    + " disjunctions which is more than the maximum of " + DISJUNCTIONS_MAX);
        }
        return expand(filter);
    }

    /** Counted before it is built: a short filter can have a long form. */
    private static long count(Filter filter) {
        return switch (filter) {
            case Filter.Compare _, Filter.NotIn _, Filter.HasAncestor _, Filter.Exists _ -> 1;
            case Filter.In in -> {
                if (in.values().size() > DISJUNCTIONS_MAX) {
                    throw DatastoreException.invalid("IN supports up to " + DISJUNCTIONS_MAX + " values. There are "
                            + in.values().size() + " values in the IN filter in your query.");
                }
                yield in.values().stream().distinct().count();
            }
            case Filter.Or or ->
                or.filters().stream().mapToLong(DisjunctiveForm::count).reduce(0, DisjunctiveForm::bounded);
            case Filter.And and ->
                and.filters().stream()
                        .mapToLong(DisjunctiveForm::count)
                        .reduce(1, (left, right) -> Math.min(COUNTED_MAX, left * right));
        };
    }

    private static long bounded(long left, long right) {
        return Math.min(COUNTED_MAX, left + right);
    }

    private static List<List<Filter>> expand(Filter filter) {
        return switch (filter) {
            case Filter.Compare _, Filter.HasAncestor _, Filter.Exists _ -> List.of(List.of(filter));
            case Filter.NotIn notIn -> {
                if (notIn.values().isEmpty()) {
                    throw DatastoreException.invalid("NOT_IN requires an non-empty ArrayValue.");
                }
                if (notIn.values().size() > NOT_IN_MAX) {
                    throw DatastoreException.invalid("NOT_IN supports up to " + NOT_IN_MAX + " values.");
                }
                yield List.of(List.of(filter));
            }
            case Filter.In in -> {
                if (in.values().isEmpty()) {
                    throw DatastoreException.invalid("IN requires an non-empty ArrayValue.");
                }
                yield in.values().stream()
                        .distinct()
                        .map(value -> List.<Filter>of(new Filter.Compare(in.property(), Filter.Operator.EQUAL, value)))
                        .toList();
            }
            case Filter.Or or -> {
                if (or.filters().isEmpty()) {
                    throw DatastoreException.invalid("A composite filter must have at least one sub-filter.");
                }
                yield or.filters().stream()
                        .flatMap(part -> expand(part).stream())
                        .toList();
            }
            case Filter.And and -> product(and.filters());
        };
    }

    private static List<List<Filter>> product(List<Filter> parts) {
        List<List<Filter>> all = List.of(List.of());
        for (var part : parts) {
            var longer = new ArrayList<List<Filter>>();
            for (var alternative : expand(part)) {
                for (var atoms : all) {
                    var more = new ArrayList<>(atoms);
                    more.addAll(alternative);
                    longer.add(more);
                }
            }
            all = longer;
        }
        return all;
    }
}
