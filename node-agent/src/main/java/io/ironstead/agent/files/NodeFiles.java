package io.ironstead.agent.files;

import io.ironstead.files.FileStore;
import io.ironstead.files.FilesUnavailableException;
import io.ironstead.files.cache.ChunkCache;
import io.ironstead.files.kept.CachedReading;
import io.ironstead.files.kept.KeptFiles;
import io.ironstead.files.kept.Moving;
import io.ironstead.files.kept.Places;
import io.ironstead.files.kept.UnsealedReading;
import io.ironstead.files.local.ClusterKeyFile;
import io.ironstead.files.local.FolderRecords;
import io.ironstead.files.local.LocalContents;
import io.ironstead.files.store.SpaceKeys;
import io.ironstead.model.Deadline;
import io.ironstead.model.NodeId;
import io.ironstead.model.control.FilesReport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stored files of this node, for now of this node alone: records, keys and sealed contents in its data folder, the
 * contents in a grid of its own once that runs. What came before is moved there.
 */
public final class NodeFiles implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(NodeFiles.class);
    private static final Duration MOVING_LOOK = Duration.ofSeconds(5);
    private static final Duration MOVING_MAX = Duration.ofMinutes(10);
    private static final int MOVED_AT_ONCE = 100;
    private static final long QUOTA_BYTES = 10L << 30;
    private static final long CACHE_BYTES_MAX = 10L << 30;
    private static final int CACHE_PART = 10;

    private final KeptFiles store;
    private final Moving moving;
    private final Optional<OwnGrid> grid;
    private final ScheduledExecutorService timer;

    /**
     * Opens what is stored, and throws away what no record names.
     *
     * @param tahoe whether to run a grid
     */
    public NodeFiles(Path folder, NodeId name, boolean tahoe, InstantSource clock) throws IOException {
        var records = new FolderRecords(folder.resolve("records"));
        var keys = new SpaceKeys(records, ClusterKeyFile.openOrMake(folder.resolve("cluster.key")));
        grid = tahoe ? Optional.of(new OwnGrid(folder, name)) : Optional.empty();
        var places = new Places(new LocalContents(folder.resolve("contents")), () -> grid.flatMap(OwnGrid::contents));
        long cacheBytes = Math.min(CACHE_BYTES_MAX, Files.getFileStore(folder).getTotalSpace() / CACHE_PART);
        var reading = new CachedReading(
                new ChunkCache(folder.resolve("cache"), cacheBytes), new UnsealedReading(places, keys));
        store = new KeptFiles(records, keys, places, reading, _ -> QUOTA_BYTES, clock);
        moving = new Moving(records, keys, places);
        moving.sweep(Deadline.in(MOVING_MAX));
        timer = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("files-moving").factory());
    }

    /** From now on a grid is set up, and files are moved into it. */
    public void start() {
        grid.ifPresent(own -> {
            own.start();
            timer.scheduleWithFixedDelay(
                    this::move, MOVING_LOOK.toSeconds(), MOVING_LOOK.toSeconds(), TimeUnit.SECONDS);
        });
    }

    public FileStore store() {
        return store;
    }

    /** Where files are kept now, for people. */
    public FilesReport report() {
        return grid.map(OwnGrid::report).orElse(OwnGrid.SWITCHED_OFF);
    }

    private void move() {
        try {
            moving.round(MOVED_AT_ONCE, Deadline.in(MOVING_MAX));
        } catch (IOException | UncheckedIOException | FilesUnavailableException | IllegalStateException failed) {
            // The edge: the next round tries again.
            log.atError().setCause(failed).log("Files could not be moved into the grid");
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
        grid.ifPresent(OwnGrid::close);
    }
}
