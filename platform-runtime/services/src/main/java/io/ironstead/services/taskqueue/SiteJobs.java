package io.ironstead.services.taskqueue;

import io.ironstead.datastore.DatastoreException;
import io.ironstead.datastore.Entity;
import io.ironstead.datastore.Property;
import io.ironstead.datastore.Value;
import io.ironstead.model.SiteName;
import io.ironstead.model.app.CronJob;
import io.ironstead.model.schedule.BadScheduleException;
import io.ironstead.model.schedule.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The scheduled jobs of a site: each runs at its times, never twice at once, and its last result is kept with the site's data. */
public final class SiteJobs {
    private static final Logger log = LoggerFactory.getLogger(SiteJobs.class);
    private static final String JOB = "IronsteadJob";

    private final SiteName site;
    private final TaskStore store;
    private final Delivery delivery;
    private final InstantSource clock;
    private final Executor threads;
    private final Map<String, State> states = new HashMap<>();
    private final Set<String> running = new HashSet<>();

    SiteJobs(SiteName site, TaskStore store, Delivery delivery, InstantSource clock, Executor threads) {
        this.site = site;
        this.store = store;
        this.delivery = delivery;
        this.clock = clock;
        this.threads = threads;
    }

    /**
     * What is kept of a job.
     *
     * @param since it is known
     * @param began its last run
     * @param ended the same; absent while it runs, and when its node died meanwhile
     * @param failures since it last went well, of its current time
     */
    record State(
            Instant since,
            Optional<Instant> began,
            Optional<Instant> ended,
            int status,
            String reason,
            int failures,
            Optional<Instant> retryAt) {
        static State fresh(Instant now) {
            return new State(now, Optional.empty(), Optional.empty(), 0, "", 0, Optional.empty());
        }

        List<Property> properties() {
            var properties = new ArrayList<Property>();
            properties.add(TaskEntities.plain("since", TaskEntities.time(since)));
            began.ifPresent(time -> properties.add(TaskEntities.plain("began", TaskEntities.time(time))));
            ended.ifPresent(time -> properties.add(TaskEntities.plain("ended", TaskEntities.time(time))));
            properties.add(TaskEntities.plain("status", new Value.Int(status)));
            properties.add(TaskEntities.plain("reason", new Value.Text(reason)));
            properties.add(TaskEntities.plain("failures", new Value.Int(failures)));
            retryAt.ifPresent(time -> properties.add(TaskEntities.plain("retryAt", TaskEntities.time(time))));
            return properties;
        }

        static State of(Entity entity) {
            return new State(
                    TaskEntities.instant(entity, "since").orElse(Instant.EPOCH),
                    TaskEntities.instant(entity, "began"),
                    TaskEntities.instant(entity, "ended"),
                    TaskEntities.number(entity, "status").orElse(0L).intValue(),
                    TaskEntities.text(entity, "reason").orElse(""),
                    TaskEntities.number(entity, "failures").orElse(0L).intValue(),
                    TaskEntities.instant(entity, "retryAt"));
        }

        Instant next(CronJob job) {
            if (retryAt.isPresent()) {
                return retryAt.get();
            }
            var schedule = schedule(job);
            Instant last = schedule.countsFromEnd() && ended.isPresent() ? ended.get() : began.orElse(since);
            return schedule.next(last, job.zone());
        }
    }

    private static Schedule schedule(CronJob job) {
        try {
            return Schedule.parse(job.schedule());
        } catch (BadScheduleException impossible) {
            throw new IllegalStateException("A deploy lets no such schedule through", impossible);
        }
    }

    /** Starts the jobs whose time has come; of times that were missed, one. */
    void tick(List<CronJob> jobs, Instant now) {
        for (var job : jobs) {
            boolean due;
            synchronized (this) {
                due = !running.contains(job.id()) && !state(job, now).next(job).isAfter(now);
            }
            if (due) {
                start(job, false);
            }
        }
    }

    boolean run(CronJob job) {
        return start(job, true);
    }

    /** @param atWill a person wants it; its own times stay what they are, but for one that counts from the end */
    private boolean start(CronJob job, boolean atWill) {
        Instant now = clock.instant();
        State before;
        synchronized (this) {
            if (!running.add(job.id())) {
                return false;
            }
            before = state(job, now);
        }
        threads.execute(() -> {
            try {
                deliver(job, before, now, atWill);
            } finally {
                synchronized (this) {
                    running.remove(job.id());
                }
            }
        });
        return true;
    }

    private void deliver(CronJob job, State before, Instant began, boolean atWill) {
        int attempt = before.retryAt().isPresent() && !atWill ? before.failures() : 0;
        try {
            keep(
                    job,
                    new State(before.since(), Optional.of(began), Optional.empty(), 0, "", attempt, Optional.empty()));
            var outcome = delivery.send(site, Parcels.of(job, attempt, began));
            Instant ended = clock.instant();
            int failures = outcome.isGood() ? 0 : attempt + 1;
            var rules =
                    job.retry().filter(wanted -> failures > 0 && wanted.limit().isPresent());
            Optional<Instant> retryAt = rules.filter(wanted -> !wanted.isOver(failures, Duration.between(began, ended)))
                    .map(wanted -> ended.plus(wanted.backoff(failures)));
            String reason = outcome instanceof Delivery.Outcome.Failed(String why) ? why : "";
            keep(
                    job,
                    new State(
                            before.since(),
                            Optional.of(began),
                            Optional.of(ended),
                            outcome.statusOrNone(),
                            reason,
                            failures,
                            retryAt));
            if (!outcome.isGood()) {
                log.atWarn()
                        .addKeyValue("site", site)
                        .addKeyValue("url", job.url())
                        .addKeyValue("status", outcome.statusOrNone())
                        .log("A scheduled job failed");
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        } catch (DatastoreException refused) {
            log.atWarn()
                    .addKeyValue("site", site)
                    .addKeyValue("url", job.url())
                    .setCause(refused)
                    .log("A job's result could not be stored");
        }
    }

    private void keep(CronJob job, State state) {
        synchronized (this) {
            states.put(job.id(), state);
        }
        store.write(JOB, job.id(), state.properties());
    }

    private synchronized State state(CronJob job, Instant now) {
        var known = states.get(job.id());
        if (known != null) {
            return known;
        }
        var stored = store.note(JOB, job.id()).map(State::of);
        if (stored.isEmpty()) {
            store.write(JOB, job.id(), State.fresh(now).properties());
        }
        var state = stored.orElseGet(() -> State.fresh(now));
        states.put(job.id(), state);
        return state;
    }

    /**
     * A job for people.
     *
     * @param status of the last answer; 0 when nobody answered, or it has not run yet
     */
    public record JobView(
            CronJob job,
            Instant next,
            boolean running,
            Optional<Instant> began,
            Optional<Instant> ended,
            int status,
            String reason) {}

    synchronized List<JobView> views(List<CronJob> jobs) {
        Instant now = clock.instant();
        return jobs.stream()
                .map(job -> {
                    var state = state(job, now);
                    return new JobView(
                            job,
                            state.next(job),
                            running.contains(job.id()),
                            state.began(),
                            state.ended(),
                            state.status(),
                            state.reason());
                })
                .toList();
    }
}
