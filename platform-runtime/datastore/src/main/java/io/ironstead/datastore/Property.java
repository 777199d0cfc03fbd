package io.ironstead.datastore;

import java.util.List;

/**
 * A named property.
 *
 * @param list whether it is a list, be it of one value or none; otherwise there is exactly one value
 * @param meaning the list's own {@code meaning} number, 0 for none
 */
public record Property(String name, List<PropertyValue> values, boolean list, int meaning) {
    public Property {
        values = List.copyOf(values);
        if (!list && values.size() != 1) {
            throw new IllegalArgumentException("A property that is no list has exactly one value");
        }
    }

    public static Property of(String name, PropertyValue value) {
        return new Property(name, List.of(value), false, 0);
    }

    public static Property list(String name, List<PropertyValue> values) {
        return new Property(name, values, true, 0);
    }
}
