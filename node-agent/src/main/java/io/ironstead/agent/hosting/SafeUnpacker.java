package io.ironstead.agent.hosting;

import io.ironstead.bundle.BadBundleException;
import io.ironstead.bundle.BundleLimits;
import io.ironstead.bundle.Bundles;
import io.ironstead.instances.BundleUnpacker;
import io.ironstead.model.control.DesiredVersion.ArchiveKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Unpacks with the rules by which the console has checked the archive: what slipped past it is refused here. */
public final class SafeUnpacker implements BundleUnpacker {
    @Override
    public void unpack(Path archive, ArchiveKind kind, Path folder) throws IOException {
        // It wants to make the folder itself, so that it appears whole or not at all.
        Files.delete(folder);
        try {
            Bundles.unpack(archive, folder, BundleLimits.DEFAULT);
        } catch (BadBundleException refused) {
            throw new IOException(refused.getMessage() + ". " + refused.advice(), refused);
        }
    }
}
