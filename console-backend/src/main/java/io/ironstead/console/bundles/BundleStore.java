package io.ironstead.console.bundles;

import io.ironstead.console.ConsoleSettings;
import io.ironstead.model.Digest;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Archives by digest, in the console's data folder. A file here is whole and on disk, or it is not here. */
@Component
public class BundleStore {
    private final Path stored;
    private final Path arriving;

    BundleStore(ConsoleSettings settings) throws IOException {
        stored = Files.createDirectories(settings.dataDir().resolve("bundles"));
        arriving = Files.createDirectories(settings.dataDir().resolve("uploads"));
        // What was arriving when the console ended never arrived.
        try (var left = Files.list(arriving)) {
            for (Path file : left.toList()) {
                Files.delete(file);
            }
        }
    }

    /** A new empty file to write an arriving archive to; the caller deletes it or gives it to {@link #keep}. */
    Path arriving() throws IOException {
        return Files.createTempFile(arriving, "upload-", ".part");
    }

    /** Takes the file over under its digest, fsynced; one that is stored already stays. */
    void keep(Path file, Digest digest) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        Files.move(file, path(digest), StandardCopyOption.ATOMIC_MOVE);
        try (var folder = FileChannel.open(stored, StandardOpenOption.READ)) {
            folder.force(true);
        }
    }

    /** The archive, when it is stored. */
    public Optional<Path> find(Digest digest) {
        var path = path(digest);
        return Files.exists(path) ? Optional.of(path) : Optional.empty();
    }

    void delete(Digest digest) throws IOException {
        Files.deleteIfExists(path(digest));
    }

    long freeBytes() throws IOException {
        return Files.getFileStore(stored).getUsableSpace();
    }

    private Path path(Digest digest) {
        return stored.resolve(digest.hex());
    }
}
