package io.ironstead.datastore;

/**
 * A value with what travels beside it.
 *
 * @param indexed whether queries may find it; embedded entities are indexed by their parts' dotted names
 * @param meaning the {@code meaning} number of both wire APIs where the value's type does not tell it (15 text, 18 index value,
 *     22 zlib, ...), kept as it came; 0 for none
 */
public record PropertyValue(Value value, boolean indexed, int meaning) {

    public static PropertyValue indexed(Value value) {
        return new PropertyValue(value, true, 0);
    }

    public static PropertyValue unindexed(Value value) {
        return new PropertyValue(value, false, 0);
    }
}
