package io.ironstead.datastore.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.ironstead.couch.CouchClient;
import io.ironstead.couch.CouchSettings;
import io.ironstead.datastore.CommitRequest;
import io.ironstead.datastore.Datastore;
import io.ironstead.datastore.DatastoreException;
import io.ironstead.datastore.Entity;
import io.ironstead.datastore.Key;
import io.ironstead.datastore.Mutation;
import io.ironstead.datastore.PathElement;
import io.ironstead.datastore.Property;
import io.ironstead.datastore.PropertyValue;
import io.ironstead.datastore.ReadFrom;
import io.ironstead.datastore.TestCouch;
import io.ironstead.datastore.Value;
import io.ironstead.model.Deadline;
import io.ironstead.model.SiteName;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A cluster of three CouchDBs, each killed in turn while sites write. {@code IRONSTEAD_TEST_COUCHDB} names the three, and
 * {@code IRONSTEAD_TEST_COUCHDB_NODE} a program that is called with {@code 1 kill} or {@code 1 start}, the node's place in that
 * list and what to do: kill means SIGKILL, and start returns when the process runs.
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class NodeLossTest {
    private static final String NODE_PROGRAM = "IRONSTEAD_TEST_COUCHDB_NODE";
    private static final int WRITERS = 6;
    private static final Duration OUTAGE = Duration.ofSeconds(Integer.getInteger("outage.seconds", 8));

    @TempDir
    Path folder;

    private TestCouch couch;
    private SiteName site;
    private final List<Integer> down = new ArrayList<>();
    private final ConcurrentSkipListSet<Long> acknowledged = new ConcurrentSkipListSet<>();
    private final AtomicLong tried = new AtomicLong();

    @BeforeEach
    void start() {
        Assumptions.assumeTrue(
                TestCouch.real().size() == 3 && System.getenv(NODE_PROGRAM) != null,
                "No cluster to harm: set " + TestCouch.VARIABLE + " to three nodes and " + NODE_PROGRAM);
        couch = TestCouch.start(folder);
        site = new SiteName(couch.site("shop"));
    }

    @AfterEach
    void stop() throws Exception {
        for (int node : List.copyOf(down)) {
            order(node, "start");
        }
        if (couch != null) {
            couch.close();
        }
    }

    @Test
    void nothingAcknowledgedIsLostWhileNodesAreKilled() throws Exception {
        for (int node = 1; node <= 3; node++) {
            try (var load = new Load()) {
                long before = acknowledged.size();
                order(node, "kill");
                TimeUnit.MILLISECONDS.sleep(OUTAGE.toMillis());
                assertThat(acknowledged.size() - before)
                        .as("commits while node %d is away", node)
                        .isGreaterThan(10);
                if (node != 2) {
                    order(node, "start");
                    awaitAnswer(node);
                }
                assertThat(load.failures).as("refused commits").hasValue(0);
            }
            everythingIsThere("after the loss of node " + node);
            if (node == 2) {
                // Another leader has just begun with this node away; now the node comes back without what it missed.
                order(node, "start");
                awaitAnswer(node);
            }
        }
        everythingIsThere("at the end");
    }

    /** Writers at work, until closed. */
    private final class Load implements AutoCloseable {
        private final Datastores datastores = open("rows");
        private final AtomicBoolean enough = new AtomicBoolean();
        private final AtomicLong failures = new AtomicLong();
        private final List<Thread> threads = new ArrayList<>();

        private Load() {
            var shop = datastores.datastore(site, "");
            put(shop, tried.incrementAndGet());
            for (int writer = 0; writer < WRITERS; writer++) {
                // Of the platform: these never wait while commits are refused, and would keep virtual threads from
                // running.
                threads.add(Thread.ofPlatform().daemon().start(() -> write(shop)));
            }
        }

        private void write(Datastore shop) {
            while (!enough.get()) {
                try {
                    put(shop, tried.incrementAndGet());
                } catch (DatastoreException unknown) {
                    failures.incrementAndGet();
                }
            }
        }

        @Override
        public void close() {
            enough.set(true);
            for (Thread thread : threads) {
                joined(thread);
            }
            datastores.close();
        }

        private static void joined(Thread thread) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** A node that never saw this database leads it now, and has what was told so far. */
    private void everythingIsThere(String when) {
        var told = List.copyOf(acknowledged);
        try (var elsewhere = open("rows-" + when.hashCode())) {
            var shop = elsewhere.datastore(site, "");
            var missing = told.stream().filter(id -> !isThere(shop, id)).toList();
            assertThat(told).as("commits that were told").hasSizeGreaterThan(10);
            assertThat(missing).as("lost %s, of %d", when, told.size()).isEmpty();
        }
    }

    private void put(Datastore shop, long id) {
        shop.commit(
                CommitRequest.of(Mutation.upsert(
                        Entity.of(key(id), Property.of("n", PropertyValue.indexed(new Value.Int(id)))))),
                Deadline.in(Duration.ofSeconds(30)));
        acknowledged.add(id);
    }

    private boolean isThere(Datastore shop, long id) {
        return shop.lookup(List.of(key(id)), ReadFrom.Latest.LATEST, Deadline.in(Duration.ofSeconds(60)))
                .entities()
                .getFirst()
                .isPresent();
    }

    private Key key(long id) {
        return new Key(site.value(), "", "", List.of(PathElement.of("Thing", id)));
    }

    private Datastores open(String rows) {
        var usual = DatastoresSettings.of(folder.resolve(rows), rows, couch.copies());
        var settings = new DatastoresSettings(
                usual.directory(),
                usual.memoryBytesMax(),
                usual.node(),
                usual.copies(),
                usual.shared(),
                usual.openMax(),
                usual.idleClose(),
                Duration.ofSeconds(2),
                usual.retention(),
                usual.rotateSlots());
        return new Datastores(settings, couch.client(), Datastores.IndexWishes.UNKNOWN, InstantSource.system());
    }

    private void order(int node, String what) throws IOException, InterruptedException {
        if (what.equals("kill")) {
            down.add(node);
        } else {
            down.remove((Integer) node);
        }
        var process = new ProcessBuilder(System.getenv(NODE_PROGRAM), Integer.toString(node), what)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("node-output").toFile())
                .start();
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).as(what).isTrue();
        assertThat(process.exitValue()).as(what).isZero();
    }

    /** Until that node serves again, and has heard from the others. */
    private void awaitAnswer(int node) throws InterruptedException {
        var uri = TestCouch.real().get(node - 1);
        String[] credentials = uri.getUserInfo().split(":", 2);
        var alone = CouchSettings.of(
                List.of(URI.create("http://" + uri.getHost() + ":" + uri.getPort())), credentials[0], credentials[1]);
        try (var client = new CouchClient(alone)) {
            for (int attempt = 0; ; attempt++) {
                try {
                    client.databases("ds_", Deadline.in(Duration.ofSeconds(2)));
                    return;
                } catch (RuntimeException silent) {
                    assertThat(attempt).as("node %d comes back", node).isLessThan(60);
                    TimeUnit.SECONDS.sleep(1);
                }
            }
        }
    }
}
