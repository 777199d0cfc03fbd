package io.ironstead.datastore.tablet;

import static org.assertj.core.api.Assertions.assertThat;

import io.ironstead.datastore.CommitRequest;
import io.ironstead.datastore.IdPolicy;
import io.ironstead.datastore.Mutation;
import io.ironstead.datastore.Mutation.WriteRule;
import io.ironstead.datastore.Problem;
import io.ironstead.datastore.Query;
import io.ironstead.datastore.ReadFrom;
import io.ironstead.datastore.TransactionId;
import io.ironstead.datastore.TransactionOptions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** Transactions against each other and against plain writes: the cases of datastore.md 1.11. */
class TransactionsTest extends TabletFixture {
    private static final Problem CONTENTION = new Problem.Contention();

    @Test
    void ofTwoThatReadAndWriteAnEntityTheFirstCommitWins() {
        put("a", 1);
        var first = begin();
        var second = begin();
        assertThat(number("a", first)).contains(1L);
        assertThat(number("a", second)).contains(1L);
        commit(first, Mutation.upsert(thing("a", 2)));
        assertThat(problem(() -> commit(second, Mutation.upsert(thing("a", 3)))))
                .isEqualTo(CONTENTION);
        assertThat(number("a")).contains(2L);
    }

    @Test
    void aPlainWritePassesAndTheTransactionThatReadAborts() {
        put("a", 1);
        var transaction = begin();
        number("a", transaction);
        put("a", 2);
        assertThat(number("a", transaction)).contains(1L);
        assertThat(problem(() -> commit(transaction, Mutation.upsert(thing("b", 1)))))
                .isEqualTo(CONTENTION);
        assertThat(number("b")).isEmpty();
    }

    @Test
    void anEntityThatCameOrWentSinceItWasReadAborts() {
        var missing = begin();
        number("a", missing);
        put("a", 1);
        assertThat(problem(() -> commit(missing, Mutation.upsert(thing("b", 1)))))
                .isEqualTo(CONTENTION);
        var gone = begin();
        number("a", gone);
        commit(Mutation.delete(key("a")));
        assertThat(problem(() -> commit(gone, Mutation.upsert(thing("b", 1))))).isEqualTo(CONTENTION);
    }

    @Test
    void aBlindWriteCommitsAfterAnotherWrite() {
        put("a", 1);
        var transaction = begin();
        put("a", 2);
        commit(transaction, Mutation.upsert(thing("a", 3)));
        assertThat(number("a")).contains(3L);
    }

    @Test
    void anotherEntityOfTheSameGroupDoesNotConflict() {
        var child = new io.ironstead.datastore.Key(
                "shop",
                "",
                "",
                List.of(
                        io.ironstead.datastore.PathElement.of("Thing", "a"),
                        io.ironstead.datastore.PathElement.of("Part", 1)));
        put("a", 1);
        var transaction = begin();
        number("a", transaction);
        commit(Mutation.upsert(thing(child, 1)));
        commit(transaction, Mutation.upsert(thing("a", 2)));
        assertThat(number("a")).contains(2L);
    }

    @Test
    void aQueryConflictsWithWhatWouldChangeItsAnswer() {
        put("a", 1);
        put("b", 10);
        assertThat(queryThenMeet(Mutation.upsert(thing("c", 20))))
                .as("a new result")
                .isEqualTo(CONTENTION);
        commit(Mutation.delete(key("c")));
        assertThat(queryThenMeet(Mutation.delete(key("b")))).as("a result gone").isEqualTo(CONTENTION);
        put("b", 10);
        assertThat(queryThenMeet(Mutation.upsert(thing("b", 11))))
                .as("a result moved")
                .isEqualTo(CONTENTION);
        assertThat(queryThenMeet(Mutation.upsert(thing("a", 12))))
                .as("a result came")
                .isEqualTo(CONTENTION);
    }

    private Problem queryThenMeet(Mutation other) {
        var transaction = begin();
        numbersFrom(10, new ReadFrom.Transaction(transaction));
        commit(other);
        return problem(() -> commit(transaction, Mutation.upsert(thing("z", -1))));
    }

    @Test
    void aQueryDoesNotConflictWithWhatIsOutsideOfItsRange() {
        put("a", 1);
        put("b", 10);
        var transaction = begin();
        assertThat(numbersFrom(10, new ReadFrom.Transaction(transaction))).containsExactly(10L);
        put("a", 2);
        put("c", 3);
        commit(Mutation.delete(key("c")));
        commit(transaction, Mutation.upsert(thing("z", -1)));
        assertThat(number("z")).contains(-1L);
    }

    @Test
    void ownWritesAreNotSeenByOwnReads() {
        put("a", 1);
        var transaction = begin();
        tablet.stage(transaction, CommitRequest.of(Mutation.upsert(thing("a", 2))), soon());
        assertThat(number("a", transaction)).contains(1L);
        assertThat(numbersFrom(0, new ReadFrom.Transaction(transaction))).containsExactly(1L);
        commit(transaction);
        assertThat(number("a")).contains(2L);
    }

    @Test
    void stagedIncompleteKeysAreCompleteAtOnce() {
        var transaction = begin();
        var keys = tablet.stage(
                transaction,
                new CommitRequest(
                        Optional.empty(), List.of(Mutation.upsert(thing(incomplete(), 7))), IdPolicy.SEQUENTIAL),
                soon());
        assertThat(keys.getFirst().isComplete()).isTrue();
        commit(transaction);
        assertThat(tablet.lookup(keys, ReadFrom.Latest.LATEST, soon())
                        .entities()
                        .getFirst())
                .isPresent();
    }

    @Test
    void aTransactionSeesOneStateForItsWholeLife() {
        put("a", 1);
        put("b", 1);
        var transaction = begin();
        put("a", 2);
        commit(Mutation.delete(key("b")));
        put("c", 2);
        assertThat(number("a", transaction)).contains(1L);
        assertThat(number("b", transaction)).contains(1L);
        assertThat(number("c", transaction)).isEmpty();
        assertThat(numbersFrom(0, new ReadFrom.Transaction(transaction))).containsExactly(1L, 1L);
    }

    @Test
    void aReadOnlyTransactionWritesNothingAndNeverConflicts() {
        put("a", 1);
        var reader = tablet.begin(TransactionOptions.READ_ONLY);
        number("a", reader);
        put("a", 2);
        assertThat(number("a", reader)).contains(1L);
        assertThat(problem(() -> tablet.stage(reader, CommitRequest.of(Mutation.upsert(thing("a", 3))), soon())))
                .isEqualTo(new Problem.ReadOnlyTransaction());
        commit(reader);
        var writer = tablet.begin(TransactionOptions.READ_ONLY);
        assertThat(problem(() -> commit(writer, Mutation.upsert(thing("a", 3)))))
                .isEqualTo(new Problem.ReadOnlyTransaction());
    }

    @Test
    void thirtyGroupsAreOneTransaction() {
        var mutations = new Mutation[30];
        for (int i = 0; i < mutations.length; i++) {
            mutations[i] = Mutation.upsert(thing("t" + i, i));
        }
        commit(begin(), mutations);
        assertThat(numbersFrom(0)).hasSize(30);
    }

    @Test
    void anEndedTransactionIsOverAndAStrangeOneNeverWas() {
        var committed = begin();
        commit(committed, Mutation.upsert(thing("a", 1)));
        assertThat(problem(() -> commit(committed))).isEqualTo(new Problem.NoTransaction(true));
        var rolledBack = begin();
        tablet.rollback(rolledBack);
        assertThat(problem(() -> number("a", rolledBack))).isEqualTo(new Problem.NoTransaction(true));
        assertThat(problem(() -> number("a", new TransactionId(17)))).isEqualTo(new Problem.NoTransaction(false));
        var refused = begin();
        problem(() -> commit(refused, Mutation.write(WriteRule.INSERT, thing("a", 2))));
        assertThat(problem(() -> commit(refused))).isEqualTo(new Problem.NoTransaction(true));
    }

    @Test
    void aTransactionOfAFormerLeaderIsToBeginAgain() throws InterruptedException {
        put("a", 1);
        var transaction = begin();
        var abandoned = begin();
        number("a", transaction);
        restart();
        assertThat(problem(() -> number("a", transaction))).isEqualTo(CONTENTION);
        assertThat(problem(() -> commit(transaction, Mutation.upsert(thing("a", 2)))))
                .isEqualTo(CONTENTION);
        assertThat(number("a")).contains(1L);
        tablet.rollback(transaction);
        // As long as it could have been open there.
        clock.advance(Duration.ofSeconds(300));
        assertThat(problem(() -> commit(abandoned))).isEqualTo(CONTENTION);
        clock.advance(Duration.ofSeconds(1));
        assertThat(problem(() -> commit(abandoned))).isEqualTo(new Problem.NoTransaction(false));
    }

    @Test
    void aTransactionEndsAMinuteAfterItsLastUse() {
        var transaction = begin();
        clock.advance(Duration.ofSeconds(60).minusNanos(1));
        number("a", transaction);
        clock.advance(Duration.ofSeconds(60).minusNanos(1_000));
        number("a", transaction);
        clock.advance(Duration.ofSeconds(60));
        assertThat(problem(() -> number("a", transaction))).isEqualTo(new Problem.NoTransaction(true));
    }

    @Test
    void aTransactionEndsAfterFiveMinutesHoweverMuchItIsUsed() {
        var transaction = begin();
        for (int i = 0; i < 9; i++) {
            clock.advance(Duration.ofSeconds(30));
            number("a", transaction);
        }
        clock.advance(Duration.ofSeconds(30));
        assertThat(problem(() -> number("a", transaction))).isEqualTo(new Problem.NoTransaction(true));
    }

    @Test
    void openTransactionsAreBounded() {
        for (int i = 0; i < Transactions.OPEN_MAX; i++) {
            begin();
        }
        assertThat(problem(this::begin)).isEqualTo(new Problem.Exhausted("open transactions"));
        clock.advance(Duration.ofMinutes(1));
        begin();
    }

    /** Commits on their way count as much as those that are done. */
    @Test
    void aTransactionIsValidatedAgainstCommitsStillOnTheirWay() throws Exception {
        put("a", 1);
        log.hold();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var write = CompletableFuture.supplyAsync(() -> put("a", 2), threads);
            log.awaitHeld(1);
            var keyReader = begin();
            assertThat(number("a", keyReader)).contains(1L);
            var queryReader = begin();
            assertThat(tablet.run(
                                    Query.ofKind("", "Thing"),
                                    new ReadFrom.Transaction(queryReader),
                                    io.ironstead.datastore.PageLimit.DEFAULT,
                                    soon())
                            .rows())
                    .hasSize(1);
            var rangeReader = begin();
            assertThat(numbersFrom(2, new ReadFrom.Transaction(rangeReader))).isEmpty();
            for (var reader : List.of(keyReader, queryReader, rangeReader)) {
                assertThat(problem(() -> commit(reader, Mutation.upsert(thing("z", -1)))))
                        .isEqualTo(CONTENTION);
            }
            assertThat(write.isDone()).isFalse();
            assertThat(number("a")).as("not durable yet").contains(1L);
            log.release();
            write.get(20, TimeUnit.SECONDS);
            assertThat(number("a")).contains(2L);
        }
    }

    @Test
    void aRefusalThatRestsOnACommitOnItsWayWaitsForIt() throws Exception {
        log.hold();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var write = CompletableFuture.supplyAsync(() -> put("a", 1), threads);
            log.awaitHeld(1);
            var insert = CompletableFuture.supplyAsync(
                    () -> problem(() -> commit(Mutation.write(WriteRule.INSERT, thing("a", 2)))), threads);
            assertThat(isDoneIn(insert, Duration.ofMillis(50))).isFalse();
            log.release();
            assertThat(insert.get(20, TimeUnit.SECONDS)).isEqualTo(new Problem.EntityExists(key("a")));
            write.get(20, TimeUnit.SECONDS);
        }
    }

    private static boolean isDoneIn(CompletableFuture<?> future, Duration wait)
            throws InterruptedException, ExecutionException {
        try {
            future.get(wait.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException still) {
            return false;
        }
    }

    @Test
    void commitsThatWaitForTheLogShareAnEntry() throws Exception {
        log.hold();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            int before = log.appends();
            for (int i = 0; i < 100; i++) {
                int number = i;
                var _ = threads.submit(() -> put("t" + number, number));
            }
            log.awaitHeld(4);
            log.release();
        }
        assertThat(numbersFrom(0)).hasSize(100);
        assertThat(log.appends()).isLessThan(100);
    }
}
