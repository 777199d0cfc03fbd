package io.ironstead.console.datastore;

import io.ironstead.console.audit.AuditLog;
import io.ironstead.console.security.Caller;
import io.ironstead.console.security.RefusedException;
import io.ironstead.console.sites.SiteService;
import io.ironstead.model.SiteName;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.springframework.stereotype.Service;

/** A site's entities as one file, and back. The file's form is in docs/export.md. */
@Service
public class EntityTransfer {
    static final long FILE_BYTES_MAX = 8L << 30;

    private final DatastoreService datastore;
    private final SiteService sites;
    private final AuditLog audit;

    EntityTransfer(DatastoreService datastore, SiteService sites, AuditLog audit) {
        this.datastore = datastore;
        this.sites = sites;
        this.audit = audit;
    }

    /** Who is told how far a transfer is. */
    @FunctionalInterface
    public interface Progress {
        /** For whom nobody waits. */
        Progress UNSEEN = (done, all) -> {};

        /** @param all as far as is known; {@code done} when nothing more is */
        void at(long done, long all);
    }

    /** Opens a consistent view of everything; it lasts 300 seconds. @throws RefusedException when it cannot be had */
    public EntityExport export(Caller caller, SiteName site) {
        var export = EntityExport.open(DatastoreCalls.of(datastore, caller, site), site);
        audit.record(caller, "datastore.export", site.value(), Optional.of(site), "", "");
        return export;
    }

    /**
     * Writes all entities of a file over what is there. Nothing is written before the whole file was read and found sound.
     *
     * @param progress is told after every commit, on this thread
     * @return how many
     * @throws RefusedException when the file is none of ours, is cut off, or an entity is refused
     */
    public long load(Caller caller, SiteName site, InputStream file, Progress progress) throws IOException {
        sites.get(caller, site);
        caller.requireScope(Caller.Scope.DEPLOY);
        Path spool = Files.createTempFile("ironstead-import-", ".ndjson");
        try {
            spool(file, spool);
            var read = EntityFile.check(spool);
            long written =
                    new EntityImport(DatastoreCalls.of(datastore, caller, site), site).write(spool, read, progress);
            audit.record(
                    caller,
                    "datastore.import",
                    site.value(),
                    Optional.of(site),
                    "",
                    written + " entities of " + read.site());
            return written;
        } catch (UncheckedIOException broken) {
            throw broken.getCause();
        } finally {
            Files.deleteIfExists(spool);
        }
    }

    private static void spool(InputStream file, Path spool) throws IOException {
        try (var out = Files.newOutputStream(spool)) {
            var buffer = new byte[1 << 16];
            long total = 0;
            for (int read = file.read(buffer); read >= 0; read = file.read(buffer)) {
                total += read;
                if (total > FILE_BYTES_MAX) {
                    throw new RefusedException(
                            "The file is larger than 8 GiB.",
                            "Import it in parts: each needs the first and a last line.");
                }
                out.write(buffer, 0, read);
            }
        }
    }
}
