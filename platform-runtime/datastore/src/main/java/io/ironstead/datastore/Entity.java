package io.ironstead.datastore;

import java.util.List;
import java.util.Optional;

/**
 * A key and its properties, in the order they came.
 *
 * @param key empty only for an entity embedded in another
 */
public record Entity(Optional<Key> key, List<Property> properties) {
    public Entity {
        properties = List.copyOf(properties);
    }

    public static Entity of(Key key, Property... properties) {
        return new Entity(Optional.of(key), List.of(properties));
    }

    /** The key of an entity that is none inside another. */
    public Key requireKey() {
        return key.orElseThrow(() -> new IllegalStateException("Only an embedded entity may lack its key"));
    }

    public Optional<Property> property(String name) {
        return properties.stream()
                .filter(property -> property.name().equals(name))
                .findFirst();
    }

    public Entity withKey(Key changed) {
        return new Entity(Optional.of(changed), properties);
    }
}
