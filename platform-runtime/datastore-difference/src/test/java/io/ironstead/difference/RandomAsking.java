package io.ironstead.difference;

import com.google.apphosting.datastore_bytes.proto2api.DatastoreV3Pb.Query;
import com.google.apphosting.datastore_bytes.proto2api.DatastoreV3Pb.Query.Filter.Operator;
import com.google.apphosting.datastore_bytes.proto2api.DatastoreV3Pb.Query.Order.Direction;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Queries that Google's {@code LocalDatastoreService} serves: one property with inequalities, which is sorted first. */
final class RandomAsking {
    private static final List<Operator> INEQUALITIES = List.of(
            Operator.LESS_THAN, Operator.LESS_THAN_OR_EQUAL, Operator.GREATER_THAN, Operator.GREATER_THAN_OR_EQUAL);

    private final RandomGenerator random;
    private final RandomData data;
    private final Messages messages;

    RandomAsking(RandomGenerator random, RandomData data, Messages messages) {
        this.random = random;
        this.data = data;
        this.messages = messages;
    }

    Query.Builder query() {
        if (random.nextInt(10) == 0) {
            return kindless();
        }
        var query = messages.kind(random.nextInt(8) == 0 ? "Other" : "Thing");
        List<String> equal = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            String property = data.property();
            equal.add(property);
            Messages.equal(query, property, data.scalar());
        }
        String unequal = "";
        if (random.nextInt(2) == 0) {
            unequal = random.nextInt(6) == 0 ? "__key__" : data.property();
            // What several values of a list meet together, Google's class projects once and we for each of them.
            if (equal.contains(unequal)) {
                unequal = "__key__";
            }
            addRange(query, unequal);
        }
        if (random.nextInt(6) == 0) {
            query.setAncestor(messages.key("Root", 1 + random.nextInt(2)));
        }
        addOrders(query, unequal);
        addShape(query, equal);
        return query.setCompile(true);
    }

    /** Of one group, as transactions ask. */
    Query.Builder ancestor() {
        return query().setAncestor(messages.key("Root", 1 + random.nextInt(2)));
    }

    private Query.Builder kindless() {
        var query = messages.kindless();
        switch (random.nextInt(3)) {
            case 0 -> query.setAncestor(messages.key("Root", 1));
            case 1 -> addRange(query, "__key__");
            default -> query.setKeysOnly(true);
        }
        return query.setCompile(true);
    }

    private void addRange(Query.Builder query, String property) {
        for (int i = random.nextInt(2); i >= 0; i--) {
            Messages.where(
                    query,
                    property,
                    INEQUALITIES.get(random.nextInt(INEQUALITIES.size())),
                    property.equals("__key__") ? data.key() : data.scalar());
        }
    }

    private void addOrders(Query.Builder query, String unequal) {
        List<String> properties = new ArrayList<>();
        if (random.nextInt(2) == 0) {
            if (!unequal.isEmpty()) {
                properties.add(unequal);
            }
            for (int i = random.nextInt(3); i > 0; i--) {
                String property = data.property();
                if (!properties.contains(property) && !properties.contains("__key__")) {
                    properties.add(property);
                }
            }
        }
        for (String property : properties) {
            Messages.order(query, (random.nextInt(3) == 0 ? "-" : "") + property);
        }
        // Google's keeps ties ascending after a descending order: there every order ends with the key.
        boolean descends = query.getOrderList().stream().anyMatch(one -> one.getDirection() == Direction.DESCENDING);
        if (descends && !properties.contains("__key__")) {
            Messages.order(query, "__key__");
        }
    }

    private void addShape(Query.Builder query, List<String> equal) {
        // After a descending key the two sort what is projected in different directions.
        boolean descends = query.getOrderList().stream()
                .anyMatch(one -> one.getProperty().equals("__key__") && one.getDirection() == Direction.DESCENDING);
        switch (random.nextInt(descends ? 2 : 8)) {
            case 0 -> query.setKeysOnly(true);
            case 2, 3 ->
                RandomData.PROPERTIES.stream()
                        .filter(property -> !equal.contains(property))
                        .limit(1 + random.nextInt(2))
                        .forEach(query::addPropertyName);
            default -> {}
        }
        if (random.nextInt(4) == 0) {
            query.setOffset(random.nextInt(5));
        }
        if (random.nextInt(3) == 0) {
            query.setLimit(random.nextInt(6));
        }
        if (random.nextInt(3) == 0) {
            query.setCount(1 + random.nextInt(4));
        }
    }
}
