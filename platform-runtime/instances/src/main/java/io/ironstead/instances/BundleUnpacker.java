package io.ironstead.instances;

import io.ironstead.model.control.DesiredVersion.ArchiveKind;
import java.io.IOException;
import java.nio.file.Path;

/** Turns an archive into a folder. Module {@code bundle} has the one that refuses bombs and links out of the archive. */
@FunctionalInterface
public interface BundleUnpacker {

    /**
     * Unpacks into {@code folder}, which exists and is empty. What is left there after an exception is removed by the
     * caller.
     *
     * @throws IOException whose message tells the site's owner what is wrong with the archive
     */
    void unpack(Path archive, ArchiveKind kind, Path folder) throws IOException;
}
