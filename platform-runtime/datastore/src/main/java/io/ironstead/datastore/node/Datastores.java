package io.ironstead.datastore.node;

import io.ironstead.couch.CouchClient;
import io.ironstead.datastore.Datastore;
import io.ironstead.datastore.DatastoreException;
import io.ironstead.datastore.IndexDefinition;
import io.ironstead.datastore.Problem;
import io.ironstead.datastore.log.LogPosition;
import io.ironstead.datastore.log.TabletName;
import io.ironstead.datastore.standby.Feed;
import io.ironstead.datastore.standby.FeedSource;
import io.ironstead.datastore.store.RocksEnvironment;
import io.ironstead.datastore.tablet.Tablet;
import io.ironstead.model.Deadline;
import io.ironstead.model.SiteName;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Every site's databases on this node. Asking for one costs nothing; its first call opens it, which makes this node its leader;
 * a while after the last call it is closed again.
 */
public final class Datastores implements AutoCloseable {
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration TRANSACTIONS_MAX = Duration.ofSeconds(2);
    private static final Duration CALLS_MAX = Duration.ofSeconds(2);

    private final DatastoresSettings settings;
    private final RocksEnvironment environment;
    private final TabletOpener opener;
    private final IndexWishes wanted;
    private final ConcurrentHashMap<TabletName, LedDatabase> databases = new ConcurrentHashMap<>();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread housekeeper;

    /** Which composite indexes a site's versions ask for, and whether queries need them. */
    @FunctionalInterface
    public interface IndexWishes {
        /** Nothing is changed while nobody knows. */
        IndexWishes UNKNOWN = tablet -> Optional.empty();

        Optional<Set<IndexDefinition>> of(TabletName tablet);

        /** Whether the site wants queries refused that need an index which is not there. */
        default boolean strict(TabletName tablet) {
            return false;
        }
    }

    /**
     * @param couch stays the caller's
     * @param wanted asked about once a second for each open database
     */
    public Datastores(DatastoresSettings settings, CouchClient couch, IndexWishes wanted, InstantSource clock) {
        this.settings = settings;
        this.wanted = wanted;
        this.environment = new RocksEnvironment(settings.memoryBytesMax());
        this.opener = new TabletOpener(settings, couch, environment, clock);
        this.housekeeper = Thread.ofVirtual().name("datastores").start(this::keepHouse);
    }

    /**
     * A site's database; it need not exist.
     *
     * @param database empty for the default one
     */
    public Datastore datastore(SiteName site, String database) {
        return new ProgramsDatastore(new DatastoreHandle(this, new TabletName(site.value(), database)));
    }

    /** A site's default database with what the platform keeps in it; for the platform only. */
    public Datastore platform(SiteName site) {
        return new DatastoreHandle(this, new TabletName(site.value(), ""));
    }

    /**
     * The sites of which a database is open, which makes this node its leader as far as it knows, each with the highest epoch of
     * its databases' logs.
     */
    public Map<SiteName, Long> led() {
        var led = new HashMap<SiteName, Long>();
        for (LedDatabase database : databases.values()) {
            long epoch = database.epoch();
            if (epoch > 0) {
                led.merge(new SiteName(database.name().site()), epoch, Math::max);
            }
        }
        return led;
    }

    /** The highest epoch of the logs of a site's open databases; 0 when none is open here. */
    public long epoch(SiteName site) {
        long highest = 0;
        for (LedDatabase database : databases.values()) {
            if (database.name().site().equals(site.value())) {
                highest = Math.max(highest, database.epoch());
            }
        }
        return highest;
    }

    /** The databases of a site that are open here, by name, which makes this node their leader as far as it knows. */
    public Set<String> open(SiteName site) {
        return databases.values().stream()
                .filter(LedDatabase::isOpen)
                .map(LedDatabase::name)
                .filter(name -> name.site().equals(site.value()))
                .map(TabletName::database)
                .collect(Collectors.toUnmodifiableSet());
    }

    /**
     * What the log of a database that is open here acknowledges from now on, for a node that keeps its rows warm.
     *
     * @param ready see {@link Feed#subscribe}
     * @return empty when this node does not lead it, or too many listen
     */
    public Optional<Feed.Subscription> subscribe(TabletName name, Runnable ready) {
        return opener.subscribe(name, ready);
    }

    /** Keeps a database's rows warm while another node leads it, as far as there is room; goes on until {@link #unfollow}. */
    public void follow(TabletName name, FeedSource leader) {
        opener.standbys().follow(name, leader);
    }

    /** Its rows stay on this disk. */
    public void unfollow(TabletName name) {
        opener.standbys().unfollow(name);
    }

    /** What this node follows, or tries to. */
    public Set<TabletName> followed() {
        return opener.standbys().followed();
    }

    /** The databases whose leader is heard, each with the last entry that was applied. */
    public Map<TabletName, LogPosition> warm() {
        return opener.standbys().current();
    }

    /** How many databases are open. */
    public int openCount() {
        return (int) databases.values().stream().filter(LedDatabase::isOpen).count();
    }

    /** What was asked since the last call, of each site of which anything was asked or whose data is open. */
    public Map<SiteName, SiteFigures> takeFigures() {
        var bySite = new HashMap<SiteName, SiteFigures>();
        databases.forEach((name, database) -> {
            var figures = database.takeFigures();
            if (database.isOpen() || figures.reads() + figures.commits() > 0) {
                bySite.merge(new SiteName(name.site()), figures, SiteFigures::plus);
            }
        });
        return bySite;
    }

    /** Bytes of rows on this machine, of what is open. */
    public long sizeBytes() {
        return databases.values().stream().mapToLong(LedDatabase::sizeBytes).sum();
    }

    /** A tablet that stays open until it is given back. */
    public record TabletUse(Tablet tablet, Runnable giveBack) implements AutoCloseable {
        @Override
        public void close() {
            giveBack.run();
        }
    }

    TabletUse use(TabletName name, Deadline deadline) {
        LedDatabase database = led(name);
        return new TabletUse(database.acquire(deadline), database::release);
    }

    LedDatabase led(TabletName name) {
        LedDatabase known = databases.get(name);
        if (known != null) {
            return known;
        }
        if (closing.getCount() == 0) {
            throw new DatastoreException(new Problem.Unavailable("this node is stopping"));
        }
        if (openCount() >= settings.openMax()) {
            throw new DatastoreException(new Problem.Exhausted("open databases of this node"));
        }
        return databases.computeIfAbsent(name, fresh -> new LedDatabase(fresh, opener, () -> wanted.strict(fresh)));
    }

    /**
     * Gives up this node's lead of a site, so that no call fails because of it: see {@link LedDatabase#handOver}. Calls that come
     * meanwhile are refused with nothing done; a second later this node may lead again, if it is asked to. Takes some seconds at
     * most.
     */
    public void handOver(SiteName site) throws InterruptedException {
        var mine = databases.values().stream()
                .filter(database -> database.name().site().equals(site.value()))
                .toList();
        var threads = new ArrayList<Thread>();
        for (var database : mine) {
            threads.add(Thread.ofVirtual()
                    .name("datastore " + database.name() + " moves")
                    .start(() -> database.handOver(TRANSACTIONS_MAX, CALLS_MAX)));
        }
        for (var thread : threads) {
            thread.join();
        }
    }

    private void keepHouse() {
        try {
            while (!closing.await(LOOK.toNanos(), TimeUnit.NANOSECONDS)) {
                for (LedDatabase database : databases.values()) {
                    if (database.hasMoved()) {
                        databases.remove(database.name(), database);
                        continue;
                    }
                    database.keepHouse(settings.checkpointEvery(), wanted.of(database.name()));
                    database.closeIfIdle(settings.idleClose());
                }
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    /** Closes every database; calls under way end with an error. */
    @Override
    public void close() {
        closing.countDown();
        housekeeper.interrupt();
        boolean interrupted = false;
        while (housekeeper.isAlive()) {
            try {
                housekeeper.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        databases.values().forEach(LedDatabase::close);
        databases.clear();
        opener.standbys().close();
        environment.close();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
