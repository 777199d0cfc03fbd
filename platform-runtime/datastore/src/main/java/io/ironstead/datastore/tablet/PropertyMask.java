package io.ironstead.datastore.tablet;

import io.ironstead.datastore.Entity;
import io.ironstead.datastore.Property;
import io.ironstead.datastore.PropertyValue;
import io.ironstead.datastore.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which properties of a write count. A path is names with dots between, into embedded entities; a name with dots in it stands
 * in backquotes.
 */
final class PropertyMask {
    private PropertyMask() {}

    /** {@code stored} with the masked properties as they are, or are not, in {@code written}. */
    static Entity merge(Optional<Entity> stored, Entity written, List<String> paths) {
        Entity merged = stored.orElseGet(() -> new Entity(written.key(), List.of()));
        for (String path : paths) {
            merged = merge(merged, Optional.of(written), names(path));
        }
        return new Entity(written.key(), merged.properties());
    }

    private static Entity merge(Entity into, Optional<Entity> from, List<String> names) {
        String name = names.getFirst();
        Optional<Property> given = from.flatMap(entity -> entity.property(name));
        if (names.size() == 1) {
            return with(into, name, given);
        }
        Optional<PropertyValue> inner = into.property(name).flatMap(PropertyMask::embedded);
        Optional<PropertyValue> givenInner = given.flatMap(PropertyMask::embedded);
        if (inner.isEmpty() && givenInner.isEmpty()) {
            return into;
        }
        PropertyValue outer = inner.or(() -> givenInner).orElseThrow();
        Entity base = inner.map(PropertyMask::entity).orElseGet(() -> new Entity(Optional.empty(), List.of()));
        Entity changed = merge(base, givenInner.map(PropertyMask::entity), names.subList(1, names.size()));
        var value = new PropertyValue(new Value.Embedded(changed), outer.indexed(), outer.meaning());
        return with(into, name, Optional.of(Property.of(name, value)));
    }

    private static Optional<PropertyValue> embedded(Property property) {
        return Optional.of(property)
                .filter(some -> !some.list())
                .map(some -> some.values().getFirst())
                .filter(value -> value.value() instanceof Value.Embedded);
    }

    private static Entity entity(PropertyValue value) {
        return ((Value.Embedded) value.value()).entity();
    }

    private static Entity with(Entity entity, String name, Optional<Property> property) {
        var properties = new ArrayList<Property>();
        boolean found = false;
        for (Property old : entity.properties()) {
            if (old.name().equals(name)) {
                found = true;
                property.ifPresent(properties::add);
            } else {
                properties.add(old);
            }
        }
        if (!found) {
            property.ifPresent(properties::add);
        }
        return new Entity(entity.key(), properties);
    }

    static List<String> names(String path) {
        var names = new ArrayList<String>();
        var name = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < path.length(); i++) {
            char next = path.charAt(i);
            if (next == '`') {
                quoted = !quoted;
            } else if (next == '.' && !quoted) {
                names.add(name.toString());
                name.setLength(0);
            } else {
                if (next == '\\' && quoted && i + 1 < path.length()) {
                    next = path.charAt(++i);
                }
                name.append(next);
            }
        }
        names.add(name.toString());
        return names;
    }
}
