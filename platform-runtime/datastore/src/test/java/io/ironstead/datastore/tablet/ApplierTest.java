package io.ironstead.datastore.tablet;

import static org.assertj.core.api.Assertions.assertThat;

import io.ironstead.datastore.Entity;
import io.ironstead.datastore.IndexDefinition;
import io.ironstead.datastore.Key;
import io.ironstead.datastore.Order;
import io.ironstead.datastore.PathElement;
import io.ironstead.datastore.Property;
import io.ironstead.datastore.PropertyValue;
import io.ironstead.datastore.Seeds;
import io.ironstead.datastore.Value;
import io.ironstead.datastore.log.LogPosition;
import io.ironstead.datastore.store.MemoryRowStore;
import io.ironstead.datastore.store.RowStore;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ArgumentsSource;

class ApplierTest {
    private static final EntityBytes ENTITIES = new EntityBytes("shop");
    private static final int COMMITS = 60;

    /** Few keys, so that the commits of one entry change the same entities again and again. */
    @ParameterizedTest
    @ArgumentsSource(Seeds.class)
    void howCommitsShareEntriesDoesNotShowInTheRows(long seed) {
        List<Commit> commits = commits(new Random(seed));

        Map<String, String> oneByOne = rows(commits, 1);

        assertThat(rows(commits, 7)).as("seed %d, 7 in an entry", seed).isEqualTo(oneByOne);
        assertThat(rows(commits, COMMITS)).as("seed %d, all in one entry", seed).isEqualTo(oneByOne);
    }

    private static List<Commit> commits(Random random) {
        var commits = new ArrayList<Commit>();
        for (long version = 1; version <= COMMITS; version++) {
            if (version == 20) {
                commits.add(Commit.ofIndexes(version, Map.of(1L, composite())));
            } else {
                long first = random.nextInt(4);
                commits.add(Commit.of(
                        version, List.of(change(random, first, version), change(random, first + 4, version))));
            }
        }
        return commits;
    }

    private static IndexDefinition composite() {
        return new IndexDefinition("Thing", false, List.of(Order.ascending("a"), Order.descending("b")));
    }

    private static Change change(Random random, long id, long version) {
        var key = new Key("shop", "", "", List.of(PathElement.of("Thing", 1 + id)));
        if (random.nextInt(5) == 0) {
            return Change.deleted(key);
        }
        var entity = Entity.of(key, number("a", random.nextInt(3)), number("b", random.nextInt(3)));
        return Change.written(entity, ENTITIES.encode(entity), version);
    }

    private static Property number(String name, long number) {
        return Property.of(name, PropertyValue.indexed(new Value.Int(number)));
    }

    /** Entities, index rows and the past of both. Others tell of the entries, as counts do, which are summed up at the end of one. */
    private static Map<String, String> rows(List<Commit> commits, int together) {
        var store = new MemoryRowStore();
        var applier = new Applier(new VersionedRows(store, 0), ENTITIES, Composites.read(store));
        for (int from = 0; from < commits.size(); from += together) {
            var entry = commits.subList(from, Math.min(commits.size(), from + together));
            assertThat(applier.apply(new LogPosition(1, 1 + from), entry)).hasSize(entry.size());
        }
        return rows(store);
    }

    private static Map<String, String> rows(RowStore store) {
        var found = new TreeMap<String, String>();
        try (var rows = store.scan(new byte[0], new byte[] {-1}, false)) {
            while (rows.next()) {
                byte[] key = rows.key();
                if (key[0] == 'e' || key[0] == 'i' || (key[0] == HistoryKeys.PREFIX && key[1] != 'm')) {
                    found.put(HexFormat.of().formatHex(key), HexFormat.of().formatHex(rows.value()));
                }
            }
        }
        assertThat(found).hasSizeGreaterThan(COMMITS);
        return found;
    }
}
