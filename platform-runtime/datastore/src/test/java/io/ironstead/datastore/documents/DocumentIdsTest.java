package io.ironstead.datastore.documents;

import static org.assertj.core.api.Assertions.assertThat;

import io.ironstead.datastore.Key;
import io.ironstead.datastore.PathElement;
import io.ironstead.datastore.bytes.RowKeys;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DocumentIdsTest {
    private static final String LETTERS = "\u0000\u0001!-/09:@AZ[_`az{~\u007f\u0080éß\uffff";

    @Test
    void namesAreReadable() {
        var key = new Key(
                "shop", "", "", List.of(PathElement.of("Guest book", "ann@example.org"), PathElement.of("Entry", 7)));

        assertThat(DocumentIds.entity(key)).isEqualTo("e!!Guest-20book!2ann:40example-2eorg!Entry!18000000000000007!");
    }

    @Test
    void theySortAsKeysDoAndNoTwoKeysShareOne() {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        var keys = new ArrayList<Key>();
        for (int i = 0; i < 2_000; i++) {
            keys.add(key(random));
        }
        var seen = new HashMap<String, Key>();
        for (Key key : keys) {
            assertThat(seen.merge(DocumentIds.entity(key), key, (one, other) -> one))
                    .as("seed %d", seed)
                    .isEqualTo(key);
        }
        for (int i = 1; i < keys.size(); i++) {
            Key one = keys.get(i - 1);
            Key other = keys.get(i);
            int rows = Integer.signum(Arrays.compareUnsigned(RowKeys.entity(one), RowKeys.entity(other)));
            int ids = Integer.signum(Arrays.compareUnsigned(bytes(one), bytes(other)));
            assertThat(ids).as("seed %d, %s and %s", seed, one, other).isEqualTo(rows);
        }
    }

    private static byte[] bytes(Key key) {
        return DocumentIds.entity(key).getBytes(StandardCharsets.UTF_8);
    }

    private static Key key(Random random) {
        var path = new ArrayList<PathElement>();
        int length = 1 + random.nextInt(3);
        for (int i = 0; i < length; i++) {
            path.add(
                    random.nextBoolean()
                            ? PathElement.of(text(random), random.nextInt(5) - 2L)
                            : PathElement.of(text(random), text(random)));
        }
        return new Key("shop", "", random.nextInt(3) == 0 ? text(random) : "", path);
    }

    private static String text(Random random) {
        var text = new StringBuilder();
        int length = 1 + random.nextInt(3);
        for (int i = 0; i < length; i++) {
            text.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return text.toString();
    }
}
