package io.ironstead.datastore.query;

import io.ironstead.datastore.Direction;
import io.ironstead.datastore.Entity;
import io.ironstead.datastore.Filter;
import io.ironstead.datastore.IndexDefinition;
import io.ironstead.datastore.Key;
import io.ironstead.datastore.Order;
import io.ironstead.datastore.PathElement;
import io.ironstead.datastore.Property;
import io.ironstead.datastore.PropertyValue;
import io.ironstead.datastore.Query;
import io.ironstead.datastore.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Entities, indexes and queries of few different values, so that they meet often. */
public final class RandomQueries {
    public static final String KIND = "T";
    private static final List<String> PROPERTIES = List.of("a", "b", "c");
    private static final List<Value> SPECIAL = List.of(
            Value.Null.NULL,
            new Value.Bool(true),
            new Value.Text(""),
            new Value.Text("x\0y"),
            new Value.Decimal(-0.5),
            new Value.Timestamp(3));

    private final Random random;

    public RandomQueries(Random random) {
        this.random = random;
    }

    public Key key() {
        var path = new ArrayList<PathElement>();
        if (random.nextInt(3) == 0) {
            path.add(element("P", 3));
        }
        path.add(element(random.nextInt(8) == 0 ? "U" : KIND, 25));
        return new Key("shop", "", "", path);
    }

    /** All that {@link #key()} ever makes. */
    public static List<Key> keys() {
        var last = new ArrayList<PathElement>();
        for (String kind : List.of("U", KIND)) {
            elements(kind, 25).forEach(last::add);
        }
        var keys = new ArrayList<Key>();
        for (PathElement element : last) {
            keys.add(new Key("shop", "", "", List.of(element)));
            elements("P", 3).forEach(parent -> keys.add(new Key("shop", "", "", List.of(parent, element))));
        }
        return keys;
    }

    private static Stream<PathElement> elements(String kind, int bound) {
        return IntStream.rangeClosed(1, bound)
                .boxed()
                .flatMap(id -> Stream.of(PathElement.of(kind, id), PathElement.of(kind, "n" + id)));
    }

    private PathElement element(String kind, int bound) {
        int id = 1 + random.nextInt(bound);
        return random.nextInt(4) == 0 ? PathElement.of(kind, "n" + id) : PathElement.of(kind, id);
    }

    public Entity entity() {
        var properties = new ArrayList<Property>();
        for (String name : PROPERTIES) {
            switch (random.nextInt(6)) {
                case 0 -> {}
                case 1, 2 ->
                    properties.add(Property.list(
                            name,
                            IntStream.range(0, random.nextInt(4))
                                    .mapToObj(_ -> PropertyValue.indexed(value()))
                                    .toList()));
                case 3 -> properties.add(Property.of(name, new PropertyValue(value(), random.nextInt(4) > 0, 0)));
                default -> properties.add(Property.of(name, PropertyValue.indexed(value())));
            }
        }
        return new Entity(Optional.of(key()), properties);
    }

    private Value value() {
        return random.nextInt(8) == 0 ? SPECIAL.get(random.nextInt(SPECIAL.size())) : new Value.Int(random.nextInt(5));
    }

    private String property() {
        return PROPERTIES.get(random.nextInt(PROPERTIES.size()));
    }

    public List<IndexDefinition> indexes() {
        return IntStream.range(0, random.nextInt(7)).mapToObj(_ -> index()).toList();
    }

    private IndexDefinition index() {
        var names = new ArrayList<>(PROPERTIES);
        java.util.Collections.shuffle(names, random);
        var columns = new ArrayList<Order>();
        names.subList(0, 1 + random.nextInt(3)).forEach(name -> columns.add(new Order(name, direction())));
        if (random.nextInt(6) == 0) {
            columns.add(new Order(Query.KEY, direction()));
        }
        return new IndexDefinition(KIND, random.nextInt(4) == 0, columns);
    }

    private Direction direction() {
        return random.nextInt(3) == 0 ? Direction.DESCENDING : Direction.ASCENDING;
    }

    public Query query() {
        var orders = new ArrayList<Order>();
        IntStream.range(0, random.nextInt(3)).forEach(_ -> orders.add(new Order(property(), direction())));
        if (random.nextInt(8) == 0) {
            orders.add(new Order(Query.KEY, direction()));
        }
        List<String> projection = switch (random.nextInt(6)) {
            case 0 -> List.of(Query.KEY);
            case 1 -> List.of(property());
            case 2 -> List.of("a", "b");
            default -> List.of();
        };
        List<String> distinct = random.nextInt(10) == 0 ? List.of(property()) : List.of();
        return new Query(
                "",
                Optional.of(KIND),
                random.nextInt(8) == 0 ? Optional.empty() : Optional.of(filter(0)),
                orders,
                projection,
                distinct,
                random.nextInt(4) == 0 ? random.nextInt(6) : 0,
                random.nextInt(4) == 0 ? Optional.of(random.nextInt(12)) : Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private Filter filter(int depth) {
        int choice = random.nextInt(depth < 2 ? 14 : 10);
        if (choice >= 10) {
            var parts = IntStream.range(0, 2 + random.nextInt(2))
                    .mapToObj(_ -> filter(depth + 1))
                    .toList();
            return choice == 10 ? new Filter.Or(parts) : new Filter.And(parts);
        }
        return switch (choice) {
            case 0 -> new Filter.In(property(), List.of(value(), value()));
            case 1 -> new Filter.NotIn(property(), List.of(value(), value()));
            case 2 ->
                new Filter.HasAncestor(
                        new Key("shop", "", "", List.of(random.nextBoolean() ? element("P", 3) : element(KIND, 25))));
            case 3 -> new Filter.Compare(Query.KEY, operator(), new Value.Reference(key()));
            case 4 -> new Filter.Exists(property());
            case 5, 6, 7 -> new Filter.Compare(property(), Filter.Operator.EQUAL, value());
            default -> new Filter.Compare(property(), operator(), value());
        };
    }

    private Filter.Operator operator() {
        return Filter.Operator.values()[random.nextInt(Filter.Operator.values().length)];
    }
}
