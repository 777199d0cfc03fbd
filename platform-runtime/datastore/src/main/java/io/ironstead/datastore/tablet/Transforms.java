package io.ironstead.datastore.tablet;

import io.ironstead.datastore.Entity;
import io.ironstead.datastore.Mutation.Transform;
import io.ironstead.datastore.Property;
import io.ironstead.datastore.PropertyValue;
import io.ironstead.datastore.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Server-side changes of properties. Source: the comments of {@code PropertyTransform} in Google's {@code datastore.proto}. */
final class Transforms {
    private static final PropertyValue NOTHING = PropertyValue.indexed(Value.Null.NULL);

    private Transforms() {}

    /** @param results gets what the transform answers */
    static Entity apply(Entity entity, Transform transform, long nowMicros, List<PropertyValue> results) {
        var old = entity.property(transform.property());
        Property changed = switch (transform) {
            case Transform.SetToServerTime(String name) -> single(name, new Value.Timestamp(nowMicros));
            case Transform.Increment(String name, Value by) -> single(name, numeric(old, by, Transforms::sum));
            case Transform.Maximum(String name, Value with) -> single(name, numeric(old, with, Transforms::maximum));
            case Transform.Minimum(String name, Value with) -> single(name, numeric(old, with, Transforms::minimum));
            case Transform.AppendMissing(String name, var elements) -> appended(name, old, elements);
            case Transform.RemoveAll(String name, var elements) -> without(name, old, elements);
        };
        boolean aboutList = transform instanceof Transform.AppendMissing || transform instanceof Transform.RemoveAll;
        results.add(aboutList ? NOTHING : changed.values().getFirst());
        return with(entity, changed);
    }

    private static Entity with(Entity entity, Property changed) {
        var properties = new ArrayList<>(entity.properties());
        for (int i = 0; i < properties.size(); i++) {
            if (properties.get(i).name().equals(changed.name())) {
                properties.set(i, changed);
                return new Entity(entity.key(), properties);
            }
        }
        properties.add(changed);
        return new Entity(entity.key(), properties);
    }

    /** Indexed, whatever the old value was: as Google's Firestore emulator has it. */
    private static Property single(String name, Value value) {
        return Property.of(name, PropertyValue.indexed(value));
    }

    private interface Arithmetic {
        Value of(Value stored, Value given);
    }

    /** The given value alone where the stored one is no number. */
    private static Value numeric(Optional<Property> old, Value given, Arithmetic arithmetic) {
        return old.filter(property -> !property.list())
                .map(property -> property.values().getFirst().value())
                .filter(Transforms::isNumber)
                .map(stored -> arithmetic.of(stored, given))
                .orElse(given);
    }

    private static boolean isNumber(Value value) {
        return value instanceof Value.Int || value instanceof Value.Decimal;
    }

    private static double decimal(Value number) {
        return switch (number) {
            case Value.Int(long value) -> value;
            case Value.Decimal(double value) -> value;
            default -> throw new IllegalArgumentException("Not a number");
        };
    }

    /** Integers stop at the greatest and the least. */
    private static Value sum(Value stored, Value given) {
        if (stored instanceof Value.Int(long left) && given instanceof Value.Int(long right)) {
            long sum = left + right;
            boolean overflows = ((left ^ sum) & (right ^ sum)) < 0;
            return new Value.Int(overflows ? (left < 0 ? Long.MIN_VALUE : Long.MAX_VALUE) : sum);
        }
        return new Value.Decimal(decimal(stored) + decimal(given));
    }

    /** Of equal numbers the stored one, whatever its type. */
    private static Value maximum(Value stored, Value given) {
        if (isNaN(stored) || isNaN(given)) {
            return new Value.Decimal(Double.NaN);
        }
        return compare(given, stored) > 0 ? given : stored;
    }

    private static Value minimum(Value stored, Value given) {
        if (isNaN(stored) || isNaN(given)) {
            return new Value.Decimal(Double.NaN);
        }
        return compare(given, stored) < 0 ? given : stored;
    }

    private static boolean isNaN(Value value) {
        return value instanceof Value.Decimal(double number) && Double.isNaN(number);
    }

    private static int compare(Value left, Value right) {
        if (left instanceof Value.Int(long first) && right instanceof Value.Int(long second)) {
            return Long.compare(first, second);
        }
        double first = decimal(left);
        double second = decimal(right);
        return first == second ? 0 : Double.compare(first, second);
    }

    private static Property appended(String name, Optional<Property> old, List<PropertyValue> elements) {
        var values = new ArrayList<>(listOf(old));
        for (PropertyValue element : elements) {
            if (values.stream().noneMatch(value -> same(value.value(), element.value()))) {
                values.add(element);
            }
        }
        return Property.list(name, values);
    }

    private static Property without(String name, Optional<Property> old, List<PropertyValue> elements) {
        var values = new ArrayList<>(listOf(old));
        values.removeIf(value -> elements.stream().anyMatch(element -> same(value.value(), element.value())));
        return Property.list(name, values);
    }

    private static List<PropertyValue> listOf(Optional<Property> old) {
        return old.filter(Property::list).map(Property::values).orElse(List.of());
    }

    /** NaN is NaN here, and an integer the same as its double. */
    private static boolean same(Value left, Value right) {
        return left.equals(right)
                || (isNumber(left) && isNumber(right) && !isNaN(left) && !isNaN(right) && compare(left, right) == 0);
    }
}
