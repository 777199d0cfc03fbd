package io.ironstead.instances;

import io.ironstead.instances.build.BuildResult;
import io.ironstead.instances.build.BuildResult.Built;
import io.ironstead.instances.build.Builder;
import io.ironstead.instances.build.Folders;
import io.ironstead.instances.launch.BundleFolder;
import io.ironstead.instances.log.FileEnd;
import io.ironstead.instances.log.RotatingFile;
import io.ironstead.model.Digest;
import io.ironstead.model.TenantId;
import io.ironstead.model.control.DesiredVersion;
import io.ironstead.model.control.DesiredVersion.ArchiveKind;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The bundles of this node, each fetched, unpacked and built once, whoever wants it. */
final class BundleStore {
    private static final Logger log = LoggerFactory.getLogger(BundleStore.class);
    private static final int LOG_LINES_MAX = 20_000;
    private static final long LOG_BYTES_MAX = 1 << 20;

    private final Path folder;
    private final BundleFetcher fetcher;
    private final BundleUnpacker unpacker;
    private final Builder builder;
    private final Semaphore buildSlots;
    private final Map<Digest, ReentrantLock> locks = new ConcurrentHashMap<>();
    private final Map<Digest, Instant> unwantedSince = new ConcurrentHashMap<>();

    BundleStore(Path folder, BundleFetcher fetcher, BundleUnpacker unpacker, Builder builder, int buildsAtOnce)
            throws IOException {
        this.folder = folder;
        this.fetcher = fetcher;
        this.unpacker = unpacker;
        this.builder = builder;
        this.buildSlots = new Semaphore(buildsAtOnce, true);
        Files.createDirectories(folder);
    }

    BundleFolder folderOf(Digest bundle) {
        return new BundleFolder(folder.resolve(bundle.hex()));
    }

    Optional<Path> filesOf(Digest bundle) {
        return Optional.of(folderOf(bundle).files()).filter(Files::isDirectory);
    }

    /**
     * Brings the bundle here and unpacks it, unless it is here.
     *
     * @throws IOException when it did not come, or not undamaged: it may the next time
     */
    void fetch(Digest bundle, ArchiveKind kind) throws IOException, ArchiveRefusedException {
        var lock = lock(bundle);
        lock.lock();
        try {
            var place = folderOf(bundle);
            if (Files.isDirectory(place.files())) {
                return;
            }
            Folders.delete(place.root());
            Files.createDirectories(place.root());
            Files.setPosixFilePermissions(place.root(), PosixFilePermissions.fromString("rwxr-xr-x"));
            var archive = place.root().resolve("archive");
            fetcher.fetch(bundle, archive);
            requireDigest(archive, bundle);
            var partial = Files.createDirectory(place.root().resolve("unpacking"));
            unpack(archive, kind, partial);
            Files.delete(archive);
            Files.move(partial, place.files(), StandardCopyOption.ATOMIC_MOVE);
        } finally {
            lock.unlock();
        }
    }

    private void unpack(Path archive, ArchiveKind kind, Path into) throws ArchiveRefusedException {
        try {
            unpacker.unpack(archive, kind, into);
        } catch (IOException refused) {
            throw new ArchiveRefusedException(String.valueOf(refused.getMessage()));
        }
    }

    private static void requireDigest(Path archive, Digest bundle) throws IOException {
        try (var in = new DigestInputStream(Files.newInputStream(archive), MessageDigest.getInstance("SHA-256"))) {
            in.transferTo(java.io.OutputStream.nullOutputStream());
            if (!HexFormat.of().formatHex(in.getMessageDigest().digest()).equals(bundle.hex())) {
                throw new IOException("The archive arrived damaged: its digest is not the one asked for");
            }
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every JDK has SHA-256", impossible);
        }
    }

    /** Builds the fetched bundle, unless it is built. Waits for a slot; tells {@code step} what is going on. */
    BuildResult build(TenantId tenant, DesiredVersion version, Consumer<String> step)
            throws IOException, InterruptedException {
        var lock = lock(version.bundle());
        lock.lockInterruptibly();
        try {
            var place = folderOf(version.bundle());
            if (Files.exists(place.builtMark())) {
                return new Built();
            }
            step.accept("waits for another build");
            buildSlots.acquire();
            try {
                step.accept("");
                var result = builder.build(place, tenant, version.app(), step);
                if (result instanceof Built) {
                    Files.writeString(place.builtMark(), version.app().runtimeName());
                }
                return result;
            } finally {
                buildSlots.release();
            }
        } finally {
            lock.unlock();
        }
    }

    private ReentrantLock lock(Digest bundle) {
        return locks.computeIfAbsent(bundle, name -> new ReentrantLock());
    }

    String buildLog(Digest bundle) {
        try {
            var channels = RotatingFile.read(folderOf(bundle).buildLog());
            try {
                long newest = channels.isEmpty() ? 0 : channels.getFirst().size();
                var lines = FileEnd.lines(channels, newest, LOG_LINES_MAX, LOG_BYTES_MAX);
                return lines.isEmpty() ? "" : String.join("\n", lines) + "\n";
            } finally {
                for (FileChannel channel : channels) {
                    channel.close();
                }
            }
        } catch (IOException unreadable) {
            log.atWarn().addKeyValue("bundle", bundle).setCause(unreadable).log("A build log cannot be read");
            return "";
        }
    }

    /**
     * Removes bundles that nobody has wanted for {@code keep}, and, while all of them together exceed {@code bytesMax},
     * unwanted ones that may be wanted again soon. Walks the disk.
     */
    void tidy(Set<Digest> wanted, Duration keep, long bytesMax, Instant now) throws IOException {
        wanted.forEach(unwantedSince::remove);
        var unwanted = new ArrayList<Digest>();
        long bytes = 0;
        for (var bundle : onDisk()) {
            bytes += Folders.size(folderOf(bundle).root());
            if (!wanted.contains(bundle)) {
                unwantedSince.putIfAbsent(bundle, now);
                unwanted.add(bundle);
            }
        }
        unwanted.sort((a, b) -> unwantedSince.get(a).compareTo(unwantedSince.get(b)));
        for (var bundle : unwanted) {
            boolean old = !now.isBefore(unwantedSince.get(bundle).plus(keep));
            if (old || bytes > bytesMax) {
                bytes -= Folders.size(folderOf(bundle).root());
                remove(bundle);
            }
        }
    }

    private List<Digest> onDisk() throws IOException {
        try (var folders = Files.list(folder)) {
            return folders.map(each -> each.getFileName().toString())
                    .filter(name -> name.length() == 64)
                    .map(Digest::new)
                    .toList();
        }
    }

    private void remove(Digest bundle) throws IOException {
        var lock = lock(bundle);
        if (!lock.tryLock()) {
            return; // Someone began to want it.
        }
        try {
            // Without its mark and its files it counts as absent, however far the removal gets.
            var place = folderOf(bundle);
            Files.deleteIfExists(place.builtMark());
            Folders.delete(place.root());
            unwantedSince.remove(bundle);
            log.atInfo().addKeyValue("bundle", bundle).log("Bundle removed");
        } finally {
            lock.unlock();
        }
    }
}
