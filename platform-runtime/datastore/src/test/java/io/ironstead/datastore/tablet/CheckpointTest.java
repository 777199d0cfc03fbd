package io.ironstead.datastore.tablet;

import static org.assertj.core.api.Assertions.assertThat;

import io.ironstead.datastore.CommitRequest;
import io.ironstead.datastore.IdPolicy;
import io.ironstead.datastore.IndexDefinition;
import io.ironstead.datastore.IndexState;
import io.ironstead.datastore.Key;
import io.ironstead.datastore.Mutation;
import io.ironstead.datastore.Order;
import io.ironstead.datastore.PageLimit;
import io.ironstead.datastore.Problem;
import io.ironstead.datastore.Query;
import io.ironstead.datastore.ReadFrom;
import io.ironstead.datastore.documents.Document;
import io.ironstead.datastore.documents.Documents;
import io.ironstead.datastore.store.MemoryRowStore;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows become documents, and documents rows, whenever the process ends and whatever was stored until then. */
class CheckpointTest extends TabletFixture {
    private static final IndexDefinition BY_N_AND_M =
            new IndexDefinition("Thing", false, List.of(Order.ascending("n"), Order.descending("m")));

    private final MemoryDocuments documents = new MemoryDocuments();

    /** The process and its disk are gone. */
    private void rebuild() throws InterruptedException {
        tablet.close();
        store = new MemoryRowStore();
        var led = log.lead();
        if (!Tablet.canGoOn(store, led)) {
            Tablet.restore(TabletSettings.of("shop", ""), store, led.firstLsn(), documents);
        }
        tablet = Tablet.open(TabletSettings.of("shop", ""), store, led, clock, () -> {});
    }

    private long kinds(String kind) {
        return tablet
                .run(Query.ofKind("", "__kind__"), ReadFrom.Latest.LATEST, PageLimit.DEFAULT, soon())
                .rows()
                .stream()
                .filter(row -> row.entity()
                        .entity()
                        .requireKey()
                        .last()
                        .id()
                        .toString()
                        .contains(kind))
                .count();
    }

    @Test
    void anEntityIsAReadableDocument() {
        put("ann", 3);
        assertThat(tablet.checkpoint(documents)).isTrue();

        Document ann = documents.get("e!!Thing!2ann!");
        assertThat(ann.readable()).isEqualTo(Map.of("k", "Thing", "p", Map.of("n", 3L)));
        assertThat(ann.version())
                .isEqualTo(stored("ann", ReadFrom.Latest.LATEST).orElseThrow().version());

        commit(Mutation.delete(key("ann")));
        tablet.checkpoint(documents);
        assertThat(documents.get("e!!Thing!2ann!").row()).isEmpty();
    }

    @Test
    void theLogIsNotNeededForWhatIsInDocuments() throws InterruptedException {
        put("ann", 3);
        put("bob", 5);
        commit(Mutation.delete(key("bob")));
        var id = tablet.allocateIds(List.of(incomplete()), IdPolicy.SEQUENTIAL, soon())
                .getFirst();
        tablet.declareIndexes(List.of(BY_N_AND_M), soon());
        var before = tablet.indexes().getFirst().definition();
        assertThat(tablet.checkpoint(documents)).isTrue();
        put("cid", 7);
        rebuild();

        assertThat(numbersFrom(0)).containsExactly(3L, 7L);
        assertThat(kinds("Thing")).isEqualTo(1);
        assertThat(tablet.indexes()).extracting(IndexState::definition).containsExactly(before);
        assertThat(tablet.allocateIds(List.of(incomplete()), IdPolicy.SEQUENTIAL, soon()))
                .doesNotContain(id);
        commit(Mutation.delete(key("ann")), Mutation.delete(key("cid")));
        assertThat(kinds("Thing")).isZero();
    }

    @Test
    void nothingIsWrittenTwiceWithoutAChange() {
        put("ann", 3);
        tablet.checkpoint(documents);
        var pages = new HashSet<Document>();
        assertThat(tablet.checkpoint(new Documents() {
                    @Override
                    public boolean store(List<Document> changed) {
                        return pages.addAll(changed);
                    }

                    @Override
                    public void readAll(Reader reader) {
                        throw new UnsupportedOperationException();
                    }
                }))
                .isTrue();
        assertThat(pages).isEmpty();
    }

    @Test
    void whatChangesWhileItIsStoredComesAgain() throws InterruptedException {
        put("ann", 3);
        Documents changing = new Documents() {
            private boolean changed;

            @Override
            public boolean store(List<Document> page) {
                boolean stored = documents.store(page);
                if (!changed) {
                    changed = true;
                    put("ann", 4);
                    put("aaa", 1);
                }
                return stored;
            }

            @Override
            public void readAll(Reader reader) {
                documents.readAll(reader);
            }
        };
        assertThat(tablet.checkpoint(changing)).isTrue();
        assertThat(tablet.checkpoint(documents)).isTrue();
        rebuild();
        assertThat(numbersFrom(0)).containsExactly(1L, 4L);
    }

    @Test
    void theTimeBeforeTheDocumentsIsNotKnown() throws InterruptedException {
        var first = put("ann", 3);
        put("ann", 4);
        tablet.checkpoint(documents);
        rebuild();
        assertThat(problem(() -> number("ann", new ReadFrom.Time(first.version()))))
                .isInstanceOf(Problem.SnapshotTooOld.class);
        assertThat(number("ann")).contains(4L);
    }

    @Test
    void theTimeBeforeADeletionIsNotKnownEither() throws InterruptedException {
        put("bob", 5);
        var last = put("ann", 3);
        commit(Mutation.delete(key("bob")));
        tablet.checkpoint(documents);
        rebuild();
        assertThat(problem(() -> number("bob", new ReadFrom.Time(last.version()))))
                .isInstanceOf(Problem.SnapshotTooOld.class);
        assertThat(number("ann")).contains(3L);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void whateverWasStoredAllIsThere(int round) throws InterruptedException {
        long seed = new Random().nextLong() + round;
        var random = new Random(seed);
        Map<String, Long> expected = new TreeMap<>();
        Set<Key> ids = new HashSet<>();
        for (int step = 0; step < 120; step++) {
            switch (random.nextInt(12)) {
                case 0 -> {
                    documents.failAfter(random.nextInt(3));
                    tablet.checkpoint(documents);
                    documents.heal();
                }
                case 1 -> assertThat(tablet.checkpoint(documents)).isTrue();
                case 2 -> {
                    rebuild();
                    check(seed, expected);
                }
                case 3 ->
                    assertThat(tablet.allocateIds(
                                    List.of(incomplete(), incomplete()), IdPolicy.values()[random.nextInt(2)], soon()))
                            .as("seed %d", seed)
                            .allMatch(ids::add);
                case 4 -> {
                    String name = name(random);
                    commit(Mutation.delete(key(name)));
                    expected.remove(name);
                }
                default -> putSome(random, expected);
            }
        }
        rebuild();
        check(seed, expected);
    }

    private void putSome(Random random, Map<String, Long> expected) {
        var some = new HashMap<String, Long>();
        for (int i = random.nextInt(6); i >= 0; i--) {
            some.put(name(random), (long) random.nextInt(1_000));
        }
        tablet.commit(
                CommitRequest.of(some.entrySet().stream()
                        .map(entry -> Mutation.upsert(thing(entry.getKey(), entry.getValue())))
                        .toArray(Mutation[]::new)),
                soon());
        expected.putAll(some);
    }

    private static String name(Random random) {
        return "name" + random.nextInt(400);
    }

    private void check(long seed, Map<String, Long> expected) {
        assertThat(numbersFrom(0))
                .as("seed %d", seed)
                .isEqualTo(expected.values().stream().sorted().collect(Collectors.toList()));
        expected.forEach(
                (name, number) -> assertThat(number(name)).as("seed %d", seed).contains(number));
        assertThat(kinds("Thing")).as("seed %d", seed).isEqualTo(expected.isEmpty() ? 0 : 1);
    }
}
