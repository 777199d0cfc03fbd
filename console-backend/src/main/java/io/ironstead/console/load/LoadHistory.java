package io.ironstead.console.load;

import io.ironstead.console.Json;
import io.ironstead.console.security.Caller;
import io.ironstead.console.sites.Site;
import io.ironstead.console.sites.SiteCreated;
import io.ironstead.console.sites.SiteService;
import io.ironstead.model.Latencies;
import io.ironstead.model.NodeId;
import io.ironstead.model.SiteName;
import io.ironstead.model.control.NodeReport;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.event.EventListener;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Service;

/**
 * Requests over time of every site, every machine and all of them. Per second for the last 15 minutes, in memory; per
 * minute for the last week, in the database, so that a console's restart loses at most the running minute.
 */
@Service
public class LoadHistory {
    private static final Logger log = LoggerFactory.getLogger(LoadHistory.class);

    /** Reports of a second arrive within this; younger seconds are not shown yet. */
    static final Duration SETTLING = Duration.ofSeconds(2);

    private static final Duration KEPT = Duration.ofDays(7);
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Subject NOBODY = new Subject.OfSite(new SiteName("0"));
    private static final Duration CLOCK_SKEW_MAX = Duration.ofSeconds(3);

    private final JdbcClient jdbc;
    private final SiteService sites;
    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, SecondRing> seconds = new HashMap<>();
    private long minuteStored;

    LoadHistory(JdbcClient jdbc, SiteService sites, InstantSource clock) {
        this.jdbc = jdbc;
        this.sites = sites;
        this.clock = clock;
        this.minuteStored = clock.instant().getEpochSecond() / 60 - 1;
    }

    /** Counts one second of one node. A node's clock that is off by more than 3 s is corrected by arrival. */
    public void add(NodeId node, NodeReport report) {
        var now = clock.instant();
        var off = Duration.between(report.at(), now).abs();
        var at = (off.compareTo(CLOCK_SKEW_MAX) > 0 ? now : report.at()).truncatedTo(ChronoUnit.SECONDS);
        var machine = new LoadPoint(
                at,
                SECOND,
                0,
                0,
                0,
                Latencies.NONE,
                report.machine().processor(),
                report.machine().memoryUsedBytes());
        lock.lock();
        try {
            ring(new Subject.OfMachine(node)).add(machine);
            for (var load : report.loads()) {
                var point = new LoadPoint(
                        at, SECOND, load.requests(), load.clientErrors(), load.serverErrors(), load.latencies(), 0, 0);
                ring(new Subject.Everything()).add(point);
                ring(new Subject.OfSite(load.version().site())).add(point);
                ring(new Subject.OfMachine(node)).add(point);
            }
            for (var load : report.datastores()) {
                if (load.reads() > 0) {
                    ring(new Subject.OfReads(load.site()))
                            .add(new LoadPoint(at, SECOND, load.reads(), 0, 0, Latencies.NONE, 0, 0));
                }
                if (load.commits() > 0) {
                    ring(new Subject.OfCommits(load.site()))
                            .add(new LoadPoint(at, SECOND, load.commits(), 0, 0, load.latencies(), 0, 0));
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * The points of a chart, oldest first, one for every step. A tenant's {@link Subject.Everything} is the sum of its
     * own sites.
     *
     * @throws RuntimeException not found or not allowed, as the services of sites and machines say
     */
    public List<LoadPoint> points(Caller caller, Subject subject, LoadRange range) {
        return switch (subject) {
            case Subject.OfSite(var site) -> ofSite(caller, site, subject, range);
            case Subject.OfReads(var site) -> ofSite(caller, site, subject, range);
            case Subject.OfCommits(var site) -> ofSite(caller, site, subject, range);
            case Subject.OfMachine _ -> {
                caller.requireOperator();
                yield read(subject, range);
            }
            case Subject.Everything _ ->
                caller.isOperator()
                        ? read(subject, range)
                        : sum(sites.list(caller), subjectOfSite -> read(subjectOfSite, range));
        };
    }

    private List<LoadPoint> ofSite(Caller caller, SiteName site, Subject subject, LoadRange range) {
        sites.get(caller, site);
        return read(subject, range);
    }

    /** The last {@code span} of settled seconds of a chart that was filled by {@link #points}, a point each. */
    public List<LoadPoint> newest(Caller caller, Subject subject, Duration span) {
        return caller.isOperator() || !(subject instanceof Subject.Everything)
                ? seconds(subject, span)
                : sum(sites.list(caller), subjectOfSite -> seconds(subjectOfSite, span));
    }

    /** The last {@code span} of settled seconds as one point, for the live picture; not checked, the picture checks. */
    public LoadPoint total(Subject subject, Duration span) {
        long to = settledTo();
        long from = to - span.toSeconds();
        lock.lock();
        try {
            var ring = seconds.get(subject.key());
            return ring == null ? LoadPoint.empty(Instant.ofEpochSecond(from), span) : ring.total(from, to);
        } finally {
            lock.unlock();
        }
    }

    /**
     * A small curve of the last quarter of an hour in steps of 15 seconds, for the live picture; not checked, the
     * picture checks. It moves when a step is over, not every second.
     */
    public List<Double> curve(Subject subject, Measure measure) {
        lock.lock();
        try {
            var ring = seconds.get(subject.key());
            return ring == null ? SecondRing.NO_CURVE : ring.curve(settledTo(), measure);
        } finally {
            lock.unlock();
        }
    }

    private List<LoadPoint> seconds(Subject subject, Duration span) {
        long to = settledTo();
        lock.lock();
        try {
            var ring = seconds.get(subject.key());
            return (ring == null ? new SecondRing() : ring).between(to - span.toSeconds(), to);
        } finally {
            lock.unlock();
        }
    }

    private long settledTo() {
        return clock.instant().minus(SETTLING).getEpochSecond() + 1;
    }

    /** Writes every minute that is over; called every few seconds. */
    @Scheduled(fixedDelayString = "PT5S")
    void store() {
        long settled = clock.instant().minus(SETTLING).getEpochSecond() / 60;
        lock.lock();
        try {
            // After a long pause only what the ring still holds can be told.
            minuteStored = Math.max(minuteStored, settled - 1 - SecondRing.SECONDS / 60);
            for (long minute = minuteStored + 1; minute < settled; minute++) {
                minuteStored = minute;
                for (var ring : seconds.entrySet()) {
                    var points = ring.getValue().between(minute * 60, minute * 60 + 60);
                    try {
                        store(ring.getKey(), minute, points);
                    } catch (DataAccessException refused) {
                        // A machine that reports nonsense loses its own minute, not everybody's.
                        log.atWarn()
                                .addKeyValue("subject", ring.getKey())
                                .setCause(refused)
                                .log("A minute of load could not be kept");
                    }
                }
            }
            var quiet = clock.instant().minusSeconds(SecondRing.SECONDS);
            seconds.values().removeIf(ring -> ring.isOlderThan(quiet));
        } finally {
            lock.unlock();
        }
    }

    /** A name that is used again starts afresh: its new owner must not see the former one's visitors. */
    @EventListener
    void created(SiteCreated site) {
        lock.lock();
        try {
            for (var subject : List.of(
                    new Subject.OfSite(site.name()),
                    new Subject.OfReads(site.name()),
                    new Subject.OfCommits(site.name()))) {
                seconds.remove(subject.key());
                jdbc.sql("delete from load_minute where subject = ?")
                        .param(subject.key())
                        .update();
            }
        } finally {
            lock.unlock();
        }
    }

    @Scheduled(fixedDelayString = "PT10M")
    void forgetOldest() {
        jdbc.sql("delete from load_minute where at < ?")
                .param(clock.instant().minus(KEPT))
                .update();
    }

    private void store(String key, long minute, List<LoadPoint> points) {
        var sum = points.stream().reduce(LoadPoint.empty(Instant.ofEpochSecond(minute * 60), MINUTE), LoadPoint::plus);
        double processor =
                points.stream().mapToDouble(LoadPoint::processor).average().orElse(0);
        if (sum.requests() == 0 && sum.memoryBytes() == 0) {
            return;
        }
        jdbc.sql("""
                        merge into load_minute (subject, at, requests, client_errors, server_errors, latencies, processor, memory_bytes)
                        key (subject, at) values (?, ?, ?, ?, ?, ?, ?, ?)""")
                .params(
                        key,
                        sum.at(),
                        sum.requests(),
                        sum.clientErrors(),
                        sum.serverErrors(),
                        Json.text(sum.latencies()),
                        processor,
                        sum.memoryBytes())
                .update();
    }

    /** Point by point; {@code read} gives as many for each. */
    private static List<LoadPoint> sum(List<Site> own, Function<Subject, List<LoadPoint>> read) {
        if (own.isEmpty()) {
            return read.apply(NOBODY);
        }
        return own.stream()
                .map(site -> read.apply(new Subject.OfSite(site.name())))
                .reduce((some, more) -> {
                    var both = new ArrayList<LoadPoint>(some.size());
                    for (int i = 0; i < some.size(); i++) {
                        both.add(some.get(i).plus(more.get(i)));
                    }
                    return both;
                })
                .orElseThrow();
    }

    private List<LoadPoint> read(Subject subject, LoadRange range) {
        return range.step().equals(SECOND) ? seconds(subject, range.span()) : minutes(subject, range);
    }

    private List<LoadPoint> minutes(Subject subject, LoadRange range) {
        long to = clock.instant().minus(SETTLING).getEpochSecond() / 60;
        long from = to - range.span().toMinutes();
        var stored = new HashMap<Instant, LoadPoint>();
        jdbc.sql("select * from load_minute where subject = ? and at >= ?")
                .params(subject.key(), Instant.ofEpochSecond(from * 60))
                .query((row, n) -> new LoadPoint(
                        row.getObject("at", Instant.class),
                        MINUTE,
                        row.getLong("requests"),
                        row.getLong("client_errors"),
                        row.getLong("server_errors"),
                        Json.read(row.getString("latencies"), Latencies.class),
                        row.getDouble("processor"),
                        row.getLong("memory_bytes")))
                .list()
                .forEach(point -> stored.put(point.at(), point));
        var points = new ArrayList<LoadPoint>();
        for (long minute = from; minute < to; minute++) {
            var at = Instant.ofEpochSecond(minute * 60);
            points.add(stored.getOrDefault(at, LoadPoint.empty(at, MINUTE)));
        }
        return points;
    }

    private SecondRing ring(Subject subject) {
        return seconds.computeIfAbsent(subject.key(), key -> new SecondRing());
    }
}
