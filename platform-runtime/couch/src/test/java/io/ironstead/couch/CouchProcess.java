package io.ironstead.couch;

import io.ironstead.couch.embedded.AdminPassword;
import io.ironstead.couch.embedded.EmbeddedCouchMain;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The embedded server as a process of its own, which can be killed without warning. */
record CouchProcess(Process process, RawCouch raw) implements AutoCloseable {
    private static final String USER = "admin";
    private static final String PASSWORD = "killed often";
    private static final AdminPassword ADMIN = AdminPassword.of(USER, PASSWORD.toCharArray());

    static CouchProcess start(Path directory) {
        return start(directory, 0);
    }

    static CouchProcess start(Path directory, int port) {
        Path announced = directory.resolve("address");
        try {
            Files.deleteIfExists(announced);
            var builder = new ProcessBuilder(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "--enable-native-access=ALL-UNNAMED",
                    "--sun-misc-unsafe-memory-access=allow",
                    "-Xmx256m",
                    "-cp",
                    System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                    EmbeddedCouchMain.class.getName(),
                    directory.resolve("data").toString(),
                    Integer.toString(port),
                    announced.toString()));
            builder.environment().put("IRONSTEAD_COUCH_ADMIN", ADMIN.stored());
            builder.redirectErrorStream(true)
                    .redirectOutput(directory.resolve("output").toFile());
            Process process = builder.start();
            await(announced, process);
            var raw = new RawCouch(URI.create(Files.readString(announced)), USER, PASSWORD);
            return new CouchProcess(process, raw);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void await(Path announced, Process process) throws IOException, InterruptedException {
        try (var watch = announced.getFileSystem().newWatchService()) {
            announced.getParent().register(watch, StandardWatchEventKinds.ENTRY_CREATE);
            for (int round = 0; round < 60 && !Files.exists(announced); round++) {
                var key = watch.poll(1, TimeUnit.SECONDS);
                if (key != null) {
                    key.pollEvents();
                    key.reset();
                }
                if (!process.isAlive()) {
                    throw new IllegalStateException(
                            "The server died: " + Files.readString(announced.resolveSibling("output")));
                }
            }
        }
    }

    /** SIGKILL. */
    void kill() {
        try {
            process.destroyForcibly().waitFor();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        raw.close();
        kill();
    }
}
