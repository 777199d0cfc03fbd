package io.ironstead.datastore.differential;

import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Google's Datastore emulator and its Firestore emulator in Datastore mode, started once and ended with the tests. */
public final class GoogleEmulators {
    /** What a test says when it cannot run. */
    public static final String ABSENT = "Google's emulators are not installed: gcloud components install"
            + " cloud-datastore-emulator cloud-firestore-emulator";

    private static final String LEGACY_JAR = "platform/cloud-datastore-emulator/CloudDatastore.jar";
    private static final String FIRESTORE_JAR = "platform/cloud-firestore-emulator/cloud-firestore-emulator.jar";
    private static final Duration START_MAX = Duration.ofSeconds(90);

    private static final Optional<GoogleEmulators> STARTED = root().map(GoogleEmulators::start);

    private final ManagedChannel legacy;
    private final ManagedChannel firestore;

    private GoogleEmulators(ManagedChannel legacy, ManagedChannel firestore) {
        this.legacy = legacy;
        this.firestore = firestore;
    }

    /** Both, running; empty where they are not installed. */
    public static Optional<GoogleEmulators> running() {
        return STARTED;
    }

    public ManagedChannel legacy() {
        return legacy;
    }

    public ManagedChannel firestore() {
        return firestore;
    }

    /** The folder of the SDK whose {@code gcloud} is on the path, if it has both emulators. */
    private static Optional<Path> root() {
        return Stream.of(System.getenv("PATH").split(":"))
                .map(folder -> Path.of(folder, "gcloud"))
                .filter(Files::isExecutable)
                .map(GoogleEmulators::sdkOf)
                .filter(sdk -> Files.exists(sdk.resolve(LEGACY_JAR)) && Files.exists(sdk.resolve(FIRESTORE_JAR)))
                .findFirst();
    }

    private static Path sdkOf(Path gcloud) {
        try {
            return gcloud.toRealPath().getParent().getParent();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static GoogleEmulators start(Path sdk) {
        try {
            var folder = Files.createTempDirectory("emulators");
            int legacyPort = freePort();
            int firestorePort = freePort();
            launch(
                    folder,
                    legacyPort,
                    sdk.resolve(LEGACY_JAR),
                    "com.google.cloud.datastore.emulator.CloudDatastore",
                    "start",
                    "--host=127.0.0.1",
                    "--port=" + legacyPort,
                    "--store_on_disk=False",
                    "--consistency=1.0",
                    "--testing",
                    folder.resolve("data").toString());
            launch(
                    folder,
                    firestorePort,
                    sdk.resolve(FIRESTORE_JAR),
                    "com.google.cloud.datastore.emulator.firestore.CloudFirestore",
                    "start",
                    "--host=127.0.0.1",
                    "--port=" + firestorePort,
                    "--database-mode=datastore-mode");
            return new GoogleEmulators(connect(legacyPort), connect(firestorePort));
        } catch (IOException failed) {
            throw new UncheckedIOException("Google's emulators did not start", failed);
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void launch(Path folder, int port, Path jar, String main, String... arguments) throws IOException {
        Files.createDirectories(folder.resolve("data"));
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx400m",
                "-Duser.language=en",
                "-cp",
                jar.toString(),
                main));
        command.addAll(Arrays.asList(arguments));
        var process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("emulator-" + port + ".log").toFile())
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    }

    private static ManagedChannel connect(int port) throws IOException {
        try (var http = HttpClient.newHttpClient()) {
            var health = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/"))
                    .timeout(Duration.ofSeconds(2))
                    .build();
            long end = System.nanoTime() + START_MAX.toNanos();
            while (true) {
                try {
                    http.send(health, BodyHandlers.ofString());
                    return NettyChannelBuilder.forAddress("127.0.0.1", port)
                            .usePlaintext()
                            .build();
                } catch (IOException notYet) {
                    if (System.nanoTime() > end) {
                        throw notYet;
                    }
                    TimeUnit.MILLISECONDS.sleep(200);
                }
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException(interrupted);
        }
    }
}
