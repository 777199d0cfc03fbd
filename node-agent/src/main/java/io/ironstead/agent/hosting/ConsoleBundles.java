package io.ironstead.agent.hosting;

import io.ironstead.agent.link.BundleFetch;
import io.ironstead.instances.BundleFetcher;
import io.ironstead.model.Digest;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * Gives the instances their archives. An archive arrives in a folder under its digest, so that a fetch cut off by a
 * restart goes on, whatever name it is wanted under the next time.
 */
public final class ConsoleBundles implements BundleFetcher {
    private final Path arrivals;
    private final BundleFetch console;

    /** @param arrivals a folder on the file system of the instances' own */
    public ConsoleBundles(Path arrivals, BundleFetch console) {
        this.arrivals = arrivals;
        this.console = console;
    }

    @Override
    public void fetch(Digest bundle, Path file) throws IOException {
        var arrived = arrivals.resolve(bundle.hex());
        try {
            console.fetch(bundle, arrived);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("The agent is stopping");
        }
        Files.move(arrived, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
