package io.ironstead.services.taskqueue;

import static io.ironstead.services.taskqueue.World.header;
import static io.ironstead.services.taskqueue.World.soon;
import static org.assertj.core.api.Assertions.assertThat;

import io.ironstead.datastore.CommitRequest;
import io.ironstead.datastore.TransactionOptions;
import io.ironstead.model.app.QueueDefinition;
import io.ironstead.model.app.RetryRules;
import io.ironstead.services.fake.Cluster;
import io.ironstead.services.taskqueue.TaskStore.Fate;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SiteTasksTest {
    @TempDir
    static Path folder;

    private static Cluster cluster;
    private World world;

    @BeforeAll
    static void open() {
        cluster = new Cluster(folder);
    }

    @AfterAll
    static void close() {
        cluster.close();
    }

    @BeforeEach
    void start() {
        world = new World(cluster);
    }

    private void pass(Duration time) {
        world.clock.advance(time);
    }

    @Test
    void deliversATaskOnceItsTimeHasComeWithTheHeadersProgramsKnowItBy() {
        world.add(world.task("later", true, world.clock.instant().plusSeconds(30)));
        assertThat(world.tick()).isZero();
        pass(Duration.ofMillis(29_999));
        assertThat(world.tick()).isZero();
        pass(Duration.ofMillis(1));
        assertThat(world.tick()).isOne();

        var parcel = world.sent.getFirst();
        assertThat(parcel.method()).isEqualTo("POST");
        assertThat(parcel.url()).isEqualTo("/work?x=1");
        assertThat(parcel.target()).contains("worker");
        assertThat(parcel.body().toStringUtf8()).isEqualTo("payload of later");
        assertThat(header(parcel, "Content-Type")).isEqualTo("text/plain");
        assertThat(header(parcel, "X-AppEngine-QueueName")).isEqualTo("default");
        assertThat(header(parcel, "X-AppEngine-TaskName")).isEqualTo("later");
        assertThat(header(parcel, "X-AppEngine-TaskRetryCount")).isEqualTo("0");
        assertThat(header(parcel, "X-AppEngine-TaskExecutionCount")).isEqualTo("0");
        assertThat(header(parcel, "X-AppEngine-TaskETA")).isEqualTo("1772366430.000000");
        assertThat(header(parcel, "X-AppEngine-TaskPreviousResponse")).isEmpty();
        assertThat(header(parcel, "X-AppEngine-Current-Namespace")).isEqualTo("ns");
        pass(Duration.ofDays(1));
        assertThat(world.tick()).isZero();
    }

    @Test
    void aQueueLetsThroughItsBucketAndThenItsRate() {
        world.queues(World.queue(2, 5, 100, RetryRules.DEFAULT));
        world.addMany(20);
        assertThat(world.tick()).isEqualTo(5);
        assertThat(world.tick()).isZero();
        pass(Duration.ofMillis(499));
        assertThat(world.tick()).isZero();
        pass(Duration.ofMillis(1));
        assertThat(world.tick()).isOne();
        pass(Duration.ofSeconds(2));
        assertThat(world.tick()).isEqualTo(4);
        pass(Duration.ofHours(1));
        assertThat(world.tick()).isEqualTo(5);
        assertThat(world.sent.stream().map(parcel -> header(parcel, "X-AppEngine-TaskName")))
                .containsExactly(java.util.stream.IntStream.range(0, 15)
                        .mapToObj(i -> String.format("t%03d", i))
                        .toArray(String[]::new));
        assertThat(world.tasks.queues().getFirst().tasks()).isEqualTo(5);
    }

    @Test
    void noMoreTasksRunAtOnceThanTheQueueAllows() {
        world.queues(World.queue(100, 100, 3, RetryRules.DEFAULT));
        world.addMany(7);
        world.tasks.tick();
        world.tasks.tick();
        assertThat(world.waiting).hasSize(3);
        assertThat(world.tasks.queues().getFirst().running()).isEqualTo(3);
        world.waiting.removeFirst().run();
        world.tasks.tick();
        assertThat(world.waiting).hasSize(3);
        world.finish();
        assertThat(world.tick()).isEqualTo(3);
        assertThat(world.tick()).isZero();
        assertThat(world.sent).hasSize(7);
    }

    @Test
    void aTaskThatFailsComesAgainLaterAndIsGivenUpAtItsLimit() {
        var rules =
                new RetryRules(Optional.of(2), Optional.empty(), Duration.ofSeconds(10), Duration.ofSeconds(100), 3);
        world.queues(World.queue(100, 100, 100, rules));
        world.add(world.task("t", false, world.clock.instant()));
        world.answers.addAll(List.of(500, 0, 404));
        assertThat(world.tick()).isOne();
        pass(Duration.ofMillis(9_999));
        assertThat(world.tick()).isZero();
        pass(Duration.ofMillis(1));
        assertThat(world.tick()).isOne();
        assertThat(header(world.sent.get(1), "X-AppEngine-TaskRetryCount")).isEqualTo("1");
        assertThat(header(world.sent.get(1), "X-AppEngine-TaskExecutionCount")).isEqualTo("1");
        assertThat(header(world.sent.get(1), "X-AppEngine-TaskPreviousResponse"))
                .isEqualTo("500");
        pass(Duration.ofSeconds(20));
        assertThat(world.tick()).isOne();
        assertThat(header(world.sent.get(2), "X-AppEngine-TaskRetryCount")).isEqualTo("2");
        assertThat(header(world.sent.get(2), "X-AppEngine-TaskExecutionCount")).isEqualTo("1");
        assertThat(header(world.sent.get(2), "X-AppEngine-TaskPreviousResponse"))
                .isEmpty();
        pass(Duration.ofDays(1));
        assertThat(world.tick()).isZero();
        assertThat(world.tasks.tasks("default")).isEmpty();
    }

    @Test
    void aProgramThatIsCrowdedHoldsItsQueueForAMoment() {
        world.queues(World.queue(100, 100, 1, RetryRules.DEFAULT));
        world.addMany(3);
        world.answers.add(503);
        assertThat(world.tick()).isOne();
        pass(Duration.ofMillis(999));
        assertThat(world.tick()).isZero();
        pass(Duration.ofMillis(1));
        assertThat(world.tick()).isOne();
        assertThat(world.tick()).isOne();
    }

    @Test
    void aNameIsTakenWhileItsTaskWaitsAndForNineDaysAfter() {
        var now = world.clock.instant();
        assertThat(world.add(world.task("once", true, now), world.task("other", true, now)))
                .containsExactly(Fate.DONE, Fate.DONE);
        assertThat(world.add(world.task("once", true, now), world.task("third", true, now)))
                .containsExactly(Fate.EXISTS, Fate.DONE);
        assertThat(world.tick()).isEqualTo(3);
        assertThat(world.add(world.task("once", true, now))).containsExactly(Fate.TOMBSTONED);
        assertThat(world.tasks.delete("default", List.of("once", "never"), soon()))
                .containsExactly(Fate.TOMBSTONED, Fate.UNKNOWN);
        pass(TaskStore.TOMBSTONE_LIFE.minusSeconds(1));
        world.tick();
        assertThat(world.add(world.task("once", true, now))).containsExactly(Fate.TOMBSTONED);
        pass(Duration.ofHours(2));
        world.tick();
        assertThat(world.add(world.task("once", true, now))).containsExactly(Fate.DONE);
    }

    @Test
    void aTransactionsTasksExistIfAndOnlyIfItCommitted() {
        var programs = world.node.datastore(world.site, "");
        var good = programs.begin(TransactionOptions.READ_WRITE);
        var bad = programs.begin(TransactionOptions.READ_WRITE);
        var open = programs.begin(TransactionOptions.READ_WRITE);
        for (var transaction : List.of(good, bad, open)) {
            world.tasks.stage(
                    "default",
                    transaction,
                    List.of(world.task("of-" + transaction.handle(), false, world.clock.instant())),
                    soon());
        }
        assertThat(world.tick()).isZero();
        programs.commit(CommitRequest.of(good, List.of()), soon());
        programs.rollback(bad);
        world.tasks.committed();
        assertThat(world.tick()).isOne();
        assertThat(header(world.sent.getFirst(), "X-AppEngine-TaskName")).isEqualTo("of-" + good.handle());
        // The third one's leader dies before its commit: the next one knows nothing of it.
        world.takeOver();
        assertThat(world.tick()).isZero();
        assertThat(world.tasks.tasks("default")).isEmpty();
    }

    @Test
    void whatWasUnderWayIsDeliveredAgainByTheNextLeaderAndTheFormerOneChangesNothing() {
        world.addMany(2);
        var former = world.tasks;
        former.tick();
        assertThat(world.waiting).hasSize(2);
        var asleep = List.copyOf(world.waiting);
        world.waiting.clear();

        world.takeOver();
        world.answers.addAll(List.of(500, 200));
        assertThat(world.tick()).isEqualTo(2);
        var left = world.tasks.tasks("default");
        assertThat(left).singleElement().satisfies(task -> {
            assertThat(task.name()).isEqualTo("t000");
            assertThat(task.progress().retries()).isOne();
        });
        // The former leader wakes: both of its requests fail now, and it can store neither.
        world.answers.addAll(List.of(500, 500));
        asleep.forEach(Runnable::run);
        assertThat(world.tasks.tasks("default")).isEqualTo(left);
        // While two nodes take the tablet from each other an end may not be stored: then it is delivered once more.
        int rounds = 0;
        for (; !world.tasks.tasks("default").isEmpty() && rounds < 5; rounds++) {
            pass(Duration.ofHours(1));
            assertThat(world.tick()).isOne();
        }
        assertThat(rounds).isBetween(1, 4);
    }

    @Test
    void aTaskThatIsDeletedWhileItRunsIsNotBroughtBackByItsFailure() {
        world.addMany(2);
        world.tasks.tick();
        assertThat(world.tasks.delete("default", List.of("t000"), soon())).containsExactly(Fate.DONE);
        world.answers.addAll(List.of(500, 500));
        world.finish();
        assertThat(world.tasks.tasks("default")).extracting(Task::name).containsExactly("t001");
    }

    @Test
    void aQueueStaysPausedWhoeverLeadsUntilItIsLetGoOn() {
        world.addMany(1);
        assertThat(world.tasks.pause("default", true)).isTrue();
        assertThat(world.tick()).isZero();
        world.takeOver();
        assertThat(world.tick()).isZero();
        assertThat(world.tasks.isPaused("default")).isTrue();
        assertThat(world.tasks.run("default", "t000")).isTrue();
        world.finish();
        assertThat(world.sent).hasSize(1);
        world.addMany(1);
        world.tasks.pause("default", false);
        assertThat(world.tick()).isOne();
        assertThat(world.tasks.pause("none", true)).isFalse();
    }

    @Test
    void purgingEndsAllTasksOfOneQueueAlsoOfOneThatIsInNoFileAnyMore() {
        var gone = QueueDefinition.push("gone");
        world.queues(World.queue(0, 5, 5, RetryRules.DEFAULT), gone);
        world.addMany(450);
        var task = world.task("kept", false, world.clock.instant().plusSeconds(60));
        world.tasks.add(
                "gone",
                List.of(new Task(
                        "gone",
                        "kept",
                        false,
                        task.eta(),
                        task.request(),
                        task.payload(),
                        task.tag(),
                        task.retry(),
                        task.progress())),
                soon());
        assertThat(world.tick()).isZero();
        assertThat(world.tasks.purge("default")).isEqualTo(450);
        assertThat(world.tasks.tasks("default")).isEmpty();

        world.queues(QueueDefinition.DEFAULT);
        pass(Duration.ofMinutes(5));
        assertThat(world.tick()).isZero();
        assertThat(world.tasks.queues()).anySatisfy(view -> {
            assertThat(view.definition().name()).isEqualTo("gone");
            assertThat(view.listed()).isFalse();
            assertThat(view.tasks()).isOne();
        });
        // The next deployment has it again: what waits is delivered.
        world.queues(QueueDefinition.DEFAULT, gone);
        assertThat(world.tick()).isOne();
        assertThat(world.tasks.purge("gone")).isZero();
    }
}
