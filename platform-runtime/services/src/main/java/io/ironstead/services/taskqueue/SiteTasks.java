package io.ironstead.services.taskqueue;

import io.ironstead.datastore.Datastore;
import io.ironstead.datastore.DatastoreException;
import io.ironstead.datastore.TransactionId;
import io.ironstead.datastore.Value;
import io.ironstead.model.Deadline;
import io.ironstead.model.SiteName;
import io.ironstead.model.app.QueueDefinition;
import io.ironstead.model.app.QueueDefinition.Mode;
import io.ironstead.model.app.RetryRules;
import io.ironstead.services.taskqueue.TaskStore.Stored;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The queues and scheduled jobs of one site while this node leads its data. {@link #tick()} starts what is due; everything
 * else may be called by any thread.
 */
public final class SiteTasks {
    private static final Logger log = LoggerFactory.getLogger(SiteTasks.class);
    private static final Duration AFTER_TROUBLE = Duration.ofSeconds(1);
    private static final Duration SWEEP_EVERY = Duration.ofHours(1);
    private static final int LANES_MAX = 200;
    private static final int COUNT_MAX = 10_000;

    private final SiteName site;
    private final TaskStore store;
    private final Supplier<SiteSchedule> schedule;
    private final Delivery delivery;
    private final InstantSource clock;
    private final Semaphore places;
    private final Executor threads;
    private final SiteJobs jobs;
    private final Map<String, QueueLane> lanes = new ConcurrentHashMap<>();
    private final Runnable wake;
    private volatile boolean known;
    private volatile SiteSchedule seen = new SiteSchedule(List.of(), List.of());
    private Instant nextSweep;
    private boolean troubled;

    /**
     * @param datastore of the site, with the platform's part
     * @param schedule what the site's versions say now
     * @param places at which this node's deliveries run; one is taken for each
     * @param threads runs each delivery, which blocks
     * @param wake called when there may be something to do before the next tick
     */
    public SiteTasks(
            SiteName site,
            Datastore datastore,
            Supplier<SiteSchedule> schedule,
            Delivery delivery,
            InstantSource clock,
            Semaphore places,
            Executor threads,
            Runnable wake) {
        this.site = site;
        this.wake = wake;
        this.store = new TaskStore(site, datastore);
        this.schedule = schedule;
        this.delivery = delivery;
        this.clock = clock;
        this.places = places;
        this.threads = threads;
        this.jobs = new SiteJobs(site, store, delivery, clock, threads);
        this.nextSweep = clock.instant().plus(SWEEP_EVERY);
    }

    TaskStore store() {
        return store;
    }

    /** What its files say now. */
    public SiteSchedule schedule() {
        return schedule.get();
    }

    /** Whether it has looked for what waits since this node leads, and since the site's queues are what they are. */
    boolean isKnown() {
        return known && schedule.get().equals(seen);
    }

    /** Looks once for what waits; opens the site's data. */
    void learn() {
        seen = schedule.get();
        for (String queue : store.queuesWithTasks()) {
            lane(queue).ifPresent(lane -> lane.lookAt(Instant.MIN));
        }
        store.sweep(clock.instant());
        known = true;
    }

    /** Starts what is due and what queues let through. */
    public void tick() {
        Instant now = clock.instant();
        var current = schedule.get();
        try {
            if (!isKnown()) {
                learn();
            }
            for (var queue : current.queues()) {
                var lane = lanes.get(queue.name());
                if (lane != null && queue.mode() == Mode.PUSH) {
                    lane.define(queue, now);
                    tick(lane, now);
                }
            }
            jobs.tick(current.jobs(), now);
            if (!nextSweep.isAfter(now)) {
                nextSweep = now.plus(SWEEP_EVERY);
                store.sweep(now);
            }
            troubled = false;
        } catch (DatastoreException refused) {
            if (!troubled) {
                log.atWarn().addKeyValue("site", site).setCause(refused).log("Tasks wait for their site's data");
            }
            troubled = true;
        }
    }

    private void tick(QueueLane lane, Instant now) {
        int room = lane.isDue(now) ? lane.room(now) : 0;
        if (room == 0) {
            return;
        }
        lane.looks();
        try {
            look(lane, room, now);
        } catch (DatastoreException refused) {
            lane.lookAt(now.plus(AFTER_TROUBLE));
            throw refused;
        }
    }

    private void look(QueueLane lane, int room, Instant now) {
        String queue = lane.definition().name();
        int wanted = room + lane.runningCount();
        var due = store.due(queue, now, wanted);
        int started = 0;
        for (var stored : due) {
            if (started < room && !lane.isRunning(stored.task().name())) {
                if (!places.tryAcquire()) {
                    lane.lookAt(now);
                    return;
                }
                started++;
                start(lane, stored);
            }
        }
        if (started > 0) {
            lane.lookAt(now);
        } else if (due.size() < wanted) {
            store.nextDue(queue, now).ifPresent(lane::lookAt);
        }
    }

    /** Takes over a place. */
    private void start(QueueLane lane, Stored stored) {
        if (!lane.begin(stored.task().name())) {
            places.release();
            return;
        }
        threads.execute(() -> deliver(lane, stored));
    }

    private void deliver(QueueLane lane, Stored stored) {
        var task = stored.task();
        boolean crowded = false;
        try {
            Instant began = clock.instant();
            var outcome = delivery.send(site, Parcels.of(task, lane.definition()));
            crowded = outcome.statusOrNone() == 503 || outcome.statusOrNone() == 429;
            settle(lane, stored, began, outcome);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        } catch (DatastoreException refused) {
            // Delivered, and its end is not stored: it is delivered again, by whoever leads then.
            log.atWarn()
                    .addKeyValue("site", site)
                    .addKeyValue("queue", task.queue())
                    .setCause(refused)
                    .log("A task's end could not be stored");
            lane.lookAt(clock.instant().plus(AFTER_TROUBLE));
        } finally {
            places.release();
            lane.end(task.name(), crowded, clock.instant());
        }
    }

    private void settle(QueueLane lane, Stored stored, Instant began, Delivery.Outcome outcome) {
        var task = stored.task();
        if (outcome.isGood()) {
            store.end(stored, clock.instant());
            return;
        }
        var progress = task.progress().failed(began, outcome.statusOrNone());
        RetryRules rules = task.retry().orElse(lane.definition().retry());
        Instant now = clock.instant();
        if (rules.isOver(progress.retries(), Duration.between(progress.first().orElse(now), now))) {
            log.atWarn()
                    .addKeyValue("site", site)
                    .addKeyValue("queue", task.queue())
                    .addKeyValue("task", task.name())
                    .addKeyValue("attempts", progress.retries())
                    .log("A task was given up");
            store.end(stored, now);
            return;
        }
        Instant eta = now.plus(rules.backoff(progress.retries()));
        store.change(stored, task.with(progress).at(eta), Deadline.in(Duration.ofSeconds(20)));
        lane.lookAt(eta);
    }

    /** Adds tasks of one queue, those whose names are free; what became of each, in order. */
    public List<TaskStore.Fate> add(String queue, List<Task> tasks, Deadline deadline) {
        var fates = store.add(tasks, deadline);
        tasks.stream().map(Task::eta).min(Instant::compareTo).ifPresent(eta -> added(queue, eta));
        return fates;
    }

    /** Adds tasks of one queue that exist if and only if the transaction commits. */
    public void stage(String queue, TransactionId transaction, List<Task> tasks, Deadline deadline) {
        lane(queue);
        store.stage(transaction, tasks, deadline);
    }

    /** Takes tasks out of a queue by name; what became of each, in order. */
    public List<TaskStore.Fate> delete(String queue, List<String> names, Deadline deadline) {
        return store.delete(queue, names, clock.instant(), deadline);
    }

    public Instant now() {
        return clock.instant();
    }

    /** To be told after tasks came to be. */
    void added(String queue, Instant eta) {
        lane(queue).ifPresent(lane -> lane.lookAt(eta));
        wake.run();
    }

    /** To be told after a transaction that may hold tasks committed. */
    public void committed() {
        lanes.values().forEach(lane -> lane.lookAt(Instant.MIN));
        wake.run();
    }

    /** Made when it is needed first; empty for a queue that is not in the file any more. */
    Optional<QueueLane> lane(String queue) {
        var lane = lanes.get(queue);
        if (lane != null) {
            return Optional.of(lane);
        }
        var definition = schedule.get().queue(queue);
        if (definition.isEmpty() || lanes.size() >= LANES_MAX) {
            return Optional.empty();
        }
        boolean paused = store.note(TaskEntities.QUEUE, queue)
                .flatMap(note -> TaskEntities.value(note, "paused"))
                .filter(new Value.Bool(true)::equals)
                .isPresent();
        return Optional.of(
                lanes.computeIfAbsent(queue, name -> new QueueLane(definition.get(), paused, clock.instant())));
    }

    public boolean isPaused(String queue) {
        return lane(queue).map(QueueLane::isPaused).orElse(false);
    }

    /** Holds a queue still until it is let go on, on whichever node. False when there is no such queue. */
    public boolean pause(String queue, boolean paused) {
        var lane = lane(queue);
        if (lane.isPresent()) {
            store.write(TaskEntities.QUEUE, queue, List.of(TaskEntities.plain("paused", new Value.Bool(paused))));
            lane.get().pause(paused);
            lane.get().lookAt(Instant.MIN);
        }
        return lane.isPresent();
    }

    /** Ends all tasks of a queue, also of one that is in no file any more; how many. */
    public int purge(String queue) {
        return store.purge(queue, clock.instant());
    }

    /** Delivers a task now, whatever its time and its queue's rate. False when there is none, or it runs. */
    public boolean run(String queue, String task) {
        var lane = lane(queue).filter(one -> one.definition().mode() == Mode.PUSH);
        var stored = store.find(queue, task, Deadline.in(Duration.ofSeconds(20)));
        if (lane.isEmpty() || stored.isEmpty() || lane.get().isRunning(task) || !places.tryAcquire()) {
            return false;
        }
        start(lane.get(), stored.get());
        return true;
    }

    /** Runs a job now. False when there is none, or it runs. */
    public boolean runJob(String id) {
        return schedule.get().jobs().stream()
                .filter(job -> job.id().equals(id))
                .findFirst()
                .filter(jobs::run)
                .isPresent();
    }

    /** What a queue looks like for people. */
    public record QueueView(
            QueueDefinition definition,
            boolean listed,
            boolean paused,
            int tasks,
            boolean more,
            Optional<Instant> oldest,
            int running,
            int endedLastMinute,
            int endedLastHour) {}

    /** Counts no further than 10,000 tasks of a queue. */
    public List<QueueView> queues() {
        var current = schedule.get();
        var views = new ArrayList<QueueView>();
        current.queues().forEach(queue -> views.add(view(queue)));
        for (String name : store.queuesWithTasks()) {
            if (current.queue(name).isEmpty()) {
                views.add(view(QueueDefinition.push(name), false, COUNT_MAX));
            }
        }
        return views;
    }

    /** One queue of the site's files. */
    public QueueView view(QueueDefinition queue) {
        return view(queue, true, COUNT_MAX);
    }

    private QueueView view(QueueDefinition queue, boolean listed, int max) {
        var lane = lane(queue.name());
        Instant now = clock.instant();
        int tasks = store.count(queue.name(), max + 1);
        return new QueueView(
                queue,
                listed,
                lane.map(QueueLane::isPaused).orElse(false),
                Math.min(tasks, max),
                tasks > max,
                oldest(queue.name()),
                lane.map(QueueLane::runningCount).orElse(0),
                lane.map(one -> one.endedLastMinute(now)).orElse(0),
                lane.map(one -> one.endedLastHour(now)).orElse(0));
    }

    Optional<Instant> oldest(String queue) {
        return store.nextDue(queue, Instant.EPOCH);
    }

    /** A queue's first tasks, eldest first; 100 at most. */
    public List<Task> tasks(String queue) {
        return store.all(queue, 100).stream().map(Stored::task).toList();
    }

    public List<SiteJobs.JobView> jobs() {
        return jobs.views(schedule.get().jobs());
    }
}
