package io.ironstead.datastore.query;

import io.ironstead.datastore.DatastoreException;
import io.ironstead.datastore.Direction;
import io.ironstead.datastore.EntityRules;
import io.ironstead.datastore.Filter;
import io.ironstead.datastore.Key;
import io.ironstead.datastore.Problem;
import io.ironstead.datastore.Query;
import io.ironstead.datastore.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a query may ask. Refusals are in Google's words (its {@code datastore_stub_util.CheckQuery}, and what its emulators
 * answered: datastore.md 1.6 and 1.11).
 */
final class QueryRules {
    private static final int COMPONENTS_MAX = 100;
    private static final String EMPTY_PROPERTY = "The property.name is the empty string.";

    private final String application;
    private final Query query;

    private QueryRules(String application, Query query) {
        this.application = application;
        this.query = query;
    }

    /** Before the filters are taken apart. */
    static void check(String application, Query query) {
        var rules = new QueryRules(application, query);
        refuseIf(query.offset() < 0, "Offset must be non-negative.");
        refuseIf(query.limit().filter(limit -> limit < 0).isPresent(), "Limit must be non-negative.");
        refuseIf(query.kind().filter(String::isEmpty).isPresent(), "The kind is the empty string.");
        rules.checkProjection();
        rules.checkOrders();
        rules.checkDistinct();
        int components =
                query.orders().size() + query.filter().map(rules::checked).orElse(0);
        refuseIf(
                components > COMPONENTS_MAX,
                "query is too large. may not have more than " + COMPONENTS_MAX
                        + " filters + sort orders ancestor total");
        if (query.kind().isEmpty()) {
            rules.checkKindless();
        }
    }

    /** What strict mode refuses besides, as Google's first datastore did. */
    static void checkStrictly(NormalQuery normal) {
        Optional<String> first = Optional.empty();
        for (var conjunction : normal.anyOf()) {
            for (String property : inequalities(conjunction)) {
                if (first.isPresent() && !first.get().equals(property)) {
                    throw DatastoreException.invalid(
                            "Only one inequality filter per query is supported.  Encountered both " + first.get()
                                    + " and " + property);
                }
                first = Optional.of(property);
            }
        }
        var orders = normal.query().orders();
        var grouped = normal.query().distinctOn();
        if (first.isPresent() && orders.isEmpty() && !grouped.isEmpty() && !grouped.contains(first.get())) {
            throw DatastoreException.invalid("Inequality filter on " + first.get()
                    + " must also be a group by property when group by properties are set.");
        }
        if (first.isPresent()
                && !orders.isEmpty()
                && !orders.getFirst().property().equals(first.get())) {
            throw DatastoreException.invalid("The first sort property must be the same as the property to which the"
                    + " inequality filter is applied.  In your query the first sort property is "
                    + orders.getFirst().property() + " but the inequality filter is on " + first.get());
        }
    }

    private static List<String> inequalities(Conjunction conjunction) {
        var found = new ArrayList<>(conjunction.ranges().keySet().stream()
                .filter(conjunction::hasInequality)
                .toList());
        if (conjunction.keyInequality()) {
            found.add(Query.KEY);
        }
        return found;
    }

    private void checkProjection() {
        if (query.keysOnly()) {
            return;
        }
        for (String property : query.projection()) {
            refuseIf(property.isEmpty(), EMPTY_PROPERTY);
            refuseIf(
                    isReserved(property) && !property.equals(Query.KEY),
                    "projections are not supported for the property: " + property);
        }
        refuseIf(
                new HashSet<>(query.projection()).size() < query.projection().size(),
                "Cannot project a property multiple times.");
    }

    private void checkOrders() {
        for (var order : query.orders()) {
            refuseIf(order.property().isEmpty(), EMPTY_PROPERTY);
        }
    }

    private void checkDistinct() {
        Set<String> left = new HashSet<>(query.distinctOn());
        for (String property : left) {
            refuseIf(isReserved(property), "group by is not supported for the property: " + property);
        }
        for (var order : query.orders()) {
            if (left.isEmpty()) {
                return;
            }
            refuseIf(
                    !left.remove(order.property()),
                    "must specify all group by orderings before any non group by orderings");
        }
    }

    private void checkKindless() {
        boolean keyAscending = query.orders().stream()
                .allMatch(order -> order.property().equals(Query.KEY) && order.direction() == Direction.ASCENDING);
        refuseIf(!keyAscending, "kind is required for all orders except __key__ ascending");
        for (String property : query.keysOnly() ? List.<String>of() : query.projection()) {
            throw new DatastoreException(new Problem.KindRequired(property));
        }
        for (String property : query.distinctOn()) {
            throw new DatastoreException(new Problem.KindRequired(property));
        }
    }

    /** Counts a filter's parts while it checks them. */
    private int checked(Filter filter) {
        return switch (filter) {
            case Filter.Compare compare -> {
                checkProperty(compare.property(), compare.operator() == Filter.Operator.EQUAL);
                checkValue(compare.property(), compare.value());
                yield 1;
            }
            case Filter.In in -> {
                checkProperty(in.property(), true);
                in.values().forEach(value -> checkValue(in.property(), value));
                yield 1;
            }
            case Filter.NotIn notIn -> {
                checkProperty(notIn.property(), false);
                notIn.values().forEach(value -> checkValue(notIn.property(), value));
                yield 1;
            }
            case Filter.Exists exists -> {
                checkProperty(exists.property(), false);
                yield 1;
            }
            case Filter.HasAncestor(Key ancestor) -> {
                checkAncestor(ancestor);
                yield 1;
            }
            case Filter.And(var parts) -> parts.stream().mapToInt(this::checked).sum();
            case Filter.Or(var parts) -> parts.stream().mapToInt(this::checked).sum();
        };
    }

    private void checkProperty(String property, boolean equality) {
        refuseIf(property.isEmpty(), EMPTY_PROPERTY);
        if (property.equals(Query.KEY)) {
            return;
        }
        if (query.kind().isEmpty()) {
            throw new DatastoreException(new Problem.KindRequired(property));
        }
        if (equality && !query.keysOnly() && query.projection().contains(property)) {
            throw new DatastoreException(new Problem.ProjectionOnEquality(property));
        }
    }

    private void checkValue(String property, Value value) {
        refuseIf(value instanceof Value.Embedded, "Entity values are not supported in filters.");
        if (!property.equals(Query.KEY)) {
            return;
        }
        if (!(value instanceof Value.Reference(Key key))) {
            throw DatastoreException.invalid("__key__ filter value must be a Key");
        }
        refuseIf(
                !key.application().equals(application),
                "__key__ filter app is " + key.application() + " but query app is " + application);
        refuseIf(
                !key.namespace().equals(query.namespace()),
                "__key__ filter namespace is " + key.namespace() + " but query namespace is " + query.namespace());
        EntityRules.checkReadable(key);
    }

    private void checkAncestor(Key ancestor) {
        refuseIf(
                !ancestor.application().equals(application),
                "query app is " + application + " but ancestor app is " + ancestor.application());
        refuseIf(
                !ancestor.namespace().equals(query.namespace()),
                "The query namespace is " + query.namespace() + " but ancestor namespace is " + ancestor.namespace());
        EntityRules.checkReadable(ancestor);
    }

    private static boolean isReserved(String property) {
        return EntityRules.isReserved(property);
    }

    private static void refuseIf(boolean broken, String message) {
        if (broken) {
            throw DatastoreException.invalid(message);
        }
    }
}
