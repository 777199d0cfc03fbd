package io.ironstead.bench.datastore;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Google's emulators and the empty server, as processes of their own that end with the benchmark. */
final class Servers implements AutoCloseable {
    private static final String LEGACY_JAR = "platform/cloud-datastore-emulator/CloudDatastore.jar";
    private static final String FIRESTORE_JAR = "platform/cloud-firestore-emulator/cloud-firestore-emulator.jar";
    private static final Duration START_MAX = Duration.ofSeconds(90);
    private static final String LOOPBACK = "127.0.0.1";

    private final Path folder;
    private final List<Process> started = new ArrayList<>();
    private final List<Peer> peers = new ArrayList<>();

    Servers() throws IOException {
        this.folder = Files.createTempDirectory("ironstead-bench-");
    }

    /** The folder of the SDK whose {@code gcloud} is on the path, if it has both emulators. */
    static Optional<Path> emulators() {
        return Stream.of(System.getenv("PATH").split(":"))
                .map(place -> Path.of(place, "gcloud"))
                .filter(Files::isExecutable)
                .flatMap(Servers::sdk)
                .filter(sdk -> Files.exists(sdk.resolve(LEGACY_JAR)) && Files.exists(sdk.resolve(FIRESTORE_JAR)))
                .findFirst();
    }

    private static Stream<Path> sdk(Path gcloud) {
        try {
            return Stream.of(gcloud.toRealPath().getParent().getParent());
        } catch (IOException unreadable) {
            return Stream.empty();
        }
    }

    /** Google's first emulator. */
    Peer legacy(Path sdk) throws IOException, InterruptedException {
        int port = freePort();
        return start(
                "Datastore emulator",
                port,
                sdk.resolve(LEGACY_JAR).toString(),
                "com.google.cloud.datastore.emulator.CloudDatastore",
                "start",
                "--host=" + LOOPBACK,
                "--port=" + port,
                "--store_on_disk=False",
                "--consistency=1.0",
                Files.createDirectories(folder.resolve("data")).toString());
    }

    /** Google's Firestore emulator in Datastore mode. */
    Peer firestore(Path sdk) throws IOException, InterruptedException {
        int port = freePort();
        return start(
                "Firestore emulator",
                port,
                sdk.resolve(FIRESTORE_JAR).toString(),
                "com.google.cloud.datastore.emulator.firestore.CloudFirestore",
                "start",
                "--host=" + LOOPBACK,
                "--port=" + port,
                "--database-mode=datastore-mode");
    }

    /** A gRPC server that answers every lookup with nothing. */
    Peer empty() throws IOException, InterruptedException {
        int port = freePort();
        return start(
                "empty server",
                port,
                System.getProperty("java.class.path"),
                EmptyServer.class.getName(),
                Integer.toString(port));
    }

    private Peer start(String name, int port, String classPath, String main, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx2g", "-cp", classPath, main));
        command.addAll(List.of(arguments));
        Path log = folder.resolve(main + ".log");
        var process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        started.add(process);
        long end = System.nanoTime() + START_MAX.toNanos();
        while (!listens(port)) {
            if (!process.isAlive() || System.nanoTime() > end) {
                throw new IOException(name + " did not start: " + Files.readString(log));
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
        var peer = Peer.at(name, process.toHandle(), LOOPBACK, port);
        peers.add(peer);
        return peer;
    }

    private static boolean listens(int port) {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(LOOPBACK, port), 500);
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() throws IOException {
        peers.forEach(Peer::close);
        started.forEach(Process::destroyForcibly);
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
