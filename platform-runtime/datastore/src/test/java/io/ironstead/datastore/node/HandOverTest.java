package io.ironstead.datastore.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.ironstead.datastore.CommitRequest;
import io.ironstead.datastore.Datastore;
import io.ironstead.datastore.DatastoreException;
import io.ironstead.datastore.Entity;
import io.ironstead.datastore.Key;
import io.ironstead.datastore.Mutation;
import io.ironstead.datastore.PathElement;
import io.ironstead.datastore.Problem;
import io.ironstead.datastore.Property;
import io.ironstead.datastore.PropertyValue;
import io.ironstead.datastore.ReadFrom;
import io.ironstead.datastore.TestCouch;
import io.ironstead.datastore.TransactionId;
import io.ironstead.datastore.TransactionOptions;
import io.ironstead.datastore.Value;
import io.ironstead.model.Deadline;
import io.ironstead.model.SiteName;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes on one CouchDB: the first gives a site's data to the second. */
class HandOverTest {
    private static final int WRITERS = 4;

    @TempDir
    Path folder;

    private TestCouch couch;
    private SiteName site;
    private Datastores first;
    private Datastores second;

    @BeforeEach
    void start() {
        couch = TestCouch.start(folder.resolve("couch"));
        site = new SiteName(couch.site("shop"));
        first = open("first");
        second = open("second");
    }

    @AfterEach
    void stop() {
        first.close();
        second.close();
        couch.close();
    }

    private Datastores open(String rows) {
        var settings = DatastoresSettings.of(folder.resolve(rows), rows, couch.copies())
                .shared(true);
        return new Datastores(settings, couch.client(), Datastores.IndexWishes.UNKNOWN, InstantSource.system());
    }

    private static Deadline soon() {
        return Deadline.in(Duration.ofSeconds(20));
    }

    private Key key(String name) {
        return new Key(site.value(), "", "", List.of(PathElement.of("Counter", name)));
    }

    private Mutation set(String name, long number) {
        return Mutation.upsert(Entity.of(key(name), Property.of("n", PropertyValue.indexed(new Value.Int(number)))));
    }

    private long number(Datastore shop, String name, ReadFrom from) {
        return shop.lookup(List.of(key(name)), from, soon())
                .entities()
                .getFirst()
                .map(stored -> stored.entity().properties().getFirst().values().getFirst())
                .map(value -> ((Value.Int) value.value()).value())
                .orElse(0L);
    }

    private static Problem problem(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        return catchThrowableOfType(DatastoreException.class, call).problem();
    }

    /** Counts in transactions at whichever node leads; what was refused with nothing done is asked for again. */
    private final class Teller {
        private final AtomicReference<Datastore> shop;
        private final Queue<Problem> refusals = new ConcurrentLinkedQueue<>();
        private final Map<String, Long> told = new ConcurrentHashMap<>();
        private final AtomicBoolean enough = new AtomicBoolean();
        private final CountDownLatch busy = new CountDownLatch(WRITERS * 20);
        private final List<Thread> threads = new ArrayList<>();

        Teller(AtomicReference<Datastore> shop) {
            this.shop = shop;
            for (int i = 0; i < WRITERS; i++) {
                var name = "counter-" + i;
                threads.add(Thread.ofPlatform().daemon().start(() -> count(name)));
            }
        }

        private void count(String name) {
            while (!enough.get()) {
                var at = shop.get();
                begun(at).ifPresent(transaction -> countIn(transaction, at, name));
            }
        }

        /** Nothing is done yet: a program's call would be asked again at the next leader. */
        private Optional<TransactionId> begun(Datastore at) {
            try {
                return Optional.of(at.begin(TransactionOptions.READ_WRITE));
            } catch (DatastoreException refused) {
                if (!(refused.problem() instanceof Problem.Unavailable)) {
                    refusals.add(refused.problem());
                }
                return Optional.empty();
            }
        }

        private void countIn(TransactionId transaction, Datastore at, String name) {
            try {
                long next = number(at, name, new ReadFrom.Transaction(transaction)) + 1;
                at.commit(CommitRequest.of(transaction, List.of(set(name, next))), soon());
                told.put(name, next);
                busy.countDown();
            } catch (DatastoreException refused) {
                refusals.add(refused.problem());
            }
        }

        void end() throws InterruptedException {
            enough.set(true);
            for (var thread : threads) {
                thread.join();
            }
        }
    }

    @Test
    void transactionsUnderWayEndAndNoCallFails() throws InterruptedException {
        var shop = new AtomicReference<>(first.datastore(site, ""));
        var tellers = new Teller(shop);
        try {
            assertThat(tellers.busy.await(2, TimeUnit.MINUTES)).isTrue();
            first.handOver(site);
            assertThat(first.led()).isEmpty();
            shop.set(second.datastore(site, ""));
            number(shop.get(), "counter-0", ReadFrom.Latest.LATEST);
        } finally {
            tellers.end();
        }
        assertThat(tellers.refusals).isEmpty();
        tellers.told.forEach((name, last) -> assertThat(number(shop.get(), name, ReadFrom.Latest.LATEST))
                .as(name)
                .isEqualTo(last));
    }

    @Test
    void whatWaitsTooLongBeginsAgainAtTheNextLeader() throws InterruptedException {
        var before = first.datastore(site, "");
        before.commit(CommitRequest.of(set("a", 1)), soon());
        var slow = before.begin(TransactionOptions.READ_WRITE);
        var moves = Thread.ofVirtual().start(() -> handOver(first));
        // As long as it is open it is served, and no other one begins.
        for (int i = 0; i < 100 && problemOfBegin(before) == null; i++) {
            TimeUnit.MILLISECONDS.sleep(5);
        }
        assertThat(problemOfBegin(before)).isInstanceOf(Problem.Unavailable.class);
        // Longer than the checkpoint takes.
        TimeUnit.MILLISECONDS.sleep(700);
        assertThat(number(before, "a", new ReadFrom.Transaction(slow))).isEqualTo(1);
        moves.join();

        assertThat(problem(() -> before.commit(CommitRequest.of(set("a", 2)), soon())))
                .isInstanceOf(Problem.Unavailable.class);
        var next = second.datastore(site, "");
        assertThat(problem(() -> next.commit(CommitRequest.of(slow, List.of(set("a", 3))), soon())))
                .isEqualTo(new Problem.Contention());
        assertThat(number(next, "a", ReadFrom.Latest.LATEST)).isEqualTo(1);
    }

    private static Problem problemOfBegin(Datastore shop) {
        try {
            shop.rollback(shop.begin(TransactionOptions.READ_WRITE));
            return null;
        } catch (DatastoreException refused) {
            return refused.problem();
        }
    }

    private void handOver(Datastores node) {
        try {
            node.handOver(site);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void whoHandedOverMayLeadAgain() throws InterruptedException {
        var shop = first.datastore(site, "");
        shop.commit(CommitRequest.of(set("a", 1)), soon());
        first.handOver(site);
        second.datastore(site, "").commit(CommitRequest.of(set("a", 2)), soon());
        for (int i = 0; i < 400; i++) {
            try {
                assertThat(number(shop, "a", ReadFrom.Latest.LATEST)).isEqualTo(2);
                return;
            } catch (DatastoreException notYet) {
                assertThat(notYet.problem()).isInstanceOf(Problem.Unavailable.class);
                TimeUnit.MILLISECONDS.sleep(10);
            }
        }
        throw new AssertionError("It does not lead again");
    }
}
