package io.ironstead.services.taskqueue;

import com.google.protobuf.ByteString;
import io.ironstead.datastore.node.Datastores;
import io.ironstead.model.Deadline;
import io.ironstead.model.SiteName;
import io.ironstead.model.app.CronJob;
import io.ironstead.model.app.QueueDefinition;
import io.ironstead.model.app.RetryRules;
import io.ironstead.services.fake.Cluster;
import io.ironstead.services.fake.TestClock;
import io.ironstead.services.taskqueue.Delivery.Outcome;
import io.ironstead.services.taskqueue.Delivery.Parcel;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/** One site with its tablet, a program that answers as told, and a clock. Deliveries run when the test says so. */
final class World {
    private static final AtomicInteger SITES = new AtomicInteger();

    /** Another one for each world, so that worlds may share a cluster. */
    final SiteName site = new SiteName("shop-" + SITES.incrementAndGet());

    final TestClock clock = new TestClock();
    final Cluster cluster;
    final List<Parcel> sent = new ArrayList<>();
    final Deque<Integer> answers = new ArrayDeque<>();
    final Deque<Runnable> waiting = new ArrayDeque<>();
    SiteSchedule schedule = new SiteSchedule(List.of(QueueDefinition.DEFAULT), List.of());
    Datastores node;
    SiteTasks tasks;

    World(Cluster cluster) {
        this.cluster = cluster;
        node = cluster.node();
        tasks = lead(node);
    }

    /** Another node takes over; the one before does not know it. */
    SiteTasks takeOver() {
        node = cluster.node();
        tasks = lead(node);
        return tasks;
    }

    private SiteTasks lead(Datastores datastores) {
        return new SiteTasks(
                site,
                datastores.platform(site),
                () -> schedule,
                (name, parcel) -> {
                    sent.add(parcel);
                    int status = answers.isEmpty() ? 200 : answers.removeFirst();
                    return status == 0 ? new Outcome.Failed("refused") : new Outcome.Answered(status);
                },
                clock,
                new Semaphore(100),
                waiting::add,
                () -> {});
    }

    /** Begins what is due; the program answers at once. */
    int tick() {
        int before = sent.size();
        tasks.tick();
        finish();
        return sent.size() - before;
    }

    void finish() {
        while (!waiting.isEmpty()) {
            waiting.removeFirst().run();
        }
    }

    void queues(QueueDefinition... queues) {
        schedule = new SiteSchedule(List.of(queues), schedule.jobs());
    }

    void jobs(CronJob... jobs) {
        schedule = new SiteSchedule(schedule.queues(), List.of(jobs));
    }

    static QueueDefinition queue(double rate, double bucket, int concurrent, RetryRules retry) {
        return new QueueDefinition(
                "default", QueueDefinition.Mode.PUSH, rate, rate + "/s", bucket, concurrent, Optional.empty(), retry);
    }

    Task task(String name, boolean named, Instant eta) {
        return new Task(
                "default",
                name,
                named,
                eta,
                Optional.of(new Task.Request(
                        "POST",
                        "/work?x=1",
                        List.of(
                                new Task.Header("Content-Type", "text/plain"),
                                new Task.Header("X-AppEngine-TaskName", "forged"),
                                new Task.Header("X-AppEngine-Current-Namespace", "ns")),
                        Optional.of("worker"))),
                ByteString.copyFromUtf8("payload of " + name),
                Optional.empty(),
                Optional.empty(),
                Task.Progress.fresh(clock.instant()));
    }

    List<TaskStore.Fate> add(Task... some) {
        return tasks.add("default", List.of(some), soon());
    }

    void addMany(int count) {
        var many = new ArrayList<Task>();
        for (int i = 0; i < count; i++) {
            many.add(task(String.format("t%03d", i), false, clock.instant()));
        }
        tasks.add("default", many, soon());
    }

    static Deadline soon() {
        return Deadline.in(Duration.ofSeconds(20));
    }

    static String header(Parcel parcel, String name) {
        return parcel.headers().stream()
                .filter(header -> header.name().equalsIgnoreCase(name))
                .map(Task.Header::value)
                .reduce((a, b) -> a + "," + b)
                .orElse("");
    }
}
