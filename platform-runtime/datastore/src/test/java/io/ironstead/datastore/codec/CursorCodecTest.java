package io.ironstead.datastore.codec;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.datastore.v1.ArrayValue;
import com.google.protobuf.ByteString;
import com.google.protobuf.NullValue;
import io.ironstead.datastore.Cursor;
import io.ironstead.datastore.Identifier;
import io.ironstead.datastore.Key;
import io.ironstead.datastore.PathElement;
import io.ironstead.datastore.PropertyValue;
import io.ironstead.datastore.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CursorCodecTest {
    private static final EntityCodec ENTITIES = new EntityCodec(new KeyCodec("shop", ""));
    private static final CursorCodec CURSORS = new CursorCodec(ENTITIES);

    @Test
    void aCursorIsTheBytesOfItsMessageWhateverIsInIt() {
        var cursors = cursors();

        for (Cursor cursor : cursors) {
            assertThat(CURSORS.encode(cursor)).as("%s", cursor).isEqualTo(message(cursor));
            assertThat(CURSORS.decode(CURSORS.encode(cursor))).isEqualTo(cursor);
        }
    }

    /** As clients hold them since the first version: programs keep cursors. */
    private static ByteString message(Cursor cursor) {
        var fields = ArrayValue.newBuilder();
        fields.addValuesBuilder().setBooleanValue(cursor.before());
        cursor.key()
                .ifPresentOrElse(
                        key -> fields.addValues(plain(new Value.Reference(key))),
                        () -> fields.addValuesBuilder().setNullValue(NullValue.NULL_VALUE));
        for (Cursor.Column column : cursor.columns()) {
            fields.addValuesBuilder().setStringValue(column.property());
            fields.addValues(plain(column.value()));
        }
        return ByteString.copyFrom(new byte[] {1}).concat(fields.build().toByteString());
    }

    private static com.google.datastore.v1.Value plain(Value value) {
        return ENTITIES.values().encode(PropertyValue.indexed(value));
    }

    private static List<Cursor> cursors() {
        List<Optional<Key>> keys = List.of(
                Optional.empty(),
                Optional.of(key("", "", number("Order", 1))),
                Optional.of(key("", "tenant", number("Order", Long.MAX_VALUE))),
                Optional.of(key("db", "", named("Größe", "Ünïcode \uD83D\uDE00"))),
                Optional.of(key("db", "n", number("A", 7), named("B", "x".repeat(500)), number("C", 300))));
        List<List<Cursor.Column>> columns = List.of(
                List.of(),
                List.of(new Cursor.Column("price", new Value.Decimal(1.5))),
                List.of(
                        new Cursor.Column("name", new Value.Text("y".repeat(200))),
                        new Cursor.Column("none", Value.Null.NULL)));
        var all = new ArrayList<Cursor>();
        for (var key : keys) {
            for (var some : columns) {
                all.add(new Cursor(some, key, true));
                all.add(new Cursor(some, key, false));
            }
        }
        return all;
    }

    private static Key key(String database, String namespace, PathElement... path) {
        return new Key("shop", database, namespace, List.of(path));
    }

    private static PathElement number(String kind, long id) {
        return new PathElement(kind, new Identifier.Numeric(id));
    }

    private static PathElement named(String kind, String name) {
        return new PathElement(kind, new Identifier.Named(name));
    }
}
