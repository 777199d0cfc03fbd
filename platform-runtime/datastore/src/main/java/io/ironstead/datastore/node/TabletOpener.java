package io.ironstead.datastore.node;

import io.ironstead.couch.CouchClient;
import io.ironstead.datastore.DatastoreException;
import io.ironstead.datastore.Problem;
import io.ironstead.datastore.log.CouchSlotStore;
import io.ironstead.datastore.log.LogSettings;
import io.ironstead.datastore.log.Pause;
import io.ironstead.datastore.log.TabletLog;
import io.ironstead.datastore.log.TabletName;
import io.ironstead.datastore.store.RocksEnvironment;
import io.ironstead.datastore.tablet.Tablet;
import io.ironstead.datastore.tablet.TabletCommitLog;
import io.ironstead.datastore.tablet.TabletSettings;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/** Makes this node the leader of a database, and its rows what the log says. */
final class TabletOpener {
    private static final long PAUSE_MILLIS_MAX = 1_000;

    private final DatastoresSettings settings;
    private final CouchClient couch;
    private final RocksEnvironment environment;
    private final InstantSource clock;
    private final RandomGenerator random = new SecureRandom();

    TabletOpener(DatastoresSettings settings, CouchClient couch, RocksEnvironment environment, InstantSource clock) {
        this.settings = settings;
        this.couch = couch;
        this.environment = environment;
        this.clock = clock;
    }

    /** Takes as long as it takes; an interrupt ends it. */
    Tablet open(TabletName name, Runnable onStop) throws InterruptedException {
        if (!CouchSlotStore.createMeta(couch, settings.copies())) {
            throw new DatastoreException(new Problem.Unavailable("CouchDB does not answer"));
        }
        var slots = new CouchSlotStore(couch, name, settings.copies());
        var logSettings = LogSettings.of(settings.node(), slots.checkpoint());
        var world = new TabletLog.World(random, pause(), Thread.ofVirtual().factory(), System::nanoTime);
        var log = new TabletCommitLog(TabletLog.takeOver(slots, logSettings, world, onStop), slots);
        try {
            var tabletSettings = new TabletSettings(name.site(), name.database(), settings.retention());
            return Tablet.open(tabletSettings, environment.open(directory(name)), log, clock, onStop);
        } catch (RuntimeException | InterruptedException failed) {
            log.close();
            throw failed;
        }
    }

    private Path directory(TabletName name) {
        return settings.directory().resolve(name.toString());
    }

    /** Longer each time, with chance in it. */
    private Pause pause() {
        return attempt -> {
            long longest = Math.min(PAUSE_MILLIS_MAX, 10L << Math.min(attempt, 7));
            TimeUnit.MILLISECONDS.sleep(1 + random.nextLong(longest));
        };
    }
}
