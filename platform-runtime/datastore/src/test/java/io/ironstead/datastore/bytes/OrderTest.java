package io.ironstead.datastore.bytes;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.ironstead.datastore.Key;
import io.ironstead.datastore.PathElement;
import io.ironstead.datastore.Value;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class OrderTest {
    private static final List<Value> ASCENDING = List.of(
            Value.Null.NULL,
            new Value.Int(Long.MIN_VALUE),
            new Value.Int(-1),
            new Value.Timestamp(0),
            new Value.Int(Long.MAX_VALUE),
            new Value.Bool(false),
            new Value.Bool(true),
            new Value.Text(""),
            new Value.Text("\0"),
            new Value.Text("\0\0"),
            new Value.Text("\0\u0001"),
            new Value.Text("a"),
            new Value.Text("a\0"),
            new Value.Text("ab"),
            new Value.Text("\uFFFD"),
            new Value.Text("\uD83D\uDE00"),
            new Value.Blob(ByteString.copyFrom(new byte[] {-1})),
            new Value.Decimal(Double.NEGATIVE_INFINITY),
            new Value.Decimal(-1.5),
            new Value.Decimal(-0.0),
            new Value.Decimal(0.0),
            new Value.Decimal(Double.MIN_VALUE),
            new Value.Decimal(Double.POSITIVE_INFINITY),
            new Value.Decimal(Double.NaN),
            new Value.GeoPoint(-10, 5),
            new Value.GeoPoint(10, -5),
            new Value.GeoPoint(10, 5),
            new Value.User("a@x", "x", "", ""),
            new Value.User("b@x", "x", "", ""),
            new Value.Reference(key(PathElement.of("A", 1))),
            new Value.Reference(key(PathElement.of("A", "x"))));

    private static final List<Key> KEYS = List.of(
            key(PathElement.of("\0", 1)),
            key(PathElement.of("A", -3)),
            key(PathElement.of("A", 7)),
            key(PathElement.of("A", 7), PathElement.of("\0", 1)),
            key(PathElement.of("A", 7), PathElement.of("A", 1)),
            key(PathElement.of("A", 7), PathElement.of("A", 1), PathElement.of("Z", 1)),
            key(PathElement.of("A", 7), PathElement.of("A", "a")),
            key(PathElement.of("A", 10)),
            key(PathElement.of("A", "a")),
            key(PathElement.of("A", "a\0")),
            key(PathElement.of("A", "aa")),
            key(PathElement.of("A\0", 1)),
            key(PathElement.of("AA", 1)),
            key(PathElement.of("B", 1)));

    @Test
    void bytesOfValuesSortAsTheValuesDoWhateverFollowsThem() {
        for (int left = 0; left < ASCENDING.size(); left++) {
            for (int right = left + 1; right < ASCENDING.size(); right++) {
                byte[] smaller = ValueBytes.of(ASCENDING.get(left));
                byte[] greater = ValueBytes.of(ASCENDING.get(right));
                assertThat(Arrays.compareUnsigned(followed(smaller, 0xFF), followed(greater, 0)))
                        .as("%s, %s", ASCENDING.get(left), ASCENDING.get(right))
                        .isNegative();
                assertThat(Arrays.compareUnsigned(turned(followed(smaller, 0xFF)), turned(followed(greater, 0))))
                        .as("descending %s, %s", ASCENDING.get(left), ASCENDING.get(right))
                        .isPositive();
            }
        }
    }

    @Test
    void bytesOfKeysSortAsTheKeysDoAndFamiliesAreApart() {
        for (int left = 0; left < KEYS.size(); left++) {
            byte[] smaller = KeyBytes.path(KEYS.get(left));
            byte[] family = KeyBytes.family(KEYS.get(left));
            for (int right = 0; right < KEYS.size(); right++) {
                byte[] other = KeyBytes.path(KEYS.get(right));
                assertThat(Integer.signum(Arrays.compareUnsigned(smaller, other)))
                        .isEqualTo(Integer.compare(left, right));
                assertThat(Arrays.mismatch(other, family) == family.length)
                        .as("%s above %s", KEYS.get(left), KEYS.get(right))
                        .isEqualTo(KEYS.get(left).isAncestorOf(KEYS.get(right)));
            }
        }
    }

    @Test
    void bytesTellTheirEndAndTheirContent() {
        for (var value : ASCENDING) {
            byte[] bytes = ValueBytes.of(value);
            assertThat(ValueBytes.of(ValueBytes.parse(bytes))).isEqualTo(bytes);
            assertThat(ValueBytes.end(followed(bytes, 7), 0, false)).isEqualTo(bytes.length);
            assertThat(ValueBytes.end(turned(followed(bytes, 7)), 0, true)).isEqualTo(bytes.length);
        }
        for (var key : KEYS) {
            byte[] bytes = KeyBytes.path(key);
            assertThat(KeyBytes.parse("shop", "", "", bytes)).isEqualTo(key);
            assertThat(KeyBytes.end(followed(bytes, 7), 0, false)).isEqualTo(bytes.length);
            assertThat(KeyBytes.end(turned(followed(bytes, 7)), 0, true)).isEqualTo(bytes.length);
        }
    }

    @Test
    void whatQueriesTakeForEqualHasTheSameBytes() {
        assertThat(ValueBytes.of(new Value.Timestamp(5))).isEqualTo(ValueBytes.of(new Value.Int(5)));
        assertThat(ValueBytes.of(new Value.Blob(ByteString.copyFromUtf8("a"))))
                .isEqualTo(ValueBytes.of(new Value.Text("a")));
        assertThat(ValueBytes.of(new Value.Decimal(5))).isNotEqualTo(ValueBytes.of(new Value.Int(5)));
    }

    private static byte[] followed(byte[] bytes, int tail) {
        byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
        longer[bytes.length] = (byte) tail;
        return longer;
    }

    private static byte[] turned(byte[] bytes) {
        byte[] turned = bytes.clone();
        for (int i = 0; i < turned.length; i++) {
            turned[i] = (byte) ~turned[i];
        }
        return turned;
    }

    private static Key key(PathElement... path) {
        return new Key("shop", "", "", List.of(path));
    }
}
