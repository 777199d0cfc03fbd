package io.ironstead.datastore.codec;

import io.ironstead.datastore.Entity;
import io.ironstead.datastore.Property;
import io.ironstead.datastore.PropertyValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Entities as {@code google.datastore.v1.Entity}. Everything round-trips: types, meanings, index flags, empty lists, entities in
 * entities; the order of properties is the message's.
 */
public final class EntityCodec {
    private final KeyCodec keys;
    private final ValueCodec values;

    public EntityCodec(KeyCodec keys) {
        this.keys = keys;
        this.values = new ValueCodec(keys, this);
    }

    public KeyCodec keys() {
        return keys;
    }

    public ValueCodec values() {
        return values;
    }

    /** @throws io.ironstead.datastore.DatastoreException when a value has no type, or a list is in a list */
    public Entity decode(com.google.datastore.v1.Entity message) {
        List<Property> properties = new ArrayList<>(message.getPropertiesCount());
        for (Map.Entry<String, com.google.datastore.v1.Value> property :
                message.getPropertiesMap().entrySet()) {
            properties.add(property(property.getKey(), property.getValue()));
        }
        Optional<io.ironstead.datastore.Key> key =
                message.hasKey() ? Optional.of(keys.decode(message.getKey())) : Optional.empty();
        return new Entity(key, properties);
    }

    private Property property(String name, com.google.datastore.v1.Value value) {
        if (!value.hasArrayValue()) {
            return Property.of(name, values.decode(value));
        }
        List<PropertyValue> elements = new ArrayList<>(value.getArrayValue().getValuesCount());
        for (var element : value.getArrayValue().getValuesList()) {
            elements.add(values.decode(element));
        }
        return new Property(name, elements, true, value.getMeaning());
    }

    public com.google.datastore.v1.Entity encode(Entity entity) {
        var message = com.google.datastore.v1.Entity.newBuilder();
        entity.key().ifPresent(key -> message.setKey(keys.encode(key)));
        for (Property property : entity.properties()) {
            message.putProperties(property.name(), value(property));
        }
        return message.build();
    }

    private com.google.datastore.v1.Value value(Property property) {
        if (!property.list()) {
            return values.encode(property.values().getFirst());
        }
        var message = com.google.datastore.v1.Value.newBuilder().setMeaning(property.meaning());
        var array = message.getArrayValueBuilder();
        for (PropertyValue element : property.values()) {
            array.addValues(values.encode(element));
        }
        return message.build();
    }
}
