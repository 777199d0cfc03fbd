package io.ironstead.services.identity;

import io.ironstead.model.SiteName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A key for each site, made when it is first asked for and kept on this node's disk. Another node has another key: what
 * it signs is checked with its own certificate.
 */
public final class SiteKeys {
    private final Path folder;
    private final InstantSource clock;
    private final SecureRandom random;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<SiteName, SiteKey> known = new HashMap<>();

    /** @param folder made when needed, for the agent's eyes only */
    public SiteKeys(Path folder, InstantSource clock, SecureRandom random) {
        this.folder = folder;
        this.clock = clock;
        this.random = random;
    }

    /** Takes up to a second the first time, for RSA. */
    public SiteKey of(SiteName site) {
        lock.lock();
        try {
            return known.computeIfAbsent(site, this::load);
        } finally {
            lock.unlock();
        }
    }

    private SiteKey load(SiteName site) {
        var file = folder.resolve(site + ".pem");
        try {
            if (Files.isRegularFile(file)) {
                return SiteKey.parse(Files.readString(file));
            }
            var made = SiteKey.make(site.value(), clock.instant(), random);
            write(file, made.pem());
            return made;
        } catch (IOException unusable) {
            throw new UncheckedIOException("The key of a site cannot be kept", unusable);
        }
    }

    private void write(Path file, String pem) throws IOException {
        Files.createDirectories(
                folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        var fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        var ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        try (var channel =
                FileChannel.open(fresh, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), ownerOnly)) {
            var bytes = ByteBuffer.wrap(pem.getBytes(StandardCharsets.US_ASCII));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
