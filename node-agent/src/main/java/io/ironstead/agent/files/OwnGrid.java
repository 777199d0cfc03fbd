package io.ironstead.agent.files;

import io.ironstead.files.content.Contents;
import io.ironstead.files.tahoe.GridSecret;
import io.ironstead.files.tahoe.NodeSettings;
import io.ironstead.files.tahoe.Spread;
import io.ironstead.files.tahoe.TahoeInstall;
import io.ironstead.files.tahoe.TahoeNode;
import io.ironstead.model.NodeId;
import io.ironstead.model.control.FilesReport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A grid of this machine alone: Tahoe-LAFS, installed and started in the background, so that nobody waits for it. */
final class OwnGrid implements AutoCloseable {
    static final FilesReport SWITCHED_OFF = here("nobody switched it on; ./ironstead up --tahoe does");

    private static final Logger log = LoggerFactory.getLogger(OwnGrid.class);
    private static final Duration STOP = Duration.ofSeconds(5);
    private static final int SOCKET_PATH_MAX = 100;
    private static final long RESERVED_MAX = 10L << 30;
    private static final int RESERVED_PART = 10;

    private final Path folder;
    private final NodeId name;
    private final Thread starting;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile @Nullable TahoeNode node;
    private volatile FilesReport before = here("it is being installed");
    private boolean isClosed;

    /** @param folder of this machine's files */
    OwnGrid(Path folder, NodeId name) {
        this.folder = folder;
        this.name = name;
        starting = Thread.ofVirtual().name("tahoe-install").unstarted(this::installAndStart);
    }

    void start() {
        starting.start();
    }

    Optional<Contents> contents() {
        return Optional.ofNullable(node).flatMap(TahoeNode::contents);
    }

    FilesReport report() {
        var running = node;
        if (running == null) {
            return before;
        }
        return switch (running.health().state()) {
            case READY ->
                new FilesReport(
                        "grid",
                        "Kept in a Tahoe-LAFS grid of this machine alone, encrypted; not redundant:"
                                + " what this disk loses is lost.");
            case STARTING -> here("it is starting");
            case DOWN -> here("its process died or hangs, and is started again");
        };
    }

    private void installAndStart() {
        try {
            switch (new TahoeInstall(folder.resolve("programs")).install()) {
                case TahoeInstall.Outcome.Installed installed -> run(installed);
                case TahoeInstall.Outcome.Impossible(var reason) -> {
                    log.atWarn().addKeyValue("reason", reason).log("Tahoe-LAFS is off");
                    before = here(reason);
                }
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } catch (IOException | RuntimeException failed) { // The edge: nobody is above this thread.
            log.atError().setCause(failed).log("Tahoe-LAFS could not be set up");
            before = here("it could not be set up; the agent's log says more");
        }
    }

    private void run(TahoeInstall.Outcome.Installed installed) throws IOException {
        var home = folder.resolve("tahoe");
        long reserved = Math.min(RESERVED_MAX, Files.getFileStore(folder).getTotalSpace() / RESERVED_PART);
        var settings = new NodeSettings(home, socket(home), name.value(), "127.0.0.1", freePort(), reserved);
        lock.lock();
        try {
            if (!isClosed) {
                var fresh = new TahoeNode(installed, settings);
                fresh.start(
                        List.of(fresh.server()), Spread.of(1), GridSecret.openOrMake(folder.resolve("convergence")));
                node = fresh;
            }
        } finally {
            lock.unlock();
        }
    }

    /** In the node's own folder; a deep data folder would make its path too long for a unix socket. */
    private static Path socket(Path home) throws IOException {
        var own = home.resolve("web.sock").toAbsolutePath();
        return own.toString().length() <= SOCKET_PATH_MAX
                ? own
                : Files.createTempDirectory("ironstead").resolve("web.sock");
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static FilesReport here(String reason) {
        return new FilesReport(
                "disk", "Kept on this machine only, encrypted: Tahoe-LAFS is off because " + reason + ".");
    }

    @Override
    public void close() {
        starting.interrupt();
        lock.lock();
        try {
            isClosed = true;
            if (node != null) {
                node.close();
            }
        } finally {
            lock.unlock();
        }
        try {
            starting.join(STOP);
        } catch (InterruptedException impatient) {
            Thread.currentThread().interrupt();
        }
    }
}
