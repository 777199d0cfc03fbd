package io.ironstead.files.kept;

import io.ironstead.files.FilesUnavailableException;
import io.ironstead.files.Place;
import io.ironstead.files.content.ContentRef;
import io.ironstead.files.content.Contents;
import io.ironstead.files.store.FileRecord;
import io.ironstead.files.store.FileRecords;
import io.ironstead.files.store.SpaceKeys;
import io.ironstead.model.Deadline;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes what waits on this disk into the grid, sealed as it is: after servers were missed, and when a grid comes to a
 * machine that had none. Interrupted anywhere, it starts again with nothing lost: the record moves last.
 */
public final class Moving {
    private static final Duration FIRST = Duration.ofSeconds(30);
    private static final long BYTES_PER_SECOND = 2_000_000;

    private static final Logger log = LoggerFactory.getLogger(Moving.class);

    private final FileRecords records;
    private final SpaceKeys keys;
    private final Places places;

    public Moving(FileRecords records, SpaceKeys keys, Places places) {
        this.records = records;
        this.keys = keys;
        this.places = places;
    }

    /**
     * Moves up to {@code limit} files; stops at the first that the grid does not take.
     *
     * @return what happened
     */
    public Round round(int limit, Deadline deadline) throws IOException {
        var grid = places.grid();
        if (grid.isEmpty()) {
            return new Round(0, true);
        }
        int moved = 0;
        for (var record : records.at(Place.LOCAL, limit, deadline)) {
            try {
                moved += move(record, grid.get(), deadline) ? 1 : 0;
            } catch (FilesUnavailableException tooFew) {
                log.atInfo()
                        .addKeyValue("moved", moved)
                        .addKeyValue("reason", tooFew.getMessage())
                        .log("Files wait on this disk");
                return new Round(moved, true);
            }
        }
        return new Round(moved, false);
    }

    /** Throws away contents of this disk that no record names; only while nobody puts. @return how many */
    public int sweep(Deadline deadline) throws IOException {
        Set<String> named = new HashSet<>();
        for (var record : records.at(Place.LOCAL, Integer.MAX_VALUE, deadline)) {
            named.add(record.content().hex());
        }
        int swept = 0;
        for (var content : places.local().all()) {
            if (!named.contains(content.hex())) {
                places.drop(new Kept(Place.LOCAL, new ContentRef(content.hex())));
                swept++;
            }
        }
        return swept;
    }

    private boolean move(FileRecord record, Contents grid, Deadline deadline) throws IOException {
        var space = record.file().key().space();
        var here = keys.openRef(record, deadline);
        try {
            var draft = places.local().kept(here);
            var time = Deadline.in(FIRST.plusSeconds(draft.sealedBytes() / BYTES_PER_SECOND));
            var ref = grid.keep(draft, time);
            var sealedRef = keys.sealRef(space, record.keyVersion(), record.content(), ref, deadline);
            if (records.write(record.movedTo(Place.GRID, sealedRef), deadline)) {
                places.drop(new Kept(Place.LOCAL, here));
                return true;
            }
            grid.drop(ref);
        } catch (NoSuchFileException replaced) {
            log.atDebug().log("A file was replaced before it could be moved");
        }
        return false;
    }

    /** @param waiting the grid did not take all */
    public record Round(int moved, boolean waiting) {}
}
