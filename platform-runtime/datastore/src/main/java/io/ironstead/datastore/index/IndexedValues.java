package io.ironstead.datastore.index;

import io.ironstead.datastore.Entity;
import io.ironstead.datastore.Property;
import io.ironstead.datastore.PropertyValue;
import io.ironstead.datastore.Value;
import io.ironstead.datastore.bytes.ValueBytes;
import java.util.Arrays;
import java.util.Collections;
import java.util.NavigableSet;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The values by which queries find an entity, encoded and each once. Parts of embedded entities have dotted names.
 *
 * @param byProperty only properties with an indexed value
 */
public record IndexedValues(SortedMap<String, NavigableSet<byte[]>> byProperty) {
    private static final NavigableSet<byte[]> NONE =
            Collections.unmodifiableNavigableSet(new TreeSet<>(Arrays::compareUnsigned));

    public static IndexedValues of(Entity entity) {
        var found = new TreeMap<String, NavigableSet<byte[]>>();
        collect(found, "", entity);
        return new IndexedValues(Collections.unmodifiableSortedMap(found));
    }

    private static void collect(SortedMap<String, NavigableSet<byte[]>> found, String prefix, Entity entity) {
        for (Property property : entity.properties()) {
            String name = prefix + property.name();
            for (PropertyValue value : property.values()) {
                if (!value.indexed()) {
                    continue;
                }
                if (value.value() instanceof Value.Embedded(Entity embedded)) {
                    collect(found, name + ".", embedded);
                } else {
                    found.computeIfAbsent(name, _ -> new TreeSet<>(Arrays::compareUnsigned))
                            .add(ValueBytes.of(value.value()));
                }
            }
        }
    }

    /** Only those of properties that have other values there. */
    public IndexedValues otherThan(IndexedValues there) {
        var different = new TreeMap<String, NavigableSet<byte[]>>();
        byProperty.forEach((property, values) -> {
            if (!same(values, there.of(property))) {
                different.put(property, values);
            }
        });
        return new IndexedValues(Collections.unmodifiableSortedMap(different));
    }

    private static boolean same(NavigableSet<byte[]> one, NavigableSet<byte[]> other) {
        if (one.size() != other.size()) {
            return false;
        }
        var others = other.iterator();
        for (byte[] value : one) {
            if (!Arrays.equals(value, others.next())) {
                return false;
            }
        }
        return true;
    }

    /** Ascending; none where the property has no indexed value. */
    public NavigableSet<byte[]> of(String property) {
        return byProperty.getOrDefault(property, NONE);
    }
}
