package io.ironstead.console.snapshots;

import io.ironstead.console.ConsoleSettings;
import io.ironstead.console.agentlink.AgentServer;
import io.ironstead.console.audit.AuditLog;
import io.ironstead.console.security.Caller;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Service;

/**
 * Snapshots of the console: its database, the authority's key and the vault's, in one zip that only this user can read;
 * {@code up --restore} makes a console of it. Archives of sites are not in it: the machines have those they run.
 *
 * <p>A file appears under its name only when it is whole and on disk.
 */
@Service
public class SnapshotService {
    private static final Logger log = LoggerFactory.getLogger(SnapshotService.class);
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);
    private static final String NOTE =
            "A snapshot of an Ironstead console. It holds keys: keep it secret. ./ironstead up --restore FILE\n";
    private static final String PREFIX = "console-";
    private static final String SUFFIX = ".zip";
    private static final Pattern NAME = Pattern.compile("console-\\d{8}T\\d{6}\\.\\d{3}Z\\.zip");

    /** What a console's folder has besides its database that nothing could make again. */
    private static final List<String> KEYS = List.of("ca/ca.key", "ca/ca.crt", "vault.key");

    private static final FileAttribute<?> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final JdbcClient jdbc;
    private final AuditLog audit;
    private final AgentServer agents;
    private final InstantSource clock;
    private final Path data;
    private final Path folder;
    private final int keptMax;
    private final Duration every;
    private final ReentrantLock taking = new ReentrantLock();

    SnapshotService(
            JdbcClient jdbc, AuditLog audit, AgentServer agents, InstantSource clock, ConsoleSettings settings) {
        this.agents = agents;
        this.jdbc = jdbc;
        this.audit = audit;
        this.clock = clock;
        this.data = settings.dataDir().toAbsolutePath();
        this.folder = Optional.ofNullable(settings.snapshotDir())
                .orElse(data.resolve("snapshots"))
                .toAbsolutePath();
        this.keptMax = settings.snapshotsKept();
        this.every = settings.snapshotEvery();
    }

    /** Where they lie; best on another disk than the console's. */
    public Path folder() {
        return folder;
    }

    /** The newest first. */
    public List<Snapshot> list(Caller caller) {
        caller.requireOperator();
        return all();
    }

    /** Takes one now; what else goes on in the console goes on. The oldest beyond the bound are removed. */
    public Snapshot take(Caller caller) {
        caller.requireOperator();
        var taken = take();
        audit.record(caller, "console.snapshot", taken.name(), Optional.empty(), "", "");
        return taken;
    }

    /** Looks every minute, so that a console that was down over its time catches up. */
    @Scheduled(fixedDelay = 60_000, initialDelay = 60_000)
    void takeWhenDue() {
        var newest = all().stream().findFirst();
        if (newest.isPresent() && newest.get().takenAt().plus(every).isAfter(clock.instant())) {
            return;
        }
        try {
            take();
        } catch (UncheckedIOException disk) {
            log.atError().setCause(disk).addKeyValue("folder", folder).log("No snapshot of the console could be taken");
        }
    }

    private Snapshot take() {
        taking.lock();
        try {
            if (!Files.exists(folder)) {
                Files.createDirectories(folder);
                Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
            }
            var name = PREFIX + STAMP.format(clock.instant()) + SUFFIX;
            var target = folder.resolve(name);
            var part = Files.createTempFile(folder, "taking-", ".part", OWNER_ONLY);
            try {
                write(part);
                Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(part);
            }
            all().stream().skip(keptMax).forEach(old -> remove(old.name()));
            log.atInfo().addKeyValue("file", target).log("Snapshot of the console taken");
            return snapshot(target);
        } catch (IOException disk) {
            throw new UncheckedIOException(disk);
        } finally {
            taking.unlock();
        }
    }

    private void write(Path part) throws IOException {
        var database = Files.createTempFile(folder, "taking-", ".h2", OWNER_ONLY);
        try (var zip = new ZipOutputStream(Files.newOutputStream(part))) {
            // H2 writes a state of the database as it was at one moment, while others go on writing.
            jdbc.sql("backup to ?").param(database.toString()).update();
            try (var backup = new ZipFile(database.toFile())) {
                for (var entry : Collections.list(backup.entries())) {
                    zip.putNextEntry(new ZipEntry(entry.getName()));
                    try (var in = backup.getInputStream(entry)) {
                        in.transferTo(zip);
                    }
                }
            }
            for (var key : KEYS) {
                if (Files.exists(data.resolve(key))) {
                    zip.putNextEntry(new ZipEntry(key));
                    Files.copy(data.resolve(key), zip);
                }
            }
            // Agents look for their console at the port they know.
            zip.putNextEntry(new ZipEntry("agent-port"));
            zip.write(agents.address().replaceAll(".*:", "").getBytes(StandardCharsets.US_ASCII));
            zip.putNextEntry(new ZipEntry("snapshot.txt"));
            zip.write(NOTE.getBytes(StandardCharsets.US_ASCII));
        } finally {
            Files.deleteIfExists(database);
        }
        try (var file = FileChannel.open(part, StandardOpenOption.WRITE)) {
            file.force(true);
        }
    }

    private List<Snapshot> all() {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (var files = Files.list(folder)) {
            return files.filter(SnapshotService::isSnapshot)
                    .sorted(Comparator.comparing(
                                    (Path file) -> file.getFileName().toString())
                            .reversed())
                    .map(SnapshotService::snapshot)
                    .toList();
        } catch (IOException disk) {
            throw new UncheckedIOException(disk);
        }
    }

    private static boolean isSnapshot(Path file) {
        var name = file.getFileName().toString();
        return NAME.matcher(name).matches();
    }

    private static Snapshot snapshot(Path file) {
        try {
            var name = file.getFileName().toString();
            // From the name: copying a file changes its own times.
            var at = STAMP.parse(name.substring(PREFIX.length(), name.length() - SUFFIX.length()), Instant::from);
            return new Snapshot(name, at, Files.size(file));
        } catch (IOException disk) {
            throw new UncheckedIOException(disk);
        }
    }

    private void remove(String name) {
        try {
            Files.deleteIfExists(folder.resolve(name));
        } catch (IOException disk) {
            throw new UncheckedIOException(disk);
        }
    }
}
