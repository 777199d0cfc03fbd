package io.ironstead.journeys;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Another agent on this machine, joined by the command an operator has copied from the console. */
final class SecondMachine implements AutoCloseable {
    private static final long STOP_SECONDS = 60;

    private final Process process;
    private final int httpPort;

    private SecondMachine(Process process, int httpPort) {
        this.process = process;
        this.httpPort = httpPort;
    }

    /** @param command as copied; what differs on one machine (folder, name, port) is added behind it */
    static SecondMachine join(String command, String name) {
        try {
            var words = new ArrayList<>(List.of(command.split(" ")));
            words.set(0, Ironstead.root().resolve(words.getFirst()).normalize().toString());
            var data = Files.createTempDirectory(Ironstead.work(), name + "-");
            var port = Ironstead.freePort();
            words.addAll(List.of("--data", data.toString(), "--name", name, "--bind", "127.0.0.1"));
            words.addAll(List.of("--http-port", Integer.toString(port)));
            var log = Path.of(data.toString(), "join.log").toFile();
            return new SecondMachine(
                    new ProcessBuilder(words)
                            .redirectErrorStream(true)
                            .redirectOutput(log)
                            .start(),
                    port);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    int httpPort() {
        return httpPort;
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("The second machine did not stop within " + STOP_SECONDS + " s");
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
