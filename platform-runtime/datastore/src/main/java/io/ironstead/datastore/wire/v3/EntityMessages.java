package io.ironstead.datastore.wire.v3;

import com.google.appengine.repackaged.com.google.protobuf.ByteString;
import com.google.appengine.repackaged.com.google.storage.onestore.v3_bytes.proto2api.OnestoreEntity;
import com.google.appengine.repackaged.com.google.storage.onestore.v3_bytes.proto2api.OnestoreEntity.EntityProto;
import com.google.appengine.repackaged.com.google.storage.onestore.v3_bytes.proto2api.OnestoreEntity.Property.Meaning;
import io.ironstead.datastore.Entity;
import io.ironstead.datastore.Key;
import io.ironstead.datastore.Property;
import io.ironstead.datastore.PropertyValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Entities as {@code EntityProto}: indexed values and others in two lists, a list of values as several properties of one
 * name, an empty one as a value with a meaning of its own.
 */
final class EntityMessages {
    private final KeyMessages keys;
    private final ValueMessages values;

    EntityMessages(KeyMessages keys) {
        this.keys = keys;
        this.values = new ValueMessages(keys, this);
    }

    ValueMessages values() {
        return values;
    }

    /** An entity to be written: of the calling application, its last id may be missing. */
    Entity own(EntityProto message) {
        var key = keys.own(message.getKey());
        return new Entity(Optional.of(key), properties(message));
    }

    /** An entity within another, whose key may be missing. */
    Entity embedded(ByteString bytes) {
        var message = ValueMessages.parse(bytes);
        boolean named = message.getKey().getPath().getElementCount() > 0;
        Optional<Key> key = named ? Optional.of(keys.decode(message.getKey())) : Optional.empty();
        return new Entity(key, properties(message));
    }

    /** What has come so far of one name. */
    private static final class Gathered {
        private final List<PropertyValue> values = new ArrayList<>();
        private boolean list;
        private int count;
    }

    private List<Property> properties(EntityProto message) {
        Map<String, Gathered> byName = new LinkedHashMap<>();
        message.getPropertyList().forEach(property -> gather(byName, property, true));
        message.getRawPropertyList().forEach(property -> gather(byName, property, false));
        var properties = new ArrayList<Property>(byName.size());
        byName.forEach((name, gathered) -> {
            Refused.refuseIf(
                    !gathered.list && gathered.count > 1, "The entity has two properties named \"" + name + "\".");
            properties.add(new Property(name, gathered.values, gathered.list, 0));
        });
        return properties;
    }

    private void gather(Map<String, Gathered> byName, OnestoreEntity.Property property, boolean indexed) {
        var gathered = byName.computeIfAbsent(property.getName(), name -> new Gathered());
        gathered.count++;
        if (property.getMeaning() == Meaning.EMPTY_LIST) {
            gathered.list = true;
            return;
        }
        gathered.list |= property.getMultiple();
        gathered.values.add(values.decode(property, indexed));
    }

    /** @param entity with its key */
    EntityProto encode(Entity entity) {
        return build(entity);
    }

    ByteString encodeEmbedded(Entity entity) {
        return build(entity).toByteString();
    }

    private EntityProto build(Entity entity) {
        var message = EntityProto.newBuilder();
        // Both are required in the message, also where an embedded entity has no key.
        message.setKey(entity.key().map(keys::encode).orElseGet(EntityMessages::noKey));
        message.setEntityGroup(entity.key().map(KeyMessages::group).orElseGet(OnestoreEntity.Path::getDefaultInstance));
        for (var property : entity.properties()) {
            add(message, property);
        }
        return message.build();
    }

    private static OnestoreEntity.Reference noKey() {
        return OnestoreEntity.Reference.newBuilder()
                .setApp("")
                .setPath(OnestoreEntity.Path.getDefaultInstance())
                .build();
    }

    private void add(EntityProto.Builder message, Property property) {
        if (property.list() && property.values().isEmpty()) {
            message.addPropertyBuilder()
                    .setName(property.name())
                    .setMultiple(false)
                    .setMeaning(Meaning.EMPTY_LIST)
                    .setValue(OnestoreEntity.PropertyValue.getDefaultInstance());
            return;
        }
        for (var value : property.values()) {
            var part = value.indexed() ? message.addPropertyBuilder() : message.addRawPropertyBuilder();
            // A projected value is one of the list's, never the list.
            boolean projected = value.meaning() == ValueMessages.INDEX_VALUE;
            values.encode(value, part.setName(property.name()).setMultiple(property.list() && !projected));
        }
    }
}
