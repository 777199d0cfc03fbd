package io.ironstead.instances;

import io.ironstead.model.Digest;
import java.io.IOException;
import java.nio.file.Path;

/** Brings archives onto this node. The agent asks the console for them. */
@FunctionalInterface
public interface BundleFetcher {

    /**
     * Streams the archive's bytes into {@code file}, which does not exist yet. Blocks, with a deadline of its own. The
     * caller checks the digest, so this need not.
     *
     * @throws IOException with a message for a person; the caller tries again later
     */
    void fetch(Digest bundle, Path file) throws IOException;
}
