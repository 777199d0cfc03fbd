package io.ironstead.datastore.codec;

import com.google.protobuf.NullValue;
import com.google.protobuf.Timestamp;
import com.google.type.LatLng;
import io.ironstead.datastore.DatastoreException;
import io.ironstead.datastore.Entity;
import io.ironstead.datastore.Property;
import io.ironstead.datastore.PropertyValue;
import io.ironstead.datastore.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Single values as {@code google.datastore.v1.Value}. Users are entities with meaning 20 there, as in Google's own conversion. */
public final class ValueCodec {
    private static final int MEANING_USER = 20;
    private static final long MICROS = 1_000_000;
    private static final long SECONDS_MIN = -62_135_596_800L;
    private static final long SECONDS_MAX = 253_402_300_799L;

    private final KeyCodec keys;
    private final EntityCodec entities;

    ValueCodec(KeyCodec keys, EntityCodec entities) {
        this.keys = keys;
        this.entities = entities;
    }

    KeyCodec keys() {
        return keys;
    }

    /** A value that is no list. */
    public PropertyValue decode(com.google.datastore.v1.Value message) {
        boolean indexed = !message.getExcludeFromIndexes();
        if (message.hasEntityValue() && message.getMeaning() == MEANING_USER) {
            return new PropertyValue(user(message.getEntityValue()), indexed, 0);
        }
        return new PropertyValue(value(message), indexed, message.getMeaning());
    }

    /** Without what stands beside it. */
    public Value value(com.google.datastore.v1.Value message) {
        return switch (message.getValueTypeCase()) {
            case NULL_VALUE -> Value.Null.NULL;
            case BOOLEAN_VALUE -> new Value.Bool(message.getBooleanValue());
            case INTEGER_VALUE -> new Value.Int(message.getIntegerValue());
            case DOUBLE_VALUE -> new Value.Decimal(message.getDoubleValue());
            case TIMESTAMP_VALUE -> new Value.Timestamp(micros(message.getTimestampValue()));
            case KEY_VALUE -> new Value.Reference(keys.decode(message.getKeyValue()));
            case STRING_VALUE -> new Value.Text(message.getStringValue());
            case BLOB_VALUE -> new Value.Blob(message.getBlobValue());
            case GEO_POINT_VALUE ->
                new Value.GeoPoint(
                        message.getGeoPointValue().getLatitude(),
                        message.getGeoPointValue().getLongitude());
            case ENTITY_VALUE -> new Value.Embedded(entities.decode(message.getEntityValue()));
            case ARRAY_VALUE ->
                throw DatastoreException.invalid("list_value cannot contain a Value containing another list_value.");
            case VALUETYPE_NOT_SET -> throw DatastoreException.invalid("A value has no type.");
        };
    }

    private Value user(com.google.datastore.v1.Entity message) {
        return new Value.User(
                text(message, "email"),
                text(message, "auth_domain"),
                text(message, "nickname"),
                text(message, "user_id"));
    }

    private static String text(com.google.datastore.v1.Entity message, String property) {
        var value = message.getPropertiesMap().get(property);
        return value == null ? "" : value.getStringValue();
    }

    public com.google.datastore.v1.Value encode(PropertyValue value) {
        var message = com.google.datastore.v1.Value.newBuilder()
                .setExcludeFromIndexes(!value.indexed())
                .setMeaning(value.meaning());
        switch (value.value()) {
            case Value.Null _ -> message.setNullValue(NullValue.NULL_VALUE);
            case Value.Bool(boolean bool) -> message.setBooleanValue(bool);
            case Value.Int(long number) -> message.setIntegerValue(number);
            case Value.Decimal(double number) -> message.setDoubleValue(number);
            case Value.Timestamp(long micros) -> message.setTimestampValue(timestamp(micros));
            case Value.Reference(var key) -> message.setKeyValue(keys.encode(key));
            case Value.Text(String text) -> message.setStringValue(text);
            case Value.Blob(var bytes) -> message.setBlobValue(bytes);
            case Value.GeoPoint(double latitude, double longitude) ->
                message.setGeoPointValue(
                        LatLng.newBuilder().setLatitude(latitude).setLongitude(longitude));
            case Value.Embedded(Entity entity) -> message.setEntityValue(entities.encode(entity));
            case Value.User user ->
                message.setEntityValue(entities.encode(entity(user))).setMeaning(MEANING_USER);
        }
        return message.build();
    }

    private static Entity entity(Value.User user) {
        var properties = new ArrayList<Property>();
        properties.add(part("email", user.email()));
        properties.add(part("auth_domain", user.authDomain()));
        for (Property optional : List.of(part("nickname", user.nickname()), part("user_id", user.userId()))) {
            if (!optional.values().getFirst().value().equals(new Value.Text(""))) {
                properties.add(optional);
            }
        }
        return new Entity(Optional.empty(), properties);
    }

    private static Property part(String name, String text) {
        return Property.of(name, PropertyValue.unindexed(new Value.Text(text)));
    }

    /** Rounded down to microseconds. @throws DatastoreException outside of the years 0001 to 9999 */
    public static long micros(Timestamp timestamp) {
        if (timestamp.getSeconds() < SECONDS_MIN || timestamp.getSeconds() > SECONDS_MAX) {
            throw DatastoreException.invalid("Timestamp seconds exceeds limit for field");
        }
        if (timestamp.getNanos() < 0 || timestamp.getNanos() >= 1_000_000_000) {
            throw DatastoreException.invalid("Timestamp nanos exceeds limit for field");
        }
        return timestamp.getSeconds() * MICROS + timestamp.getNanos() / 1_000;
    }

    public static Timestamp timestamp(long micros) {
        return Timestamp.newBuilder()
                .setSeconds(Math.floorDiv(micros, MICROS))
                .setNanos((int) Math.floorMod(micros, MICROS) * 1_000)
                .build();
    }
}
