package io.ironstead.datastore.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.ironstead.datastore.Seeds;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** What every row store does, checked against a sorted map. */
abstract class RowStoreContract {
    private static final byte[] LOWEST = {};
    private static final byte[] HIGHEST = {-1, -1, -1, -1, -1};

    RowStore store;

    abstract RowStore open();

    @BeforeEach
    void openStore() {
        store = open();
    }

    @AfterEach
    void closeStore() {
        store.close();
        afterClose();
    }

    void afterClose() {}

    private static byte[] bytes(int... values) {
        var bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    private void put(byte[] key, byte[] value) {
        var batch = new RowBatch();
        batch.put(key, value);
        store.apply(batch);
    }

    @Test
    void severalRowsAtOnceAreTheRowsOneByOne() {
        for (int key = 0; key < 200; key += 2) {
            put(bytes(key), bytes(key, 1));
            if (key == 100) {
                store.flush();
            }
        }
        put(bytes(4), bytes());
        var removal = new RowBatch();
        removal.delete(bytes(6));
        store.apply(removal);
        var keys = List.of(
                bytes(199),
                bytes(6),
                bytes(150),
                bytes(3),
                bytes(4),
                bytes(0),
                bytes(0),
                bytes(7, 7),
                bytes(2),
                LOWEST);

        var values = store.getAll(keys);

        assertThat(values).hasSize(keys.size());
        for (int i = 0; i < keys.size(); i++) {
            assertThat(values.get(i)).as("row %d", i).isEqualTo(store.get(keys.get(i)));
        }
        assertThat(values.get(2)).isEqualTo(bytes(150, 1));
        assertThat(values.get(1)).isNull();
        assertThat(store.getAll(List.of())).isEmpty();
        assertThat(store.getAll(List.of(bytes(2)))).containsExactly(bytes(2, 1));
    }

    @Test
    void sortsByUnsignedBytes() {
        for (int first : new int[] {0x80, 0x7F, 0xFF, 0x00}) {
            put(bytes(first), bytes(1));
        }
        put(bytes(0x7F, 0x00), bytes(1));
        assertThat(walk(LOWEST, HIGHEST, false)).isEqualTo("00 7f 7f00 80 ff");
        assertThat(walk(LOWEST, HIGHEST, true)).isEqualTo("ff 80 7f00 7f 00");
    }

    private String walk(byte[] from, byte[] to, boolean descending) {
        var seen = new StringBuilder();
        try (Rows rows = store.scan(from, to, descending)) {
            while (rows.next()) {
                seen.append(seen.isEmpty() ? "" : " ").append(HexFormat.of().formatHex(rows.key()));
            }
        }
        return seen.toString();
    }

    @Test
    void aWalkKeepsSeeingWhatThereWasWhenItBegan() {
        put(bytes(1), bytes(1));
        put(bytes(2), bytes(2));
        put(bytes(3), bytes(3));
        try (Rows rows = store.scan(LOWEST, HIGHEST, false)) {
            assertThat(rows.next()).isTrue();
            var batch = new RowBatch();
            batch.delete(bytes(2));
            batch.put(bytes(3), bytes(33));
            batch.put(bytes(4), bytes(4));
            store.apply(batch);
            assertThat(rows.next()).isTrue();
            assertThat(rows.key()).isEqualTo(bytes(2));
            assertThat(rows.next()).isTrue();
            assertThat(rows.value()).isEqualTo(bytes(3));
            assertThat(rows.next()).isFalse();
            assertThat(rows.next()).isFalse();
        }
        assertThat(walk(LOWEST, HIGHEST, false)).isEqualTo("01 03 04");
    }

    @Test
    void aLaterEntryOfABatchWins() {
        var batch = new RowBatch();
        batch.put(bytes(1), bytes(1));
        batch.delete(bytes(1));
        batch.delete(bytes(2));
        batch.put(bytes(2), bytes(2));
        store.apply(batch);
        assertThat(store.get(bytes(1))).isNull();
        assertThat(store.get(bytes(2))).isEqualTo(bytes(2));
    }

    @ParameterizedTest
    @ArgumentsSource(Seeds.class)
    void behavesAsASortedMap(long seed) {
        var random = new Random(seed);
        NavigableMap<byte[], byte[]> model = new TreeMap<>(Arrays::compareUnsigned);
        for (int round = 0; round < 200; round++) {
            var batch = new RowBatch();
            for (int i = random.nextInt(20); i > 0; i--) {
                byte[] key = key(random);
                if (random.nextInt(3) == 0) {
                    batch.delete(key);
                    model.remove(key);
                } else {
                    byte[] value = bytes(random.nextInt(256), round);
                    batch.put(key, value);
                    model.put(key, value);
                }
            }
            store.apply(batch);
            if (random.nextInt(50) == 0) {
                store.flush();
            }
            byte[] asked = key(random);
            assertThat(store.get(asked)).as("-Dseed=%d", seed).isEqualTo(model.get(asked));
            compareWalk(model, random, seed);
        }
        assertThat(store.sizeBytes()).isPositive();
    }

    private void compareWalk(NavigableMap<byte[], byte[]> model, Random random, long seed) {
        byte[] from = key(random);
        byte[] to = key(random);
        boolean descending = random.nextBoolean();
        NavigableMap<byte[], byte[]> expected = Arrays.compareUnsigned(from, to) < 0
                ? new TreeMap<>(model.subMap(from, true, to, false))
                : new TreeMap<>(Arrays::compareUnsigned);
        expected = descending ? expected.descendingMap() : expected;
        try (Rows rows = store.scan(from, to, descending)) {
            if (random.nextBoolean()) {
                byte[] start = key(random);
                rows.seek(start);
                expected = expected.tailMap(start, true);
            }
            while (!expected.isEmpty()) {
                assertThat(rows.next()).as("-Dseed=%d", seed).isTrue();
                var row = expected.firstEntry();
                assertThat(rows.key()).as("-Dseed=%d", seed).isEqualTo(row.getKey());
                assertThat(rows.value()).as("-Dseed=%d", seed).isEqualTo(row.getValue());
                expected = expected.tailMap(row.getKey(), false);
                if (random.nextInt(4) == 0) {
                    byte[] start = key(random);
                    rows.seek(start);
                    int order = Arrays.compareUnsigned(start, row.getKey());
                    if (descending ? order < 0 : order > 0) {
                        expected = expected.tailMap(start, true);
                    }
                }
            }
            assertThat(rows.next()).as("-Dseed=%d", seed).isFalse();
        }
    }

    private static byte[] key(Random random) {
        var key = new byte[1 + random.nextInt(3)];
        for (int i = 0; i < key.length; i++) {
            key[i] = (byte) (random.nextInt(6) * 51);
        }
        return key;
    }
}
