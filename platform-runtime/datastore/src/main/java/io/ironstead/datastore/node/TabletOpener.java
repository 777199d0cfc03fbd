package io.ironstead.datastore.node;

import io.ironstead.couch.CouchClient;
import io.ironstead.datastore.DatastoreException;
import io.ironstead.datastore.Problem;
import io.ironstead.datastore.documents.CouchDocuments;
import io.ironstead.datastore.documents.Documents;
import io.ironstead.datastore.documents.DocumentsException;
import io.ironstead.datastore.log.CouchSlotStore;
import io.ironstead.datastore.log.LogSettings;
import io.ironstead.datastore.log.Pause;
import io.ironstead.datastore.log.TabletLog;
import io.ironstead.datastore.log.TabletName;
import io.ironstead.datastore.standby.FedLog;
import io.ironstead.datastore.standby.Feed;
import io.ironstead.datastore.standby.Follower;
import io.ironstead.datastore.store.RocksEnvironment;
import io.ironstead.datastore.store.RowStore;
import io.ironstead.datastore.store.RowStoreException;
import io.ironstead.datastore.tablet.CommitLog;
import io.ironstead.datastore.tablet.Tablet;
import io.ironstead.datastore.tablet.TabletCommitLog;
import io.ironstead.datastore.tablet.TabletSettings;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes this node the leader of a database, and its rows what the log says. */
final class TabletOpener {
    /** Whoever takes over waits a little longer than this; a leader that is only read writes to its log half as often. */
    private static final Duration LEASE = Duration.ofMillis(1500);

    private static final long PAUSE_MILLIS_MAX = 1_000;

    /** Each is an open RocksDB: some files, and a share of the memory that all have together. */
    private static final int STANDBYS_MAX = 200;

    private static final long STANDBY_BYTES_MAX = 8L << 30;
    private static final long FEEDS_BYTES_MAX = 16 << 20;
    private static final int RESTORATIONS_MAX = 1;
    private static final Logger logger = LoggerFactory.getLogger(TabletOpener.class);

    private final DatastoresSettings settings;
    private final CouchClient couch;
    private final RocksEnvironment environment;
    private final InstantSource clock;
    private final RandomGenerator random = new SecureRandom();
    private final ConcurrentHashMap<TabletName, Feed> feeds = new ConcurrentHashMap<>();
    private final Feed.Room room = new Feed.Room(FEEDS_BYTES_MAX);
    private final Semaphore restorations = new Semaphore(RESTORATIONS_MAX);
    private final Standbys standbys = new Standbys(STANDBYS_MAX, STANDBY_BYTES_MAX, this::follower);

    TabletOpener(DatastoresSettings settings, CouchClient couch, RocksEnvironment environment, InstantSource clock) {
        this.settings = settings;
        this.couch = couch;
        this.environment = environment;
        this.clock = clock;
    }

    /** Takes as long as it takes; an interrupt ends it. */
    Tablet open(TabletName name, Runnable onStop) throws InterruptedException {
        standbys.claim(name);
        boolean opened = false;
        try {
            var tablet = openClaimed(name, onStop);
            opened = true;
            return tablet;
        } finally {
            if (!opened) {
                standbys.release(name);
            }
        }
    }

    private Tablet openClaimed(TabletName name, Runnable onStop) throws InterruptedException {
        if (!CouchSlotStore.createMeta(couch, settings.copies())) {
            throw new DatastoreException(new Problem.Unavailable("CouchDB does not answer"));
        }
        var slots = new CouchSlotStore(couch, name, settings.copies());
        var logSettings = LogSettings.of(settings.node(), slots.checkpoint())
                .withLease(settings.shared() ? LEASE : Duration.ZERO)
                .withRotateSlots(settings.rotateSlots());
        var world = new TabletLog.World(random, pause(), Thread.ofVirtual().factory(), System::nanoTime);
        var written = TabletLog.takeOver(slots, logSettings, world, onStop);
        var log = FedLog.of(new TabletCommitLog(written, slots), written, room);
        @Nullable RowStore rows = null;
        boolean opened = false;
        try {
            rows = rows(name, tablet(name), log);
            var led = new LedRows(rows, () -> closed(name, log.feed()));
            var tablet = Tablet.open(tablet(name), led, log, clock, onStop);
            feeds.put(name, log.feed());
            opened = true;
            return tablet;
        } finally {
            if (!opened) {
                log.close();
                if (rows != null) {
                    rows.close();
                }
            }
        }
    }

    private void closed(TabletName name, Feed feed) {
        feeds.remove(name, feed);
        standbys.release(name);
    }

    private TabletSettings tablet(TabletName name) {
        return new TabletSettings(name.site(), name.database(), settings.retention());
    }

    /** What this node's leader of a database acknowledges, from now on; empty when it does not lead, or too many listen. */
    Optional<Feed.Subscription> subscribe(TabletName name, Runnable ready) {
        var feed = feeds.get(name);
        return feed == null ? Optional.empty() : feed.subscribe(ready);
    }

    Standbys standbys() {
        return standbys;
    }

    private Follower follower(TabletName name) {
        var common = new Follower.Common(
                new CouchSlotStore(couch, name, settings.copies()), documents(name), pause(), restorations, clock);
        return new Follower(tablet(name), new Disk(directory(name)), common);
    }

    private Path directory(TabletName name) {
        return settings.directory().resolve(name.toString());
    }

    private final class Disk implements Follower.Disk {
        private final Path directory;

        Disk(Path directory) {
            this.directory = directory;
        }

        @Override
        public Optional<RowStore> open() {
            return onDisk(directory);
        }

        @Override
        public RowStore openEmpty() {
            return environment.openEmpty(directory);
        }
    }

    /**
     * What was kept warm, or what this disk has, if the log goes on from there; else made anew, from the documents unless the log
     * has everything.
     */
    private RowStore rows(TabletName name, TabletSettings tablet, CommitLog log) {
        Path directory = directory(name);
        // Now, when the log can grow no more: until here they followed the leader before.
        Optional<RowStore> found = standbys.take(name).or(() -> onDisk(directory));
        if (found.isPresent() && Tablet.canGoOn(found.get(), log)) {
            return found.get();
        }
        found.ifPresent(RowStore::close);
        RowStore made = environment.openEmpty(directory);
        try {
            if (!Tablet.canGoOn(made, log)) {
                Tablet.restore(tablet, made, log.firstLsn(), documents(name));
            }
            return made;
        } catch (DocumentsException failed) {
            made.close();
            throw new DatastoreException(new Problem.Unavailable("CouchDB does not answer"));
        } catch (RuntimeException broken) {
            made.close();
            throw broken;
        }
    }

    /** Empty when its files are damaged: everything in them is in CouchDB too. */
    private Optional<RowStore> onDisk(Path directory) {
        try {
            return Optional.of(environment.open(directory));
        } catch (RowStoreException broken) {
            if (!broken.isDamage()) {
                throw broken;
            }
            logger.atWarn()
                    .addKeyValue("directory", directory)
                    .setCause(broken)
                    .log("Rows on this disk are damaged; they are made anew from CouchDB");
            return Optional.empty();
        }
    }

    /** Where a database's checkpoints go. */
    Documents documents(TabletName name) {
        return new CouchDocuments(couch, name.entities(), settings.copies());
    }

    /** Longer each time, with chance in it. */
    private Pause pause() {
        return attempt -> {
            long longest = Math.min(PAUSE_MILLIS_MAX, 10L << Math.min(attempt, 7));
            TimeUnit.MILLISECONDS.sleep(1 + random.nextLong(longest));
        };
    }
}
