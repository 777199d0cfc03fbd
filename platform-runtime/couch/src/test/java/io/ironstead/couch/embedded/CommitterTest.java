package io.ironstead.couch.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ironstead.couch.Revision;
import io.ironstead.model.Deadline;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The promise the log rests on: nobody hears of a write before it is on disk, not even by a conflict. */
class CommitterTest {
    /** A disk that writes when it is allowed to, or not at all. */
    private final class HeldBatch extends Batch {
        HeldBatch(Store store) {
            super(store);
        }

        @Override
        void commit() {
            atDisk.countDown();
            allowed.acquireUninterruptibly();
            if (full) {
                throw new Store.StoreException("The disk is full", new IllegalStateException());
            }
            super.commit();
        }
    }

    private final ExecutorService callers = Executors.newCachedThreadPool();
    private final Semaphore allowed = new Semaphore(0);
    private final CountDownLatch atDisk = new CountDownLatch(1);
    private volatile boolean full;
    private Store store;
    private Database database;
    private Committer committer;

    @BeforeEach
    void open(@TempDir Path directory) {
        store = Store.open(directory);
        database = new Database(store, 1, "db", 1, Database.Counters.NONE);
        committer = new Committer(() -> new HeldBatch(store));
    }

    @AfterEach
    void close() {
        allowed.release(1000);
        committer.close();
        store.close();
        callers.shutdownNow();
    }

    private Future<Revision> insert(String id, String members) {
        var document = new IncomingDocument(
                id, List.of(), false, false, members.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        return callers.submit(() -> committer.commit(1, batch -> batch.edit(database, document)));
    }

    @Test
    void nobodyHearsOfAWriteBeforeItIsOnDisk() throws Exception {
        Future<Revision> first = insert("a", "\"n\":1");
        atDisk.await();
        Future<Revision> second = insert("a", "\"n\":2");
        assertThat(first.isDone()).isFalse();
        assertThat(second.isDone()).isFalse();
        assertThat(database.entry("a")).isEmpty();
        assertThat(database.counters().sequence()).isZero();

        allowed.release(1000);

        assertThat(first.get().generation()).isEqualTo(1);
        assertThat(database.entry("a")).isPresent();
        assertThatThrownBy(second::get).cause().isInstanceOf(CouchError.class).hasMessage("conflict");
    }

    @Test
    void aCallerWaitsUntilItsDeadlineOnly() throws Exception {
        var document = new IncomingDocument("a", List.of(), false, false, new byte[0]);
        assertThatThrownBy(() -> ScopedValue.where(Committer.PATIENCE, Deadline.in(Duration.ofMillis(50)))
                        .call(() -> committer.commit(1, batch -> batch.edit(database, document))))
                .isInstanceOf(CouchError.class)
                .hasMessage("timeout");
        atDisk.await();
        assertThat(database.entry("a")).isEmpty();
    }

    @Test
    void afterAFailedWriteNothingMoreIsTaken() throws Exception {
        full = true;
        allowed.release(1000);
        assertThatThrownBy(insert("a", "")::get).isInstanceOf(ExecutionException.class);
        full = false;

        assertThat(committer.isHealthy()).isFalse();
        assertThatThrownBy(insert("b", "")::get).hasCauseInstanceOf(CouchError.class);
        assertThat(database.entry("a")).isEmpty();
        assertThat(database.entry("b")).isEmpty();
    }

    @Test
    void aWriteThatCannotBeAppliedTakesNoOtherWithIt() throws Exception {
        Future<Revision> before = insert("before", "");
        atDisk.await();
        Future<Object> faulty = callers.submit(() -> committer.commit(1, batch -> {
            batch.putLocal(database, "_local/x", new byte[0]);
            throw new IllegalStateException("a bug");
        }));
        Future<Revision> beside = insert("beside", "");
        allowed.release(1000);

        assertThat(before.get()).isNotNull();
        assertThat(beside.get()).isNotNull();
        assertThatThrownBy(faulty::get).hasCauseInstanceOf(CouchError.class);
        assertThat(database.local("_local/x")).isEmpty();
        assertThat(committer.isHealthy()).isTrue();
        assertThat(insert("after", "").get()).isNotNull();
    }
}
