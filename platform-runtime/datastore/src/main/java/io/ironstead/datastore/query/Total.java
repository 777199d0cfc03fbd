package io.ironstead.datastore.query;

import io.ironstead.datastore.Aggregation;
import io.ironstead.datastore.Entity;
import io.ironstead.datastore.PropertyValue;
import io.ironstead.datastore.Value;
import java.math.BigInteger;

/**
 * One aggregation on its way. Sums and means follow the comments in Google's {@code query.proto}: what is no number is left out, a
 * sum of integers is one as long as it fits 64 bits, a mean is a double, and null over nothing. Of a list
 * every value counts.
 */
final class Total {
    private final Aggregation aggregation;
    private long results;
    private long numbers;
    private boolean decimal;
    private BigInteger integers = BigInteger.ZERO;
    private double decimals;

    Total(Aggregation aggregation) {
        this.aggregation = aggregation;
    }

    Aggregation aggregation() {
        return aggregation;
    }

    boolean isFull() {
        return aggregation instanceof Aggregation.Count count
                && count.upTo().isPresent()
                && results >= count.upTo().getAsLong();
    }

    void addResult() {
        if (!isFull()) {
            results++;
        }
    }

    void add(Entity entity, String name) {
        var own = entity.property(name);
        if (own.isPresent()) {
            own.get().values().stream()
                    .filter(PropertyValue::indexed)
                    .map(PropertyValue::value)
                    .distinct()
                    .forEach(this::add);
            return;
        }
        // A dot may lead into an embedded entity.
        for (int dot = name.indexOf('.'); dot > 0; dot = name.indexOf('.', dot + 1)) {
            String inner = name.substring(dot + 1);
            entity.property(name.substring(0, dot))
                    .ifPresent(outer -> outer.values().forEach(value -> addInner(value, inner)));
        }
    }

    private void addInner(PropertyValue value, String name) {
        if (value.indexed() && value.value() instanceof Value.Embedded(Entity embedded)) {
            add(embedded, name);
        }
    }

    private void add(Value number) {
        switch (number) {
            case Value.Int(long value) -> {
                numbers++;
                integers = integers.add(BigInteger.valueOf(value));
            }
            case Value.Decimal(double value) -> {
                numbers++;
                decimal = true;
                decimals += value;
            }
            default -> {}
        }
    }

    Value value() {
        return switch (aggregation) {
            case Aggregation.Count _ -> new Value.Int(results);
            case Aggregation.Sum _ ->
                !decimal && integers.bitLength() < Long.SIZE
                        ? new Value.Int(integers.longValue())
                        : new Value.Decimal(sum());
            case Aggregation.Average _ -> numbers == 0 ? Value.Null.NULL : new Value.Decimal(sum() / numbers);
        };
    }

    private double sum() {
        return integers.doubleValue() + decimals;
    }
}
