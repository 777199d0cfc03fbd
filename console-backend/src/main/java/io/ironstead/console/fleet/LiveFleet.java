package io.ironstead.console.fleet;

import io.ironstead.console.ConsoleSettings;
import io.ironstead.console.audit.EventFeed;
import io.ironstead.console.fleet.FleetSnapshot.DataNow;
import io.ironstead.console.fleet.FleetSnapshot.Health;
import io.ironstead.console.fleet.FleetSnapshot.MachineNow;
import io.ironstead.console.fleet.FleetSnapshot.Placed;
import io.ironstead.console.fleet.FleetSnapshot.PlacedRequest;
import io.ironstead.console.fleet.FleetSnapshot.Rate;
import io.ironstead.console.fleet.FleetSnapshot.SiteNow;
import io.ironstead.console.load.LoadHistory;
import io.ironstead.console.load.Measure;
import io.ironstead.console.load.Subject;
import io.ironstead.console.security.Caller;
import io.ironstead.console.sites.Site;
import io.ironstead.console.sites.SiteService;
import io.ironstead.console.sites.SitesChanged;
import io.ironstead.console.sites.VersionService;
import io.ironstead.model.NodeId;
import io.ironstead.model.SiteName;
import io.ironstead.model.control.DatastoreLoad;
import io.ironstead.model.control.NodeEvent.Level;
import io.ironstead.model.control.NodeFacts;
import io.ironstead.model.control.NodeReport;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Service;
import org.springframework.transaction.event.TransactionPhase;
import org.springframework.transaction.event.TransactionalEventListener;

/** The live picture: takes the nodes' reports, and makes a {@link FleetSnapshot} of them every second. */
@Service
public class LiveFleet {
    private static final Logger log = LoggerFactory.getLogger(LiveFleet.class);
    private static final Duration RECENT = Duration.ofSeconds(10);
    private static final Duration SECOND = Duration.ofSeconds(1);

    /** Should a change ever go unheard, it shows after that many seconds. */
    private static final int READ_AGAIN_TICKS = 10;

    private static final int REQUESTS_KEPT = 100;
    private static final double DISK_FULL = 0.9;
    private static final double MEMORY_FULL = 0.95;

    private final MachineService machines;
    private final SiteService sites;
    private final VersionService versions;
    private final LoadHistory history;
    private final EventFeed events;
    private final ConsoleSettings settings;
    private final InstantSource clock;
    private final Map<NodeId, Heard> heard = new ConcurrentHashMap<>();
    private final Map<SiteName, Deque<PlacedRequest>> requests = new ConcurrentHashMap<>();
    private final List<Consumer<FleetSnapshot>> subscribers = new CopyOnWriteArrayList<>();
    private final Set<NodeId> away = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean stale = new AtomicBoolean(true);
    private Listed listed = new Listed(List.of(), Set.of());
    private int ticksSinceRead;
    private volatile FleetSnapshot now = FleetSnapshot.NOTHING;

    LiveFleet(
            MachineService machines,
            SiteService sites,
            VersionService versions,
            LoadHistory history,
            EventFeed events,
            ConsoleSettings settings,
            InstantSource clock) {
        this.machines = machines;
        this.sites = sites;
        this.versions = versions;
        this.history = history;
        this.events = events;
        this.settings = settings;
        this.clock = clock;
    }

    private record Listed(List<Site> sites, Set<SiteName> served) {
        Set<SiteName> names() {
            return sites.stream().map(Site::name).collect(Collectors.toSet());
        }
    }

    private record Heard(Instant at, NodeReport report) {}

    /** Ends a subscription; ending it again does nothing. */
    @FunctionalInterface
    public interface Subscription extends AutoCloseable {
        @Override
        void close();
    }

    /** Takes one second of one node. */
    public void accept(NodeId node, NodeReport report) {
        heard.put(node, new Heard(clock.instant(), report));
        history.add(node, report);
        for (var request : report.requests()) {
            var kept = requests.computeIfAbsent(request.version().site(), site -> new ArrayDeque<>());
            synchronized (kept) {
                kept.addFirst(new PlacedRequest(node, request));
                if (kept.size() > REQUESTS_KEPT) {
                    kept.removeLast();
                }
            }
        }
    }

    /** The last report of every machine that is heard of, for the platform itself. */
    public List<NodeReport> latest() {
        var at = clock.instant();
        return heard.values().stream()
                .filter(h -> !isAway(h, at))
                .map(Heard::report)
                .toList();
    }

    /** Forgets what a removed machine said. */
    public void forget(NodeId node) {
        heard.remove(node);
        away.remove(node);
    }

    /** The newest picture of what the caller may see; at most about a second old. */
    public FleetSnapshot now(Caller caller) {
        return caller.tenant().map(now::only).orElse(now);
    }

    /**
     * Calls {@code subscriber} with every new picture of what the caller may see, once a second, on the picture's own
     * thread: hand over quickly, never block.
     */
    public Subscription subscribe(Caller caller, Consumer<FleetSnapshot> subscriber) {
        Consumer<FleetSnapshot> seen = caller.tenant()
                .<Consumer<FleetSnapshot>>map(tenant -> whole -> subscriber.accept(whole.only(tenant)))
                .orElse(subscriber);
        subscribers.add(seen);
        return () -> subscribers.remove(seen);
    }

    /** Makes the next picture and tells everybody. */
    @Scheduled(fixedRateString = "PT1S")
    public synchronized void tick() {
        now = picture();
        tellComingAndGoing(now);
        for (var subscriber : subscribers) {
            try {
                subscriber.accept(now);
            } catch (RuntimeException broken) {
                // The edge to views: one that fails is dropped, the others go on.
                log.atWarn().setCause(broken).log("A subscriber of the live picture failed");
                subscribers.remove(subscriber);
            }
        }
    }

    private void tellComingAndGoing(FleetSnapshot picture) {
        for (var machine : picture.machines()) {
            if (machine.health() == Health.AWAY) {
                if (away.add(machine.id())) {
                    events.happened(
                            Level.ATTENTION,
                            Optional.empty(),
                            Optional.of(machine.id()),
                            machine.id() + " is away: nothing was heard of it for "
                                    + settings.agentTimeout().toSeconds() + " s.");
                }
            } else if (away.remove(machine.id())) {
                events.happened(Level.INFO, Optional.empty(), Optional.of(machine.id()), machine.id() + " is back.");
            }
        }
    }

    private FleetSnapshot picture() {
        var at = clock.instant();
        var listed = listed();
        requests.keySet().retainAll(listed.names());
        var instances = instancesBySite(at);
        var data = dataBySite(at);
        return new FleetSnapshot(
                at,
                rate(new Subject.Everything()),
                machines.all().stream().map(machine -> machineNow(machine, at)).toList(),
                listed.sites().stream()
                        .map(site -> siteNow(
                                site,
                                listed.served().contains(site.name()),
                                instances.getOrDefault(site.name(), List.of()),
                                Optional.ofNullable(data.get(site.name()))))
                        .toList());
    }

    /** What is in the database of sites: read again when it has changed, not every second. */
    private Listed listed() {
        if (stale.getAndSet(false) || ticksSinceRead++ >= READ_AGAIN_TICKS) {
            ticksSinceRead = 0;
            listed = new Listed(sites.list(Caller.PLATFORM), versions.sitesWithTraffic());
        }
        return listed;
    }

    @TransactionalEventListener(phase = TransactionPhase.AFTER_COMMIT, fallbackExecution = true)
    void changed(SitesChanged change) {
        stale.set(true);
    }

    private Map<SiteName, List<Placed>> instancesBySite(Instant at) {
        var bySite = new HashMap<SiteName, List<Placed>>();
        heard.forEach((node, h) -> {
            if (!isAway(h, at)) {
                h.report()
                        .instances()
                        .forEach(instance -> bySite.computeIfAbsent(
                                        instance.version().site(), site -> new ArrayList<>())
                                .add(new Placed(node, instance)));
            }
        });
        return bySite;
    }

    private MachineNow machineNow(Machine machine, Instant at) {
        var last = Optional.ofNullable(heard.get(machine.id()));
        var subject = new Subject.OfMachine(machine.id());
        var reason = last.map(h -> complaint(machine, h, at)).orElse("not heard of since the console started");
        boolean away = last.isPresent() && isAway(last.get(), at);
        return new MachineNow(
                machine.id(),
                last.isEmpty()
                        ? Health.NEVER_SEEN
                        : away
                                ? Health.AWAY
                                : machine.draining()
                                        ? Health.DRAINING
                                        : reason.isEmpty() ? Health.WELL : Health.ATTENTION,
                reason,
                machine.facts(),
                last.map(h -> h.report().machine()),
                last.map(Heard::at),
                machine.joinedAt(),
                rate(subject),
                last.filter(h -> !away).map(h -> h.report().instances()).orElse(List.of()),
                last.map(h -> h.report().versions()).orElse(List.of()),
                last.filter(h -> !away).map(h -> h.report().peers()).orElse(List.of()),
                last.flatMap(h -> h.report().files()),
                history.curve(subject, Measure.PROCESSOR));
    }

    private String complaint(Machine machine, Heard last, Instant at) {
        if (isAway(last, at)) {
            return "away for " + Duration.between(last.at(), at).toSeconds() + " s";
        }
        if (machine.draining()) {
            return "being emptied";
        }
        var facts = machine.facts();
        var load = last.report().machine();
        if (facts.isPresent() && load.diskUsedBytes() > DISK_FULL * facts.get().diskBytes()) {
            return "disk "
                    + Math.round(100.0 * load.diskUsedBytes() / facts.get().diskBytes()) + " % full";
        }
        if (facts.isPresent()
                && load.memoryUsedBytes() > MEMORY_FULL * facts.get().memoryBytes()) {
            return "memory "
                    + Math.round(100.0 * load.memoryUsedBytes() / facts.get().memoryBytes()) + " % full";
        }
        var silent = facts.flatMap(NodeFacts::cluster).isPresent() ? silentFor(machine, last, at) : List.<NodeId>of();
        return silent.isEmpty()
                ? ""
                : "does not hear " + silent.stream().map(NodeId::value).collect(Collectors.joining(", "));
    }

    /** Machines that the console hears and this one does not: the way between them is cut. */
    private List<NodeId> silentFor(Machine machine, Heard last, Instant at) {
        return machines.all().stream()
                .filter(other -> !other.id().equals(machine.id())
                        && other.facts().flatMap(NodeFacts::cluster).isPresent()
                        && !last.report().peers().contains(other.id()))
                .map(Machine::id)
                .filter(other -> heard.containsKey(other) && !isAway(heard.get(other), at))
                .toList();
    }

    private Map<SiteName, DataNow> dataBySite(Instant at) {
        var bySite = new HashMap<SiteName, DataNow>();
        for (var h : heard.values()) {
            for (var load :
                    isAway(h, at) ? List.<DatastoreLoad>of() : h.report().datastores()) {
                var now = new DataNow(
                        rate(new Subject.OfReads(load.site())),
                        rate(new Subject.OfCommits(load.site())),
                        load.storedBytes(),
                        load.logBytes());
                bySite.put(load.site(), now);
            }
        }
        return bySite;
    }

    private SiteNow siteNow(Site site, boolean served, List<Placed> instances, Optional<DataNow> data) {
        var subject = new Subject.OfSite(site.name());
        return new SiteNow(
                site.name(),
                site.tenant(),
                site.suspended(),
                !served,
                rate(subject),
                instances,
                instances.stream().map(Placed::node).distinct().sorted().toList(),
                newestRequests(site.name()),
                history.curve(subject, Measure.REQUESTS),
                data);
    }

    private List<PlacedRequest> newestRequests(SiteName site) {
        var kept = requests.get(site);
        if (kept == null) {
            return List.of();
        }
        synchronized (kept) {
            return kept.stream()
                    .sorted(Comparator.comparing(
                                    (PlacedRequest placed) -> placed.request().at())
                            .reversed())
                    .toList();
        }
    }

    private Rate rate(Subject subject) {
        var recent = history.total(subject, RECENT);
        return new Rate(
                history.total(subject, SECOND).requestsPerSecond(),
                recent.requests(),
                recent.serverErrors(),
                recent.latencies());
    }

    private boolean isAway(Heard last, Instant at) {
        return Duration.between(last.at(), at).compareTo(settings.agentTimeout()) > 0;
    }
}
