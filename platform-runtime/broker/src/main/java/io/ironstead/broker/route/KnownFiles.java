package io.ironstead.broker.route;

import io.ironstead.model.app.Handler;
import io.ironstead.model.control.DesiredVersion;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The file names of the bundles in one table; what the table before it knew is not read again. */
final class KnownFiles {
    private static final Logger log = LoggerFactory.getLogger(KnownFiles.class);

    private final Map<Path, FileNames> before;
    private final Map<Path, FileNames> now = new HashMap<>();

    KnownFiles(Map<Path, FileNames> before) {
        this.before = before;
    }

    /** Its names, if a handler of it asks whether there is a file; else none are read. */
    FileNames of(DesiredVersion version, Path folder) {
        boolean asked = version.app().handlers().stream()
                .anyMatch(handler -> handler instanceof Handler.StaticFiles files && files.fileMustExist());
        if (!asked) {
            return FileNames.NONE;
        }
        var known = now.get(folder);
        known = known == null ? before.get(folder) : known;
        try {
            known = known == null ? FileNames.in(folder) : known;
            now.put(folder, known);
            return known;
        } catch (IOException unreadable) {
            // Its program still serves what is asked for; the next table tries again.
            log.atWarn().addKeyValue("folder", folder).setCause(unreadable).log("A bundle's files cannot be listed");
            return FileNames.NONE;
        }
    }

    Map<Path, FileNames> read() {
        return Map.copyOf(now);
    }
}
