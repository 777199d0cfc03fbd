package io.ironstead.files.kept;

import io.ironstead.files.FilesUnavailableException;
import io.ironstead.files.Place;
import io.ironstead.files.content.ContentRef;
import io.ironstead.files.content.Contents;
import io.ironstead.files.content.Draft;
import io.ironstead.files.local.LocalContents;
import io.ironstead.model.Deadline;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where contents go: into the grid when there is one and enough of its servers answer, else onto this disk, from where
 * {@link Moving} takes them to the grid later.
 */
public final class Places {
    /** Kept back of a put's time, so that there is some left for this disk when the grid does not answer. */
    private static final Duration FOR_THE_DISK = Duration.ofSeconds(2);

    private static final Logger log = LoggerFactory.getLogger(Places.class);

    private final LocalContents local;
    private final Supplier<Optional<Contents>> grid;

    /** @param grid asked for each content; empty while none runs */
    public Places(LocalContents local, Supplier<Optional<Contents>> grid) {
        this.local = local;
        this.grid = grid;
    }

    LocalContents local() {
        return local;
    }

    Optional<Contents> grid() {
        return grid.get();
    }

    /** Keeps a draft at the best place that takes it now. */
    Kept keep(Draft draft, Deadline deadline) throws IOException {
        var running = grid.get();
        if (running.isPresent()) {
            try {
                var time = new Deadline(deadline.nanoTime() - FOR_THE_DISK.toNanos());
                return new Kept(Place.GRID, running.get().keep(draft, time));
            } catch (FilesUnavailableException tooFew) {
                log.atWarn()
                        .addKeyValue("content", draft.id())
                        .addKeyValue("reason", tooFew.getMessage())
                        .log("The grid did not take a file: it waits on this disk");
            }
        }
        return new Kept(Place.LOCAL, local.keep(draft, deadline));
    }

    InputStream read(Kept kept, long first, long length, Deadline deadline) throws IOException {
        return switch (kept.place()) {
            case LOCAL -> local.read(kept.ref(), first, length, deadline);
            case GRID ->
                grid.get()
                        .orElseThrow(
                                () -> new FilesUnavailableException("The file is in the grid, which does not run now"))
                        .read(kept.ref(), first, length, deadline);
        };
    }

    /** Lets go of a content that no record names. A failure costs room, nothing else: it is logged. */
    void drop(Kept kept) {
        try {
            switch (kept.place()) {
                case LOCAL -> local.drop(kept.ref());
                case GRID -> dropFromGrid(kept.ref());
            }
        } catch (NoSuchFileException gone) {
            log.atDebug().log("A content to be dropped was gone already");
        } catch (IOException failed) {
            log.atWarn().addKeyValue("place", kept.place()).setCause(failed).log("A content could not be dropped");
        }
    }

    private void dropFromGrid(ContentRef ref) throws IOException {
        var running = grid.get();
        if (running.isPresent()) {
            running.get().drop(ref);
        }
    }
}
