package io.ironstead.datastore.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.ironstead.datastore.CommitRequest;
import io.ironstead.datastore.Entity;
import io.ironstead.datastore.Key;
import io.ironstead.datastore.Mutation;
import io.ironstead.datastore.PathElement;
import io.ironstead.datastore.Property;
import io.ironstead.datastore.PropertyValue;
import io.ironstead.datastore.ReadFrom;
import io.ironstead.datastore.TestCouch;
import io.ironstead.datastore.Value;
import io.ironstead.datastore.log.TabletName;
import io.ironstead.datastore.standby.Feed;
import io.ironstead.datastore.standby.FeedMessage;
import io.ironstead.datastore.standby.FeedSource;
import io.ironstead.model.Deadline;
import io.ironstead.model.SiteName;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes on one CouchDB, of which one leads and others keep its rows warm, on real disks. */
class StandbysTest {
    private static final int COUNT = 60;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    private TestCouch couch;
    private SiteName site;
    private TabletName name;
    private Datastores leader;
    private Datastores standby;

    @BeforeEach
    void start() {
        couch = TestCouch.start(folder.resolve("couch"));
        site = new SiteName(couch.site("shop"));
        name = new TabletName(site.value(), "");
        leader = open("leader");
        standby = open("standby");
    }

    @AfterEach
    void stop() {
        standby.close();
        leader.close();
        couch.close();
    }

    private Datastores open(String rows) {
        var settings = DatastoresSettings.of(folder.resolve(rows), rows, couch.copies())
                .shared(true);
        return new Datastores(settings, couch.client(), Datastores.IndexWishes.UNKNOWN, InstantSource.system());
    }

    private static Deadline soon() {
        return Deadline.in(PATIENCE);
    }

    private Key key(int i) {
        return new Key(site.value(), "", "", List.of(PathElement.of("Thing", "t" + i)));
    }

    private void put(Datastores at, int from, int to) {
        for (int i = from; i < to; i++) {
            var entity = Entity.of(key(i), Property.of("n", PropertyValue.indexed(new Value.Int(i))));
            at.datastore(site, "").commit(CommitRequest.of(Mutation.upsert(entity)), soon());
        }
    }

    /** As the door of a leader's node and the connection to it do it. */
    private static FeedSource feed(Datastores leader, TabletName name) {
        return () -> {
            var ready = new Semaphore(0);
            Feed.Subscription subscription = leader.subscribe(name, ready::release)
                    .orElseThrow(() -> new FeedSource.LostException("it does not lead"));
            return new FeedSource.Hearing() {
                @Override
                public FeedMessage next() throws FeedSource.LostException, InterruptedException {
                    for (var next = subscription.poll(); ; next = subscription.poll()) {
                        if (next != null) {
                            return next;
                        }
                        if (subscription.isOver()) {
                            throw new FeedSource.LostException("it leads no more");
                        }
                        ready.tryAcquire(10, TimeUnit.MILLISECONDS);
                    }
                }

                @Override
                public void close() {
                    subscription.close();
                }
            };
        };
    }

    private void awaitWarm(long lsn) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!standby.warm().containsKey(name) || standby.warm().get(name).lsn() < lsn) {
            assertThat(System.nanoTime()).as("warm: %s", standby.warm()).isLessThan(end);
            Thread.onSpinWait();
        }
    }

    private int replayed(Datastores at) {
        try (var use = at.use(name, soon())) {
            return use.tablet().replayed();
        }
    }

    private void allIsThere(Datastores at, int count) {
        var keys = IntStream.range(0, count).mapToObj(this::key).toList();
        for (int from = 0; from < count; from += 20) {
            assertThat(at.datastore(site, "")
                            .lookup(keys.subList(from, from + 20), ReadFrom.Latest.LATEST, soon())
                            .entities())
                    .allMatch(Optional::isPresent);
        }
    }

    @Test
    void whoKeptRowsWarmLeadsFromThem() {
        put(leader, 0, COUNT / 2);
        standby.follow(name, feed(leader, name));
        put(leader, COUNT / 2, COUNT);
        awaitWarm(COUNT);

        // The former leader knows nothing of it.
        allIsThere(standby, COUNT);
        assertThat(replayed(standby)).isZero();
        assertThat(standby.followed()).isEmpty();
    }

    @Test
    void whoMissedTheEndReadsNoMoreThanThat() throws InterruptedException {
        put(leader, 0, COUNT / 2);
        standby.follow(name, feed(leader, name));
        awaitWarm(COUNT / 2);
        standby.unfollow(name);
        assertThat(standby.warm()).isEmpty();
        put(leader, COUNT / 2, COUNT);

        allIsThere(standby, COUNT);
        assertThat(replayed(standby)).isEqualTo(COUNT / 2);
        try (var cold = open("cold")) {
            allIsThere(cold, COUNT);
            assertThat(replayed(cold)).isEqualTo(COUNT);
        }
    }

    @Test
    void leadersAndStandbysTakeTurns() throws InterruptedException {
        put(leader, 0, 10);
        for (int round = 1; round <= 2; round++) {
            standby.follow(name, feed(leader, name));
            put(leader, 10 * round, 10 * round + 10);
            long lsn = round * 10L + 10;
            awaitWarm(lsn);
            leader.handOver(site);
            allIsThere(standby, 20);
            assertThat(replayed(standby)).as("round %d", round).isZero();
            var next = standby;
            standby = leader;
            leader = next;
        }
        allIsThere(leader, 20);
    }

    @Test
    void whatIsLedHereIsNotFollowed() {
        put(leader, 0, 1);
        leader.follow(name, feed(standby, name));
        assertThat(leader.followed()).isEmpty();
    }

    @Test
    void rowsStayOnTheDiskOfAStandbyThatStops() throws InterruptedException {
        put(leader, 0, 20);
        standby.follow(name, feed(leader, name));
        awaitWarm(20);
        standby.close();
        standby = open("standby");
        leader.handOver(site);
        allIsThere(standby, 20);
        assertThat(replayed(standby)).isZero();
    }
}
