package io.ironstead.services.taskqueue;

import io.ironstead.datastore.Datastore;
import io.ironstead.model.SiteName;
import io.ironstead.model.control.DesiredSite;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The tasks of every site whose data this node leads, and the thread that starts them. */
public final class NodeTasks implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(NodeTasks.class);
    private static final Duration LOOK = Duration.ofMillis(100);
    private static final long LEARN_NANOS = Duration.ofMillis(250).toNanos();
    private static final int DELIVERIES_MAX = 256;

    private final Function<SiteName, Optional<Datastore>> led;
    private final Supplier<List<DesiredSite>> sites;
    private final Delivery delivery;
    private final InstantSource clock;
    private final Map<SiteName, SiteTasks> known = new ConcurrentHashMap<>();
    private final Map<SiteName, Read> schedules = new ConcurrentHashMap<>();
    private final Semaphore places = new Semaphore(DELIVERIES_MAX);
    private final Semaphore news = new Semaphore(0);
    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("task-", 0).factory());
    private volatile boolean closed;
    private Optional<Thread> runner = Optional.empty();
    private long learnedNanos = System.nanoTime();
    private int first;

    /**
     * @param led the data of a site, with the platform's part; empty where another node leads it
     * @param sites as the console wants them now
     */
    public NodeTasks(
            Function<SiteName, Optional<Datastore>> led,
            Supplier<List<DesiredSite>> sites,
            Delivery delivery,
            InstantSource clock) {
        this.led = led;
        this.sites = sites;
        this.delivery = delivery;
        this.clock = clock;
    }

    /** What a site's versions say, worked out once for each state that the console wants. */
    private record Read(DesiredSite site, SiteSchedule schedule) {}

    /** Deliveries begin now; before, tasks can be added. */
    public synchronized void start() {
        if (runner.isEmpty() && !closed) {
            runner = Optional.of(Thread.ofVirtual().name("tasks").start(this::run));
        }
    }

    /** Empty for a site that is not wanted here, or whose data another node leads. */
    public Optional<SiteTasks> of(SiteName site) {
        var wanted = sites.get().stream().filter(one -> one.name().equals(site)).findFirst();
        return wanted.flatMap(this::of);
    }

    private Optional<SiteTasks> of(DesiredSite site) {
        SiteName name = site.name();
        var read = schedules.get(name);
        if (read == null || read.site() != site) {
            schedules.put(name, new Read(site, SiteSchedule.of(site)));
        }
        var data = led.apply(name);
        if (data.isEmpty()) {
            // Whoever leads it now starts from what is stored; what this node remembers would be old when it leads
            // again.
            known.remove(name);
            return Optional.empty();
        }
        return Optional.of(known.computeIfAbsent(
                name,
                fresh -> new SiteTasks(
                        fresh, data.get(), () -> schedule(fresh), delivery, clock, places, threads, news::release)));
    }

    private SiteSchedule schedule(SiteName site) {
        var read = schedules.get(site);
        return read == null ? new SiteSchedule(List.of(), List.of()) : read.schedule();
    }

    private void run() {
        try {
            while (!closed) {
                if (news.tryAcquire(LOOK.toNanos(), TimeUnit.NANOSECONDS)) {
                    news.drainPermits();
                }
                round();
            }
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    private void round() {
        var wanted = sites.get();
        // Another site first each time, so that none has the places for itself.
        first = wanted.isEmpty() ? 0 : (first + 1) % wanted.size();
        for (int i = 0; i < wanted.size() && !closed; i++) {
            var site = wanted.get((first + i) % wanted.size());
            try {
                of(site).filter(tasks -> tasks.isKnown() || mayLearn()).ifPresent(SiteTasks::tick);
            } catch (RuntimeException broken) {
                // The edge of this thread: one site's trouble is not the others'.
                log.atError()
                        .addKeyValue("site", site.name())
                        .setCause(broken)
                        .log("Tasks of a site cannot be looked at");
            }
        }
        var names = new HashSet<SiteName>();
        wanted.forEach(site -> names.add(site.name()));
        known.keySet().retainAll(names);
        schedules.keySet().retainAll(names);
    }

    /** Looking into the data of all sites at once would keep a starting node from its visitors. */
    private boolean mayLearn() {
        long now = System.nanoTime();
        if (now - learnedNanos < LEARN_NANOS) {
            return false;
        }
        learnedNanos = now;
        return true;
    }

    /** Nothing more is begun; what is under way goes on. */
    public void stop() {
        Optional<Thread> running;
        synchronized (this) {
            closed = true;
            running = runner;
        }
        running.ifPresent(Thread::interrupt);
    }

    /** Deliveries under way are broken off; they are delivered again by whoever leads next. */
    @Override
    public void close() {
        stop();
        threads.shutdownNow();
    }
}
