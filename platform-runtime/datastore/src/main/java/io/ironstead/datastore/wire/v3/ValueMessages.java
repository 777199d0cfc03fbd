package io.ironstead.datastore.wire.v3;

import com.google.appengine.repackaged.com.google.protobuf.ByteString;
import com.google.appengine.repackaged.com.google.protobuf.InvalidProtocolBufferException;
import com.google.appengine.repackaged.com.google.storage.onestore.v3_bytes.proto2api.OnestoreEntity;
import com.google.appengine.repackaged.com.google.storage.onestore.v3_bytes.proto2api.OnestoreEntity.EntityProto;
import com.google.appengine.repackaged.com.google.storage.onestore.v3_bytes.proto2api.OnestoreEntity.Property.Meaning;
import io.ironstead.datastore.PropertyValue;
import io.ironstead.datastore.Value;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Single values. What a value is depends on its {@code meaning}, by the rules of Google's own conversion between this form
 * and Cloud Datastore's ({@code datastore_pbs.py} of the Python SDK).
 */
final class ValueMessages {
    static final int INDEX_VALUE = Meaning.INDEX_VALUE_VALUE;
    private static final int BYTESTRING = Meaning.BYTESTRING_VALUE;
    private static final int ZLIB = 22;
    private static final int POINT_WITHOUT_MEANING = 23;
    private static final String ZLIB_URI = "ZLIB";
    private static final long RFC_3339_MIN = -62_135_596_800_000_000L;
    private static final long RFC_3339_MAX = 253_402_300_799_999_999L;

    private final KeyMessages keys;
    private final EntityMessages entities;

    ValueMessages(KeyMessages keys, EntityMessages entities) {
        this.keys = keys;
        this.entities = entities;
    }

    PropertyValue decode(OnestoreEntity.Property property, boolean indexed) {
        var message = property.getValue();
        int meaning = property.getMeaning().getNumber();
        if (fields(message) > 1) {
            throw Refused.badRequest("PropertyValue for " + property.getName() + " has multiple value fields set");
        }
        if (message.hasInt64Value()) {
            return integer(message.getInt64Value(), meaning, indexed);
        }
        if (message.hasStringValue()) {
            boolean zlib = property.getMeaningUri().equals(ZLIB_URI);
            return text(message.getStringValue(), zlib ? ZLIB : meaning, indexed);
        }
        if (message.hasPointValue()) {
            var point = new Value.GeoPoint(
                    message.getPointValue().getX(), message.getPointValue().getY());
            boolean meant = meaning == Meaning.GEORSS_POINT_VALUE;
            return new PropertyValue(point, indexed, meant ? 0 : only18(meaning, POINT_WITHOUT_MEANING));
        }
        return new PropertyValue(plain(message), indexed, only18(meaning, 0));
    }

    /** The mark of projections means the same on every type; entities that carry it are refused when written. */
    private static int only18(int meaning, int otherwise) {
        return meaning == INDEX_VALUE ? INDEX_VALUE : otherwise;
    }

    private static int fields(OnestoreEntity.PropertyValue message) {
        int count = 0;
        for (boolean there : new boolean[] {
            message.hasInt64Value(),
            message.hasBooleanValue(),
            message.hasStringValue(),
            message.hasDoubleValue(),
            message.hasPointValue(),
            message.hasUserValue(),
            message.hasReferenceValue()
        }) {
            count += there ? 1 : 0;
        }
        return count;
    }

    private static PropertyValue integer(long number, int meaning, boolean indexed) {
        if (meaning == Meaning.GD_WHEN_VALUE && number >= RFC_3339_MIN && number <= RFC_3339_MAX) {
            return new PropertyValue(new Value.Timestamp(number), indexed, 0);
        }
        boolean kept = meaning == Meaning.GD_WHEN_VALUE || meaning == Meaning.GD_RATING_VALUE;
        return new PropertyValue(new Value.Int(number), indexed, kept ? meaning : only18(meaning, 0));
    }

    private PropertyValue text(ByteString bytes, int meaning, boolean indexed) {
        return switch (meaning) {
            case Meaning.ENTITY_PROTO_VALUE ->
                new PropertyValue(new Value.Embedded(entities.embedded(bytes)), indexed, 0);
            case Meaning.BLOB_VALUE -> new PropertyValue(blob(bytes), indexed, 0);
            case Meaning.BYTESTRING_VALUE -> new PropertyValue(blob(bytes), indexed, indexed ? 0 : BYTESTRING);
            case ZLIB -> new PropertyValue(blob(bytes), indexed, ZLIB);
            default -> utf8(bytes, meaning, indexed);
        };
    }

    private static PropertyValue utf8(ByteString bytes, int meaning, boolean indexed) {
        try {
            var text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(bytes.asReadOnlyByteBuffer())
                    .toString();
            return new PropertyValue(new Value.Text(text), indexed, isOfText(meaning) ? meaning : 0);
        } catch (CharacterCodingException noText) {
            return new PropertyValue(blob(bytes), indexed, only18(meaning, 0));
        }
    }

    private static boolean isOfText(int meaning) {
        return switch (meaning) {
            case Meaning.GD_WHEN_VALUE, Meaning.GEORSS_POINT_VALUE, Meaning.GD_RATING_VALUE, Meaning.EMPTY_LIST_VALUE ->
                false;
            default -> true;
        };
    }

    private static Value.Blob blob(ByteString bytes) {
        return new Value.Blob(com.google.protobuf.ByteString.copyFrom(bytes.asReadOnlyByteBuffer()));
    }

    /** Without what stands beside it: for filters and cursors, too, whose strings may be bytes or text alike. */
    Value plain(OnestoreEntity.PropertyValue message) {
        if (message.hasInt64Value()) {
            return new Value.Int(message.getInt64Value());
        }
        if (message.hasBooleanValue()) {
            return new Value.Bool(message.getBooleanValue());
        }
        if (message.hasStringValue()) {
            return utf8(message.getStringValue(), 0, true).value();
        }
        if (message.hasDoubleValue()) {
            return new Value.Decimal(message.getDoubleValue());
        }
        if (message.hasPointValue()) {
            return new Value.GeoPoint(
                    message.getPointValue().getX(), message.getPointValue().getY());
        }
        if (message.hasUserValue()) {
            var user = message.getUserValue();
            return new Value.User(
                    user.getEmail(), user.getAuthDomain(), user.getNickname(), user.getObfuscatedGaiaid());
        }
        return message.hasReferenceValue()
                ? new Value.Reference(keys.decode(message.getReferenceValue()))
                : Value.Null.NULL;
    }

    /** Sets value and meanings of {@code property}. */
    void encode(PropertyValue value, OnestoreEntity.Property.Builder property) {
        int meaning = meaning(value);
        if (value.meaning() == ZLIB && value.value() instanceof Value.Blob) {
            property.setMeaningUri(ZLIB_URI);
        }
        var known = Meaning.forNumber(meaning);
        if (known != null && known != Meaning.NO_MEANING) {
            property.setMeaning(known);
        }
        property.setValue(encode(value.value()));
    }

    private static int meaning(PropertyValue value) {
        int meaning = value.meaning();
        if (meaning == INDEX_VALUE) {
            return INDEX_VALUE;
        }
        return switch (value.value()) {
            case Value.Timestamp _ -> Meaning.GD_WHEN_VALUE;
            case Value.Embedded _ -> Meaning.ENTITY_PROTO_VALUE;
            case Value.Blob _ -> {
                boolean bytes = meaning == BYTESTRING || value.indexed();
                yield bytes ? BYTESTRING : Meaning.BLOB_VALUE;
            }
            case Value.GeoPoint _ -> meaning == POINT_WITHOUT_MEANING ? 0 : Meaning.GEORSS_POINT_VALUE;
            case Value.User _, Value.Null _ -> 0;
            case Value.Int _, Value.Bool _, Value.Text _, Value.Decimal _, Value.Reference _ -> meaning;
        };
    }

    OnestoreEntity.PropertyValue encode(Value value) {
        var message = OnestoreEntity.PropertyValue.newBuilder();
        switch (value) {
            case Value.Null _ -> {}
            case Value.Int(long number) -> message.setInt64Value(number);
            case Value.Timestamp(long micros) -> message.setInt64Value(micros);
            case Value.Bool(boolean bool) -> message.setBooleanValue(bool);
            case Value.Text(String text) -> message.setStringValue(ByteString.copyFromUtf8(text));
            case Value.Blob(var bytes) -> message.setStringValue(ByteString.copyFrom(bytes.asReadOnlyByteBuffer()));
            case Value.Decimal(double number) -> message.setDoubleValue(number);
            case Value.GeoPoint(double latitude, double longitude) ->
                message.getPointValueBuilder().setX(latitude).setY(longitude);
            case Value.User user -> encode(user, message.getUserValueBuilder());
            case Value.Reference(var key) -> message.setReferenceValue(keys.encodeValue(key));
            case Value.Embedded(var entity) -> message.setStringValue(entities.encodeEmbedded(entity));
        }
        return message.build();
    }

    private static void encode(Value.User user, OnestoreEntity.PropertyValue.UserValue.Builder message) {
        // Required in the message, of no use since accounts have other ids.
        message.setEmail(user.email()).setAuthDomain(user.authDomain()).setGaiaid(0);
        if (!user.nickname().isEmpty()) {
            message.setNickname(user.nickname());
        }
        if (!user.userId().isEmpty()) {
            message.setObfuscatedGaiaid(user.userId());
        }
    }

    static EntityProto parse(ByteString bytes) {
        try {
            return EntityProto.parser().parsePartialFrom(bytes);
        } catch (InvalidProtocolBufferException malformed) {
            throw Refused.badRequest("A property that should hold an entity does not.");
        }
    }
}
