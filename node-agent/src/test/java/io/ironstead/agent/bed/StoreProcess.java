package io.ironstead.agent.bed;

import io.ironstead.couch.embedded.AdminPassword;
import io.ironstead.couch.embedded.EmbeddedCouchMain;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** A CouchDB-protocol server in a process of its own, always at the same address, which can be killed and started again. */
final class StoreProcess implements AutoCloseable {
    static final String USER = "ironstead";
    private static final String PASSWORD = "killed often";
    private static final Duration START_MAX = Duration.ofSeconds(60);

    private final Path folder;
    private final String host;
    private final int port;
    private @Nullable Process process;

    StoreProcess(Path folder, String host) throws IOException {
        this.folder = Files.createDirectories(folder);
        this.host = host;
        try (var probe = new ServerSocket(0, 1, InetAddress.getByName(host))) {
            port = probe.getLocalPort();
        }
        Files.writeString(passwordFile(), PASSWORD);
        start();
    }

    URI address() {
        return URI.create("http://" + host + ":" + port);
    }

    Path passwordFile() {
        return folder.resolve("password");
    }

    void start() throws IOException {
        var announced = folder.resolve("address");
        Files.deleteIfExists(announced);
        var builder = new ProcessBuilder(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Xmx192m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                EmbeddedCouchMain.class.getName(),
                folder.resolve("rows").toString(),
                Integer.toString(port),
                announced.toString(),
                host));
        builder.environment()
                .put(
                        "IRONSTEAD_COUCH_ADMIN",
                        AdminPassword.of(USER, PASSWORD.toCharArray()).stored());
        var started = builder.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("output").toFile()))
                .start();
        process = started;
        Awaitility.await("the store")
                .atMost(START_MAX)
                .pollInterval(Duration.ofMillis(20))
                .failFast("The store has ended", () -> !started.isAlive())
                .until(() -> Files.exists(announced));
    }

    /** SIGKILL. */
    void kill() throws InterruptedException {
        if (process != null) {
            process.destroyForcibly().waitFor();
        }
    }

    @Override
    public void close() {
        if (process != null) {
            process.destroyForcibly();
        }
    }
}
