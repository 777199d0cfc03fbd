package io.ironstead.datastore.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import io.ironstead.datastore.DatastoreException;
import io.ironstead.datastore.Entity;
import io.ironstead.datastore.Key;
import io.ironstead.datastore.PathElement;
import io.ironstead.datastore.Property;
import io.ironstead.datastore.PropertyValue;
import io.ironstead.datastore.Value;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EntityCodecTest {
    private final EntityCodec codec = new EntityCodec(new KeyCodec("shop", ""));

    @Test
    void everythingComesBackAsItWas() throws Exception {
        var key = new Key("shop", "db", "eu", List.of(PathElement.of("Parent", -3), PathElement.of("Kind", "näme")));
        var inner = new Entity(
                Optional.empty(), List.of(Property.of("x", PropertyValue.unindexed(new Value.Int(Long.MIN_VALUE)))));
        var entity = Entity.of(
                key,
                Property.of("null", PropertyValue.indexed(Value.Null.NULL)),
                Property.of("bool", PropertyValue.indexed(new Value.Bool(true))),
                Property.of("double", PropertyValue.indexed(new Value.Decimal(-0.0))),
                Property.of("time", PropertyValue.indexed(new Value.Timestamp(-1))),
                Property.of("text", new PropertyValue(new Value.Text("long"), false, 15)),
                Property.of("blob", PropertyValue.indexed(new Value.Blob(ByteString.copyFrom(new byte[] {0, -1})))),
                Property.of("geo", new PropertyValue(new Value.GeoPoint(1.5, -180), true, 23)),
                Property.of("user", PropertyValue.indexed(new Value.User("a@b.c", "gmail.com", "", "123"))),
                Property.of("key", PropertyValue.indexed(new Value.Reference(key))),
                Property.of("entity", PropertyValue.indexed(new Value.Embedded(inner))),
                Property.list("none", List.of()),
                Property.list("one", List.of(PropertyValue.indexed(new Value.Int(1)))),
                new Property(
                        "many",
                        List.of(PropertyValue.unindexed(new Value.Int(1)), PropertyValue.indexed(new Value.Text(""))),
                        true,
                        9));
        var bytes = codec.encode(entity).toByteArray();
        assertThat(codec.decode(com.google.datastore.v1.Entity.parseFrom(bytes)))
                .isEqualTo(entity);
    }

    @Test
    void aKeyWithoutProjectBelongsToTheOneThatAsks() {
        var message = com.google.datastore.v1.Key.newBuilder();
        message.addPathBuilder().setKind("K");
        assertThat(codec.keys().decode(message.build()))
                .isEqualTo(new Key("shop", "", "", List.of(PathElement.incomplete("K"))));
        message.getPartitionIdBuilder().setProjectId("s~other");
        assertThat(codec.keys().decode(message.build()).application()).isEqualTo("other");
    }

    @Test
    void whatCannotBeAValueIsRefused() {
        assertThatThrownBy(() -> codec.values()
                        .decode(com.google.datastore.v1.Value.newBuilder()
                                .setTimestampValue(Timestamp.newBuilder().setSeconds(Long.MAX_VALUE))
                                .build()))
                .isInstanceOf(DatastoreException.class)
                .hasMessageContaining("Timestamp seconds exceeds limit for field");
        assertThatThrownBy(() -> codec.values().decode(com.google.datastore.v1.Value.getDefaultInstance()))
                .isInstanceOf(DatastoreException.class);
        assertThatThrownBy(() -> codec.keys().decode(com.google.datastore.v1.Key.getDefaultInstance()))
                .isInstanceOf(DatastoreException.class);
    }

    @Test
    void timestampsAreRoundedDown() {
        var time = Timestamp.newBuilder().setSeconds(-1).setNanos(999_999_999).build();
        assertThat(ValueCodec.micros(time)).isEqualTo(-1);
        assertThat(ValueCodec.timestamp(-1).getSeconds()).isEqualTo(-1);
        assertThat(ValueCodec.timestamp(-1).getNanos()).isEqualTo(999_999_000);
    }
}
