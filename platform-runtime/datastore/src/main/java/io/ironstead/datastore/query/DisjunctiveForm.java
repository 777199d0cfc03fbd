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

    private DisjunctiveForm() {}

    /** Each list of atoms is one way to satisfy the filter. */
    static List<List<Filter>> of(Filter filter) {
        if (count(filter) > DISJUNCTIONS_MAX) {
            throw DatastoreException.invalid("The query requires more than " + DISJUNCTIONS_MAX
                    + " disjunctions. Disjunctive normal form of a query may have at most " + DISJUNCTIONS_MAX + ".");
        }
        return expand(filter);
    }

    /** Counted before it is built: a short filter can have a long form. */
    private static long count(Filter filter) {
        return switch (filter) {
            case Filter.Compare _, Filter.NotIn _, Filter.HasAncestor _, Filter.Exists _ -> 1;
            case Filter.In in -> in.values().stream().distinct().count();
            case Filter.Or or ->
                or.filters().stream().mapToLong(DisjunctiveForm::count).reduce(0, DisjunctiveForm::bounded);
            case Filter.And and ->
                and.filters().stream()
                        .mapToLong(DisjunctiveForm::count)
                        .reduce(1, (left, right) -> left * right > 1_000 ? 1_000 : left * right);
        };
    }

    private static long bounded(long left, long right) {
        return Math.min(1_000, left + right);
    }

    private static List<List<Filter>> expand(Filter filter) {
        return switch (filter) {
            case Filter.Compare _, Filter.HasAncestor _, Filter.Exists _ -> List.of(List.of(filter));
            case Filter.NotIn notIn -> {
                if (notIn.values().isEmpty() || notIn.values().size() > NOT_IN_MAX) {
                    throw DatastoreException.invalid("'NOT_IN' supports 1 to " + NOT_IN_MAX + " comparison values.");
                }
                yield List.of(List.of(filter));
            }
            case Filter.In in -> {
                if (in.values().isEmpty()) {
                    throw DatastoreException.invalid("'IN' requires at least one comparison value.");
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
