package io.ironstead.datastore.differential;

import static io.ironstead.datastore.differential.Messages.value;

import com.google.datastore.v1.Entity;
import com.google.datastore.v1.Value;
import com.google.protobuf.ByteString;
import com.google.protobuf.NullValue;
import com.google.type.LatLng;

/** Values that Java has no literals for. */
final class Values {
    static final Value NULL =
            Value.newBuilder().setNullValue(NullValue.NULL_VALUE).build();

    private Values() {}

    static Value number(long number) {
        return Value.newBuilder().setIntegerValue(number).build();
    }

    static Value blob(int... bytes) {
        var content = ByteString.newOutput();
        for (int one : bytes) {
            content.write(one);
        }
        return Value.newBuilder().setBlobValue(content.toByteString()).build();
    }

    static Value geo(double latitude, double longitude) {
        return Value.newBuilder()
                .setGeoPointValue(LatLng.newBuilder().setLatitude(latitude).setLongitude(longitude))
                .build();
    }

    /** @param properties name, value, name, value, ... */
    static Value embedded(Object... properties) {
        var entity = Entity.newBuilder();
        for (int i = 0; i < properties.length; i += 2) {
            entity.putProperties((String) properties[i], value(properties[i + 1]));
        }
        return Value.newBuilder().setEntityValue(entity).build();
    }

    static Value meaning(Value value, int meaning) {
        return value.toBuilder().setMeaning(meaning).build();
    }
}
