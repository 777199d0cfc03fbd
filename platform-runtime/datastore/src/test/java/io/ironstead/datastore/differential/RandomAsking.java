package io.ironstead.datastore.differential;

import static io.ironstead.datastore.differential.Messages.*;

import com.google.datastore.v1.CompositeFilter;
import com.google.datastore.v1.Filter;
import com.google.datastore.v1.PropertyFilter.Operator;
import com.google.datastore.v1.PropertyOrder.Direction;
import com.google.datastore.v1.PropertyReference;
import com.google.datastore.v1.Query;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Queries that the server which answers them beside us serves. */
final class RandomAsking {
    private static final List<Operator> INEQUALITIES = List.of(
            Operator.LESS_THAN, Operator.LESS_THAN_OR_EQUAL, Operator.GREATER_THAN, Operator.GREATER_THAN_OR_EQUAL);

    private final RandomGenerator random;
    private final RandomData data;
    private final boolean firestore;
    private final boolean lists;

    RandomAsking(RandomGenerator random, RandomData data, boolean firestore, boolean lists) {
        this.random = random;
        this.data = data;
        this.firestore = firestore;
        this.lists = lists;
    }

    Query.Builder query() {
        if (random.nextInt(10) == 0) {
            return kindless();
        }
        var query = Messages.kind(random.nextInt(8) == 0 ? "Other" : "Thing");
        List<Filter> filters = new ArrayList<>();
        List<String> equal = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            String property = data.property();
            equal.add(property);
            filters.add(where(property, Operator.EQUAL, data.scalar()));
        }
        Optional<String> unequal = Optional.empty();
        if (random.nextInt(2) == 0) {
            String property = random.nextInt(6) == 0 ? "__key__" : data.property();
            unequal = Optional.of(property);
            addRange(filters, property);
        }
        if (random.nextInt(6) == 0) {
            filters.add(Queries.ancestor(key("Root", 1 + random.nextInt(2))));
        }
        if (firestore) {
            addMore(filters);
        }
        if (!filters.isEmpty()) {
            query.setFilter(filters.size() == 1 ? filters.getFirst() : and(filters.toArray(Filter[]::new)));
        }
        addOrders(query, unequal);
        addShape(query, equal);
        return query;
    }

    /**
     * Whether the other server can go on from its own cursors: the Firestore emulator cannot in projections that are sorted by
     * key, the other one fails after a cursor with an inequality, and starts over among the values of a list.
     */
    boolean canPage(Query.Builder query) {
        if (firestore) {
            return query.getProjectionCount() == 0
                    || !query.getFilter().toString().contains("__key__");
        }
        return !lists && !query.hasFilter();
    }

    private Query.Builder kindless() {
        var query = Query.newBuilder();
        switch (random.nextInt(3)) {
            case 0 -> query.setFilter(Queries.ancestor(key("Root", 1)));
            case 1 -> query.setFilter(where("__key__", inequality(), data.key()));
            default -> project(query, "__key__");
        }
        return query;
    }

    private Operator inequality() {
        return INEQUALITIES.get(random.nextInt(INEQUALITIES.size()));
    }

    private void addRange(List<Filter> filters, String property) {
        for (int i = random.nextInt(2); i >= 0; i--) {
            filters.add(where(property, inequality(), property.equals("__key__") ? data.key() : data.scalar()));
        }
    }

    /** What only the Firestore emulator serves. */
    private void addMore(List<Filter> filters) {
        String property = data.property();
        switch (random.nextInt(10)) {
            case 0 -> filters.add(where(property, Operator.IN, operands()));
            case 1 -> filters.add(where(property, Operator.NOT_IN, operands()));
            case 2 -> filters.add(where(property, Operator.NOT_EQUAL, data.scalar()));
            case 3 -> filters.add(composite(CompositeFilter.Operator.OR));
            case 4 -> addRange(filters, property);
            case 5 -> filters.add(where("__key__", Operator.IN, list(data.key(), data.key())));
            default -> {}
        }
    }

    private com.google.datastore.v1.Value operands() {
        return list(data.scalar(), data.scalar(), data.scalar());
    }

    private Filter composite(CompositeFilter.Operator operator) {
        var parts = new Filter[2];
        for (int i = 0; i < parts.length; i++) {
            var one = where(data.property(), Operator.EQUAL, data.scalar());
            parts[i] = random.nextInt(3) == 0 ? and(one, where(data.property(), Operator.EQUAL, data.scalar())) : one;
        }
        return operator == CompositeFilter.Operator.OR ? Queries.or(parts) : and(parts);
    }

    private void addOrders(Query.Builder query, Optional<String> unequal) {
        List<String> properties = new ArrayList<>();
        if (random.nextInt(2) == 0) {
            unequal.filter(_ -> !firestore || random.nextInt(3) > 0).ifPresent(properties::add);
            for (int i = random.nextInt(3); i > 0; i--) {
                String property = data.property();
                if (!properties.contains(property) && !properties.contains("__key__")) {
                    properties.add(property);
                }
            }
        }
        for (String property : properties) {
            order(query, property, random.nextInt(3) == 0 ? Direction.DESCENDING : Direction.ASCENDING);
        }
        // Google's first emulator keeps ties ascending after a descending order: there every order ends with the key.
        if (!firestore && !properties.isEmpty() && !properties.contains("__key__")) {
            order(query, "__key__", Direction.ASCENDING);
        }
    }

    private void addShape(Query.Builder query, List<String> equal) {
        // After a descending order the two sort what is projected in different directions.
        boolean descends =
                query.getOrderList().stream().anyMatch(order -> order.getDirection() == Direction.DESCENDING);
        switch (random.nextInt(descends ? 2 : 8)) {
            case 0 -> project(query, "__key__");
            case 2, 3 ->
                RandomData.PROPERTIES.stream()
                        .filter(property -> !equal.contains(property))
                        .limit(1 + random.nextInt(2))
                        .forEach(property -> project(query, property));
            default -> {}
        }
        if (random.nextInt(10) == 0 && !lists && query.getOrderCount() == 0 && !query.hasFilter()) {
            query.addDistinctOn(PropertyReference.newBuilder().setName("a"));
        }
        if (random.nextInt(4) == 0) {
            query.setOffset(random.nextInt(5));
        }
        if (random.nextInt(3) == 0) {
            query.setLimit(limit(random.nextInt(6)));
        }
    }
}
