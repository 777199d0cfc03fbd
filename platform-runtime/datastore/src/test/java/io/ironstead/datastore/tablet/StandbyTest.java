package io.ironstead.datastore.tablet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ironstead.datastore.CommitRequest;
import io.ironstead.datastore.DatastoreException;
import io.ironstead.datastore.IdPolicy;
import io.ironstead.datastore.IndexDefinition;
import io.ironstead.datastore.IndexState;
import io.ironstead.datastore.Mutation;
import io.ironstead.datastore.Order;
import io.ironstead.datastore.PageLimit;
import io.ironstead.datastore.Query;
import io.ironstead.datastore.ReadFrom;
import io.ironstead.datastore.Seeds;
import io.ironstead.datastore.log.History;
import io.ironstead.datastore.log.LogPosition;
import io.ironstead.datastore.log.SlotContent;
import io.ironstead.datastore.standby.FedLog;
import io.ironstead.datastore.standby.Feed;
import io.ironstead.datastore.standby.FeedMessage;
import io.ironstead.datastore.standby.FeedSource;
import io.ironstead.datastore.standby.FeedSource.LostException;
import io.ironstead.datastore.standby.Follower;
import io.ironstead.datastore.store.RowStore;
import io.ironstead.datastore.store.Rows;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Semaphore;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** A standby's rows are what its leader's are, whatever is lost on the way, and are what a new leader opens. */
class StandbyTest {
    private static final TabletSettings SHOP = TabletSettings.of("shop", "");
    private static final IndexDefinition BY_N_AND_M =
            new IndexDefinition("Thing", false, List.of(Order.ascending("n"), Order.descending("m")));

    private final TestClock clock = new TestClock();
    private final MemoryLog log = new MemoryLog();
    private final MemoryDocuments documents = new MemoryDocuments();
    private final Feed.Room room = new Feed.Room(50_000);
    private final Disk disk = new Disk();
    private RowStore rows = new KeptRows();
    private Feed feed;
    private Tablet leader;
    private Follower standby;

    /** A disk that keeps whatever was applied. */
    private static final class Disk implements Follower.Disk {
        private RowStore rows = new KeptRows();
        private int emptied;

        @Override
        public Optional<RowStore> open() {
            return Optional.of(rows);
        }

        @Override
        public RowStore openEmpty() {
            emptied++;
            rows = new KeptRows();
            return rows;
        }
    }

    @BeforeEach
    void start() throws InterruptedException {
        lead(rows);
        standby = follower();
    }

    @AfterEach
    void stop() {
        standby.end();
        leader.close();
    }

    /** Whoever led before leads no more; {@code store} is the new leader's. */
    private void lead(RowStore store) throws InterruptedException {
        var led = log.lead();
        long epoch = log.leaders();
        feed = new Feed(
                new Feed.Log() {
                    @Override
                    public long epoch() {
                        return epoch;
                    }

                    @Override
                    public History historyTo(long lsn) {
                        return log.historyTo(lsn);
                    }
                },
                new LogPosition(log.epochOf(led.nextLsn() - 1), led.nextLsn() - 1),
                room);
        rows = store;
        leader = Tablet.open(SHOP, store, new FedLog(led, feed), clock, () -> {});
    }

    private Follower follower() {
        return new Follower(SHOP, disk, new Follower.Common(log.slots(), documents, _ -> {}, new Semaphore(1), clock));
    }

    private void put(String name, long number) {
        leader.commit(CommitRequest.of(Mutation.upsert(TabletFixture.thing(name, number))), TabletFixture.soon());
    }

    /** Takes what waits, and comes back. */
    private void hear(UnaryOperator<@Nullable FeedMessage> way) throws InterruptedException {
        try {
            standby.follow(source(way));
        } catch (LostException quiet) {
            return;
        }
        throw new AssertionError("it goes on until the leader is lost");
    }

    private void hear() throws InterruptedException {
        hear(message -> message);
    }

    private FeedSource source(UnaryOperator<@Nullable FeedMessage> way) {
        var subscription = feed.subscribe(() -> {}).orElseThrow();
        return () -> new FeedSource.Hearing() {
            @Override
            public FeedMessage next() throws LostException {
                for (var next = subscription.poll(); next != null; next = subscription.poll()) {
                    var arrived = next instanceof FeedMessage.Begin ? next : way.apply(next);
                    if (arrived != null) {
                        return arrived;
                    }
                }
                throw new LostException("quiet");
            }

            @Override
            public void close() {
                subscription.close();
            }
        };
    }

    private static Map<String, String> rows(RowStore store) {
        var all = new TreeMap<String, String>();
        try (Rows walk = store.scan(new byte[] {0}, new byte[] {(byte) 0xff}, false)) {
            while (walk.next()) {
                byte[] key = walk.key();
                // How far back reads may go, and since when an index can be read, is each store's own.
                byte[] value = walk.value();
                boolean index = key[0] == PlainRows.INDEXES[0];
                // Nor is it which of the indexes that are no more has gone from the disk.
                boolean gone = index && value[0] == IndexState.Stage.UNUSED.ordinal();
                if (!Arrays.equals(key, VersionedRows.HORIZON) && !gone) {
                    if (index) {
                        Arrays.fill(value, 1, 1 + Long.BYTES, (byte) 0);
                    }
                    all.put(HexFormat.of().formatHex(key), HexFormat.of().formatHex(value));
                }
            }
        }
        return all;
    }

    /** Values aside of what only says since when it is so: made from documents, that is later. */
    private static Map<String, String> gist(RowStore store) {
        var gist = new TreeMap<String, String>();
        rows(store).forEach((key, value) -> {
            char space = (char) HexFormat.fromHexDigits(key, 0, 2);
            switch (space) {
                case 'h', 'g', 's' -> {}
                case 'e', 'n', 'c', 'x' -> gist.put(key, value);
                default -> gist.put(key, "");
            }
        });
        return gist;
    }

    private static Map<String, String> difference(Map<String, String> one, Map<String, String> other) {
        var keys = new TreeSet<>(one.keySet());
        keys.addAll(other.keySet());
        var different = new TreeMap<String, String>();
        for (String key : keys) {
            if (!Objects.equals(one.get(key), other.get(key))) {
                different.put(key, one.get(key) + " and not " + other.get(key));
            }
        }
        return different;
    }

    private void awaitBuilt() {
        for (var store : List.of(rows, disk.rows)) {
            while (Composites.read(store).latest().states().stream()
                    .anyMatch(index -> index.stage() == IndexState.Stage.BUILDING)) {
                Thread.onSpinWait();
            }
        }
    }

    /** What is done to a leader and its standby, by chance. */
    private final class Chance {
        private final Random random;
        private int number;

        Chance(long seed) {
            this.random = new Random(seed);
        }

        void step() throws InterruptedException {
            switch (random.nextInt(14)) {
                case 0 ->
                    leader.declareIndexes(
                            random.nextInt(4) == 0 ? List.of() : List.of(BY_N_AND_M), TabletFixture.soon());
                case 1 ->
                    leader.allocateIds(List.of(TabletFixture.incomplete()), IdPolicy.SEQUENTIAL, TabletFixture.soon());
                case 2 -> assertThat(leader.checkpoint(documents)).isTrue();
                case 3 -> {
                    leader.close();
                    lead(rows);
                }
                case 4 -> restartStandby();
                case 5, 6 -> hear(this::lossy);
                default -> change();
            }
        }

        private void change() {
            var name = "t" + random.nextInt(12);
            leader.commit(
                    CommitRequest.of(
                            random.nextInt(4) == 0
                                    ? Mutation.delete(TabletFixture.key(name))
                                    : Mutation.upsert(TabletFixture.thing(name, number++))),
                    TabletFixture.soon());
        }

        private void restartStandby() {
            standby.end();
            if (random.nextInt(3) == 0) {
                disk.openEmpty();
            }
            standby = follower();
        }

        private @Nullable FeedMessage lossy(FeedMessage message) {
            return random.nextInt(8) == 0 ? null : message;
        }
    }

    @ParameterizedTest
    @ArgumentsSource(Seeds.class)
    void rowsAreTheLeadersWhateverIsLostOnTheWay(long seed) throws InterruptedException {
        var chance = new Chance(seed);
        for (int i = 0; i < 400; i++) {
            chance.step();
        }
        // Whoever opens rows removes those of indexes that are no more.
        leader.close();
        lead(rows);
        hear();
        standby.end();
        standby = follower();
        put("last", 1);
        leader.checkpoint(documents);
        hear();
        awaitBuilt();
        assertThat(difference(gist(disk.rows), gist(rows)))
                .as("-Dseed=%d", seed)
                .isEmpty();
        assertThat(AppliedState.read(disk.rows)).as("-Dseed=%d", seed).isEqualTo(AppliedState.read(rows));
    }

    @Test
    void rowsAreTheSameToTheLastByte() throws InterruptedException {
        leader.declareIndexes(List.of(BY_N_AND_M), TabletFixture.soon());
        for (int i = 0; i < 50; i++) {
            put("t" + i % 7, i);
            if (i % 10 == 0) {
                hear();
            }
        }
        hear();
        awaitBuilt();
        assertThat(rows(disk.rows)).isEqualTo(rows(rows)).hasSizeGreaterThan(60);
    }

    @Test
    void anEntryIsNotAppliedWhileTheOneBeforeIsMissing() throws InterruptedException {
        put("one", 1);
        hear();
        assertThat(standby.applied().lsn()).isEqualTo(1);
        var source = source(message ->
                message instanceof FeedMessage.Entry entry && entry.at().lsn() == 2 ? null : message);
        put("two", 2);
        put("three", 3);
        assertThatThrownBy(() -> standby.follow(source))
                .isInstanceOf(LostException.class)
                .hasMessageContaining("entry 3");
        assertThat(AppliedState.read(disk.rows).lsn()).isEqualTo(1);

        // Nobody is left to tell what was missed: who leads now finds it in the log.
        leader.close();
        lead(standby.end().orElseThrow());
        assertThat(numbers()).containsExactly(1L, 2L, 3L);
    }

    private List<Long> numbers() {
        return leader
                .run(Query.ofKind("", "Thing"), ReadFrom.Latest.LATEST, PageLimit.DEFAULT, TabletFixture.soon())
                .rows()
                .stream()
                .map(row -> TabletFixture.number(row.entity().entity()))
                .sorted()
                .toList();
    }

    @Test
    void whoTakesOverFromWarmRowsReadsTheLogsTailOnly() throws InterruptedException {
        for (int i = 0; i < 200; i++) {
            put("t" + i, i);
        }
        hear();
        for (int i = 200; i < 203; i++) {
            put("t" + i, i);
        }
        leader.close();
        log.takeRead();
        lead(standby.end().orElseThrow());
        assertThat(log.takeRead()).isEqualTo(3);
        assertThat(numbers()).hasSize(203);

        leader.close();
        lead(new KeptRows());
        assertThat(log.takeRead()).isEqualTo(203);
    }

    @Test
    void whatIsNotAcknowledgedIsNotTold() throws Exception {
        put("one", 1);
        hear();
        log.hold();
        var commit = Thread.ofVirtual().start(() -> {
            try {
                put("two", 2);
            } catch (DatastoreException unknown) {
                return;
            }
            throw new AssertionError("it was lost");
        });
        log.awaitHeld(1);
        hear();
        assertThat(standby.applied().lsn()).isEqualTo(1);
        log.loseHeld();
        leader.close();
        commit.join();
        lead(standby.end().orElseThrow());
        assertThat(numbers()).containsExactly(1L);
    }

    @Test
    void rowsAheadOfTheLogOrOfAnotherHistoryAreNotLedFrom() throws InterruptedException {
        put("one", 1);
        put("two", 2);
        hear();
        leader.close();
        var other = new MemoryLog();
        assertThat(Tablet.canGoOn(disk.rows, log.lead())).isTrue();
        assertThat(Tablet.canGoOn(disk.rows, other.lead()))
                .as("ahead of an empty log")
                .isFalse();

        other.lead();
        var tablet = Tablet.open(SHOP, new KeptRows(), other.lead(), clock, () -> {});
        for (int i = 0; i < 5; i++) {
            tablet.commit(CommitRequest.of(Mutation.upsert(TabletFixture.thing("other" + i, i))), TabletFixture.soon());
        }
        tablet.close();
        assertThat(Tablet.canGoOn(disk.rows, other.lead()))
                .as("another's entries")
                .isFalse();
        lead(new KeptRows());
    }

    @Test
    void aFormerLeaderIsNotFollowedByRowsOfALaterOne() throws InterruptedException {
        put("one", 1);
        var former = feed;
        var closing = leader;
        lead(new KeptRows());
        put("two", 2);
        hear();
        var latest = feed;
        feed = former;
        assertThatThrownBy(() -> standby.follow(source(message -> message))).isInstanceOf(LostException.class);
        assertThat(disk.emptied).isZero();
        feed = latest;
        put("three", 3);
        hear();
        assertThat(standby.applied().lsn()).isEqualTo(3);
        closing.close();
    }

    @Test
    void rowsOfALogThatWasMadeAnewAreMadeAnew() throws InterruptedException {
        put("one", 1);
        put("two", 2);
        hear();
        leader.close();
        log.forget();
        lead(new KeptRows());
        put("other", 7);
        hear();
        assertThat(gist(disk.rows)).isEqualTo(gist(rows));
    }

    @Test
    void whatTheLogHasNoMoreComesFromDocuments() throws InterruptedException {
        put("one", 1);
        hear();
        standby.end();
        standby = follower();
        put("two", 2);
        leader.checkpoint(documents);
        leader.close();
        lead(rows);
        put("three", 3);
        leader.checkpoint(documents);
        hear();
        assertThat(disk.emptied).isEqualTo(1);
        assertThat(gist(disk.rows).keySet()).isEqualTo(gist(rows).keySet());
        assertThat(standby.applied()).isEqualTo(AppliedState.read(rows).at());
    }

    @Test
    void whatTheLeaderCheckpointedIsNotCheckpointedAgain() throws InterruptedException {
        for (int i = 0; i < 5; i++) {
            put("t" + i, i);
        }
        var source = source(message -> message);
        leader.checkpoint(documents);
        put("later", 9);
        assertThatThrownBy(() -> standby.follow(source)).isInstanceOf(LostException.class);
        leader.close();
        lead(standby.end().orElseThrow());
        int before = documents.stored();
        assertThat(leader.checkpoint(documents)).isTrue();
        assertThat(documents.stored() - before).isEqualTo(1);
    }

    @Test
    void aSlowStandbyIsDroppedAndTheLeaderGoesOn() throws InterruptedException {
        var source = source(message -> message);
        for (int i = 0; i < 1_000; i++) {
            put("t" + i, i);
        }
        assertThat(feed.listeners()).isZero();
        assertThat(room.used()).isZero();
        assertThatThrownBy(() -> standby.follow(source)).isInstanceOf(LostException.class);
        hear();
        assertThat(standby.applied().lsn()).isEqualTo(1_000);
        assertThat(gist(disk.rows)).isEqualTo(gist(rows));
    }

    /** The leader forgets an index when it opens its rows anew; the standby has not heard yet that it is unused. */
    @Test
    void anIndexThatGetsTheNumberOfAFormerOneIsBuilt() throws InterruptedException {
        put("one", 1);
        leader.declareIndexes(List.of(BY_N_AND_M), TabletFixture.soon());
        hear();
        leader.declareIndexes(List.of(), TabletFixture.soon());
        hear();
        leader.close();
        lead(rows);
        put("one", 2);
        leader.declareIndexes(List.of(BY_N_AND_M), TabletFixture.soon());
        hear();
        awaitBuilt();
        var index = Composites.read(disk.rows).latest().states().getFirst();
        assertThat(index.id()).isEqualTo(1);
        assertThat(index.stage()).isEqualTo(IndexState.Stage.READY);
        assertThat(difference(gist(disk.rows), gist(rows)).keySet()).allMatch(key -> key.startsWith("64"));
    }

    @Test
    void aHistoryThatEndsBeforeItsFirstEntryStillTellsWhereItBegins() {
        var dropped = new History(List.of(new SlotContent.Span(5, 6, 3)));
        assertThat(dropped.until(5).firstLsn()).isEqualTo(6);
        assertThat(dropped.until(5).nextLsn()).isEqualTo(6);
        assertThat(dropped.until(7).nextLsn()).isEqualTo(8);
        assertThat(dropped.until(7).epochOf(7)).isEqualTo(5);
        assertThat(dropped.until(7).epochOf(8)).isZero();
    }
}
