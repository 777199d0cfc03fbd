package io.ironstead.files.tahoe;

import io.ironstead.files.FilesUnavailableException;
import io.ironstead.files.content.Contents;
import io.ironstead.model.Deadline;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Assumptions;

/** A grid of real Tahoe-LAFS processes on loopback. */
final class TestGrid implements AutoCloseable {
    private static final String VARIABLE = "IRONSTEAD_TAHOE";

    final List<TahoeNode> nodes = new ArrayList<>();
    final List<Path> folders = new ArrayList<>();
    private final List<NodeSettings> settings = new ArrayList<>();
    private final List<GridServer> servers = new ArrayList<>();
    private final TahoeInstall.Outcome.Installed installed;
    private final Spread spread;
    private final String convergence = GridIdentity.randomWord();

    /** Starts so many nodes and waits until each knows all others; skips the test where there is no Tahoe-LAFS. */
    TestGrid(Path folder, int machines) throws Exception {
        installed = installed();
        spread = Spread.of(machines);
        for (int i = 0; i < machines; i++) {
            var home = folder.resolve("node-" + i);
            folders.add(home);
            // A unix socket's path is short, and a test's folder need not be.
            var socket = Files.createTempDirectory("tahoe").resolve("web.sock");
            settings.add(new NodeSettings(home, socket, "node-" + i, "127.0.0.1", freePort(), 0));
            var node = new TahoeNode(installed, settings.getLast());
            nodes.add(node);
            servers.add(node.server());
        }
        for (var node : nodes) {
            node.start(servers, spread, convergence);
        }
        awaitConnected(machines);
    }

    static TahoeInstall.Outcome.Installed installed() throws Exception {
        var named = System.getenv(VARIABLE);
        Assumptions.assumeTrue(
                named != null || Boolean.getBoolean("long"),
                "Real Tahoe-LAFS takes a minute to install: it runs with --long, or where " + VARIABLE
                        + " names a folder to keep it in");
        var outcome =
                new TahoeInstall(Path.of(named != null ? named : "target/tahoe").toAbsolutePath()).install();
        return switch (outcome) {
            case TahoeInstall.Outcome.Installed installed -> installed;
            case TahoeInstall.Outcome.Impossible why -> {
                Assumptions.abort("No Tahoe-LAFS here: " + why.reason());
                throw new AssertionError();
            }
        };
    }

    Path socket(int node) {
        return settings.get(node).socket();
    }

    /** The grid as the node of this number sees it. */
    Optional<Contents> through(int node) {
        return nodes.get(node).contents();
    }

    void restart(int node) throws IOException {
        nodes.get(node).restart(servers, spread, convergence);
    }

    /** The machine of a node is lost at once: its process, and what would start it again. */
    void lose(int node) throws Exception {
        signal(nodes.get(node).pid().orElseThrow(), "KILL");
        nodes.get(node).close();
    }

    /** The machine of a node is back, with its disk. */
    void revive(int node) throws IOException {
        nodes.set(node, new TahoeNode(installed, settings.get(node)));
        nodes.get(node).start(servers, spread, convergence);
    }

    /** Every node that is asked has so many connections. */
    void awaitConnected(int count, int... only) {
        for (int i = 0; i < nodes.size(); i++) {
            int number = i;
            if (only.length == 0 || Arrays.stream(only).anyMatch(one -> one == number)) {
                await(Duration.ofSeconds(90), () -> connected(number) == count);
            }
        }
    }

    /** Asks at once, not as the last poll had it. */
    int connected(int node) {
        try {
            int connected = 0;
            for (var server : nodes.get(node)
                    .client()
                    .welcome(Deadline.in(Duration.ofSeconds(2)))
                    .path("servers")) {
                connected += server.path("connection_status")
                                .asString("")
                                .toLowerCase()
                                .startsWith("connected")
                        ? 1
                        : 0;
            }
            return nodes.get(node).contents().isPresent() ? connected : 0;
        } catch (FilesUnavailableException notYet) {
            return 0;
        }
    }

    static void await(Duration most, BooleanSupplier condition) {
        var deadline = Deadline.in(most);
        while (!condition.getAsBoolean()) {
            if (deadline.isOver()) {
                throw new AssertionError("It did not come to pass within " + most);
            }
            LockSupport.parkNanos(50_000_000);
        }
    }

    static void signal(long pid, String name) throws Exception {
        new ProcessBuilder("kill", "-" + name, Long.toString(pid))
                .inheritIO()
                .start()
                .waitFor();
    }

    static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() {
        nodes.forEach(TahoeNode::close);
        for (var node : settings) {
            var folder = node.socket().getParent().toFile();
            for (var file : folder.listFiles()) {
                file.delete();
            }
            folder.delete();
        }
    }
}
