package io.ironstead.services.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.appengine.api.datastore.DatastoreServiceFactory;
import com.google.appengine.api.datastore.Entity;
import com.google.appengine.api.datastore.EntityNotFoundException;
import com.google.appengine.api.taskqueue.DeferredTask;
import com.google.appengine.api.taskqueue.InvalidQueueModeException;
import com.google.appengine.api.taskqueue.LeaseOptions;
import com.google.appengine.api.taskqueue.Queue;
import com.google.appengine.api.taskqueue.QueueFactory;
import com.google.appengine.api.taskqueue.RetryOptions;
import com.google.appengine.api.taskqueue.TaskAlreadyExistsException;
import com.google.appengine.api.taskqueue.TaskHandle;
import com.google.appengine.api.taskqueue.TaskOptions;
import com.google.appengine.api.taskqueue.TaskOptions.Builder;
import com.google.appengine.api.taskqueue.TransactionalTaskException;
import io.ironstead.datastore.wire.v3.V3Api;
import io.ironstead.model.SiteName;
import io.ironstead.model.app.QueueDefinition;
import io.ironstead.model.app.RetryRules;
import io.ironstead.services.fake.Cluster;
import io.ironstead.services.fake.Node;
import io.ironstead.services.fake.Program;
import io.ironstead.services.fake.Sdk;
import io.ironstead.services.fake.Sites;
import io.ironstead.services.fake.TestClock;
import io.ironstead.services.taskqueue.Delivery;
import io.ironstead.services.taskqueue.Delivery.Parcel;
import io.ironstead.services.taskqueue.SiteSchedule;
import io.ironstead.services.taskqueue.SiteTasks;
import io.ironstead.services.taskqueue.Task;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Task queues as Google's own Java SDK uses them, with the datastore's transactions. */
class TaskQueuesTest {
    private static final SiteName SHOP = new SiteName("shop");
    private static final QueueDefinition PULL = new QueueDefinition(
            "pull", QueueDefinition.Mode.PULL, 0, "", 5, 1000, Optional.empty(), RetryRules.DEFAULT);

    @TempDir
    Path folder;

    private final TestClock clock = new TestClock();
    private final List<Parcel> sent = new ArrayList<>();
    private Cluster cluster;
    private SiteTasks tasks;
    private Node node;
    private Sdk sdk;

    @BeforeEach
    void start() throws IOException {
        // The SDK works times out by the machine's clock: what it adds at once is due by then.
        clock.advance(Duration.between(clock.instant(), InstantSource.system().instant())
                .plusSeconds(60)
                .truncatedTo(ChronoUnit.MILLIS));
        cluster = new Cluster(folder);
        var data = cluster.node();
        tasks = new SiteTasks(
                SHOP,
                data.platform(SHOP),
                () -> new SiteSchedule(List.of(QueueDefinition.DEFAULT, PULL), List.of()),
                (site, parcel) -> {
                    sent.add(parcel);
                    return new Delivery.Outcome.Answered(200);
                },
                clock,
                new Semaphore(100),
                Runnable::run,
                () -> {});
        var queues = new TaskQueueApi(site -> Optional.of(tasks), new Sites(), new Random(1));
        var v3 = new V3Api(
                "s~shop",
                database -> Optional.of(data.datastore(SHOP, database)),
                InstantSource.system(),
                new Random(2));
        node = new Node(new DatastoreApi(site -> Optional.of(v3), queues), queues);
        Program shop = node.program("shop", "a-1");
        sdk = new Sdk(shop, node.ticket(shop));
    }

    @AfterEach
    void stop() {
        sdk.close();
        node.close();
        cluster.close();
    }

    private static String header(Parcel parcel, String name) {
        return parcel.headers().stream()
                .filter(header -> header.name().equalsIgnoreCase(name))
                .map(Task.Header::value)
                .findFirst()
                .orElse("");
    }

    @Test
    void aTaskArrivesAsItWasAdded() {
        Queue queue = QueueFactory.getDefaultQueue();
        var named = queue.add(Builder.withUrl("/work")
                .taskName("one")
                .param("key", "a value")
                .header("X-Shop", "yes")
                .countdownMillis(600_000)
                .retryOptions(RetryOptions.Builder.withTaskRetryLimit(3).minBackoffSeconds(2)));
        assertThat(named.getName()).isEqualTo("one");
        var unnamed =
                queue.add(Builder.withDefaults().method(TaskOptions.Method.GET).param("q", "1"));
        assertThat(unnamed.getName()).matches("[0-9]{20}");

        tasks.tick();
        assertThat(sent).hasSize(1);
        assertThat(sent.getFirst().method()).isEqualTo("GET");
        assertThat(sent.getFirst().url()).isEqualTo("/_ah/queue/default?q=1");
        clock.advance(Duration.ofSeconds(600));
        tasks.tick();
        var parcel = sent.get(1);
        assertThat(parcel.method()).isEqualTo("POST");
        assertThat(parcel.url()).isEqualTo("/work");
        assertThat(parcel.body().toStringUtf8()).isEqualTo("key=a+value");
        assertThat(header(parcel, "content-type")).startsWith("application/x-www-form-urlencoded");
        assertThat(header(parcel, "X-Shop")).isEqualTo("yes");
        assertThat(header(parcel, "X-AppEngine-TaskName")).isEqualTo("one");
    }

    @Test
    void namesThatAreTakenAreRefusedAndFreeOnesOfTheSameCallAreAdded() {
        Queue queue = QueueFactory.getDefaultQueue();
        queue.add(Builder.withUrl("/work").taskName("once"));
        assertThatThrownBy(() -> queue.add(List.of(
                        Builder.withUrl("/work").taskName("once"),
                        Builder.withUrl("/work").taskName("new"))))
                .isInstanceOf(TaskAlreadyExistsException.class);
        tasks.tick();
        assertThat(sent).hasSize(2);
        assertThatThrownBy(() -> queue.add(Builder.withUrl("/work").taskName("once")))
                .isInstanceOf(TaskAlreadyExistsException.class);
        queue.add(Builder.withUrl("/work").taskName("third").countdownMillis(600_000));
        assertThat(queue.deleteTask("third")).isTrue();
        assertThat(queue.deleteTask("third")).isFalse();
    }

    @Test
    void wrongTasksAreRefusedInTheSdksWordsAndNoneOfTheCallIsAdded() {
        Queue queue = QueueFactory.getDefaultQueue();
        assertThatThrownBy(() -> QueueFactory.getQueue("none").add(Builder.withUrl("/work")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("none");
        assertThatThrownBy(() -> QueueFactory.getQueue("pull").add(Builder.withUrl("/work")))
                .isInstanceOf(InvalidQueueModeException.class);
        assertThatThrownBy(() ->
                        queue.add(Builder.withMethod(TaskOptions.Method.PULL).payload("x")))
                .isInstanceOf(InvalidQueueModeException.class);
        assertThatThrownBy(() -> queue.add(List.of(
                        Builder.withUrl("/work"),
                        Builder.withUrl("/work")
                                .etaMillis(clock.instant()
                                        .plus(Duration.ofDays(31))
                                        .toEpochMilli()))))
                .isInstanceOf(IllegalArgumentException.class);
        tasks.tick();
        assertThat(sent).isEmpty();
    }

    @Test
    void aTransactionsTasksAreAddedWithItsEntitiesOrNotAtAll() throws EntityNotFoundException {
        var datastore = DatastoreServiceFactory.getDatastoreService();
        Queue queue = QueueFactory.getDefaultQueue();
        var abandoned = datastore.beginTransaction();
        var never = datastore.put(abandoned, new Entity("Order", "never"));
        queue.add(abandoned, Builder.withUrl("/never"));
        abandoned.rollback();

        var good = datastore.beginTransaction();
        var order = datastore.put(good, new Entity("Order", "good"));
        queue.add(good, Builder.withUrl("/good"));
        tasks.tick();
        assertThat(sent).isEmpty();
        good.commit();
        tasks.tick();
        assertThat(sent)
                .singleElement()
                .satisfies(parcel -> assertThat(parcel.url()).isEqualTo("/good"));
        assertThat(datastore.get(order)).isNotNull();
        assertThatThrownBy(() -> datastore.get(never)).isInstanceOf(EntityNotFoundException.class);

        var many = datastore.beginTransaction();
        for (int i = 0; i < 5; i++) {
            queue.add(many, Builder.withUrl("/many"));
        }
        assertThatThrownBy(() -> queue.add(many, Builder.withUrl("/many")))
                .isInstanceOf(TransactionalTaskException.class)
                .cause()
                .hasMessageContaining("Too many messages, maximum allowed: 5");
        many.rollback();
        assertThatThrownBy(() -> queue.add(good, Builder.withUrl("/late"))).isInstanceOf(RuntimeException.class);
    }

    /** What a program defers. */
    private static final class Greeting implements DeferredTask {
        private static final long serialVersionUID = 1;

        private final String text;

        Greeting(String text) {
            this.text = text;
        }

        @Override
        public void run() {}
    }

    @Test
    void whatIsDeferredArrivesAsItsBytes() throws Exception {
        QueueFactory.getDefaultQueue().add(Builder.withPayload(new Greeting("hello")));
        tasks.tick();
        var parcel = sent.getFirst();
        assertThat(parcel.url()).isEqualTo("/_ah/queue/__deferred__");
        assertThat(header(parcel, "content-type")).isEqualTo("application/x-binary-app-engine-java-runnable-task");
        try (var in =
                new ObjectInputStream(new ByteArrayInputStream(parcel.body().toByteArray()))) {
            assertThat(((Greeting) in.readObject()).text).isEqualTo("hello");
        }
    }

    @Test
    void aPullQueuesTasksAreLeasedByOneAtATime() {
        Queue queue = QueueFactory.getQueue("pull");
        for (var name : List.of("a", "b", "c")) {
            queue.add(Builder.withMethod(TaskOptions.Method.PULL)
                    .taskName(name)
                    .payload("payload " + name)
                    .tag(name.equals("c") ? "late" : "early"));
        }
        var first = queue.leaseTasks(10, TimeUnit.SECONDS, 2);
        assertThat(first).extracting(TaskHandle::getName).containsExactly("a", "b");
        assertThat(new String(first.getFirst().getPayload(), UTF_8)).isEqualTo("payload a");
        assertThat(first.getFirst().getRetryCount()).isOne();
        assertThat(queue.leaseTasksByTag(10, TimeUnit.SECONDS, 2, "early")).isEmpty();
        assertThat(queue.leaseTasks(LeaseOptions.Builder.withLeasePeriod(10, TimeUnit.SECONDS)
                        .countLimit(5)
                        .groupByTag()))
                .extracting(TaskHandle::getName)
                .containsExactly("c");
        assertThat(queue.leaseTasks(10, TimeUnit.SECONDS, 5)).isEmpty();

        clock.advance(Duration.ofSeconds(5));
        queue.modifyTaskLease(first.get(1), 20, TimeUnit.SECONDS);
        clock.advance(Duration.ofSeconds(6));
        assertThatThrownBy(() -> queue.modifyTaskLease(first.getFirst(), 20, TimeUnit.SECONDS))
                .hasMessageContaining("lease has expired");
        assertThat(queue.deleteTask(first.getFirst())).isTrue();
        assertThat(queue.leaseTasks(10, TimeUnit.SECONDS, 5))
                .extracting(TaskHandle::getName)
                .containsExactly("c");
        assertThat(queue.fetchStatistics().getNumTasks()).isEqualTo(2);
        tasks.tick();
        assertThat(sent).isEmpty();
    }

    @Test
    void statisticsAndPurging() {
        Queue queue = QueueFactory.getDefaultQueue();
        var eta = clock.instant().plusSeconds(60).truncatedTo(ChronoUnit.MILLIS);
        queue.add(Builder.withUrl("/later").etaMillis(eta.toEpochMilli()));
        queue.add(Builder.withUrl("/now"));
        tasks.tick();
        var statistics = queue.fetchStatistics();
        assertThat(statistics.getNumTasks()).isOne();
        assertThat(statistics.getOldestEtaUsec()).isEqualTo(eta.toEpochMilli() * 1_000);
        assertThat(statistics.getExecutedLastMinute()).isOne();
        assertThat(statistics.getEnforcedRate()).isEqualTo(5.0);
        queue.purge();
        assertThat(queue.fetchStatistics().getNumTasks()).isZero();
        clock.advance(Duration.ofMinutes(2));
        tasks.tick();
        assertThat(sent).hasSize(1);
    }
}
