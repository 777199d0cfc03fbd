package io.ironstead.couch.embedded;

import io.ironstead.couch.embedded.Store.Table;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksIterator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The databases there are. Making and dropping one goes through the committer like every other write. */
final class Catalog implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Catalog.class);
    private static final int DATABASES_MAX = 100_000;
    private static final int RECLAIMS_WAITING_MAX = 1_000;

    private final Store store;
    private final Committer committer;
    private final InstantSource clock;
    private final NavigableMap<String, Database> databases = new ConcurrentSkipListMap<>();
    private final ExecutorService reclaiming = new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(RECLAIMS_WAITING_MAX),
            Thread.ofPlatform().name("couch-reclaim").daemon().factory());
    private long lastNumber;
    private long lastCreated;

    Catalog(Store store, Committer committer, InstantSource clock) {
        this.store = store;
        this.committer = committer;
        this.clock = clock;
        try (var options = new ReadOptions();
                RocksIterator names = store.iterate(Table.CATALOG, options)) {
            for (names.seek(Keys.name("")); names.isValid() && Keys.isName(names.key()); names.next()) {
                Database database = Database.decode(store, names.key(), names.value());
                databases.put(database.name(), database);
                lastNumber = Math.max(lastNumber, database.number());
                lastCreated = Math.max(lastCreated, Long.parseLong(database.instanceStartTime()));
            }
        }
    }

    List<String> names() {
        return List.copyOf(databases.keySet());
    }

    Database get(String name) {
        Database database = databases.get(name);
        if (database == null) {
            throw CouchError.noDatabase();
        }
        return database;
    }

    void create(String name) {
        DocumentIds.checkDatabase(name);
        committer.commit(name.length(), batch -> {
            if (current(batch, name).isPresent()) {
                throw CouchError.databaseExists();
            }
            if (databases.size() >= DATABASES_MAX) {
                throw CouchError.forbidden("There are too many databases.");
            }
            var database = new Database(store, nextNumber(), name, nextCreated(), Database.Counters.NONE);
            batch.create(database);
            batch.afterwards(() -> databases.put(name, database));
            return database;
        });
    }

    private Optional<Database> current(Batch batch, String name) {
        Optional<Database> staged = batch.staged(name);
        return staged == null ? Optional.ofNullable(databases.get(name)) : staged;
    }

    /** Numbers of dropped databases may come back after a restart; their keys are gone in the same batch. */
    private long nextNumber() {
        return ++lastNumber;
    }

    private long nextCreated() {
        lastCreated = Math.max(lastCreated + 1, ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant()));
        return lastCreated;
    }

    void drop(String name) {
        Database dropped = committer.commit(name.length(), batch -> {
            Database database = current(batch, name).orElseThrow(CouchError::noDatabase);
            batch.drop(database);
            batch.afterwards(() -> {
                databases.remove(name, database);
                database.drop();
            });
            return database;
        });
        background(() -> store.reclaim(Keys.database(dropped.number()), Keys.after(dropped.number())));
    }

    void compact(Database database) {
        background(() -> store.compact(Keys.database(database.number()), Keys.after(database.number())));
    }

    private void background(Runnable work) {
        try {
            reclaiming.execute(() -> {
                try {
                    work.run();
                } catch (Store.StoreException e) {
                    log.atWarn().setCause(e).log("Compaction failed");
                }
            });
        } catch (RejectedExecutionException e) {
            log.atWarn().log("Compaction left out: too many are waiting");
        }
    }

    /** Ends every feed. */
    void shut() {
        databases.values().forEach(Database::shut);
    }

    @Override
    public void close() {
        reclaiming.shutdownNow();
        try {
            if (!reclaiming.awaitTermination(30, TimeUnit.SECONDS)) {
                log.atWarn().log("Compaction did not end in time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
