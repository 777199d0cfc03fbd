package io.ironstead.couch.cluster;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One node's process. What a killed agent left behind is ended before the next start: it is known by its process id and the time
 * at which it began, so that no other process is ever hit.
 */
final class NodeProcess implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(NodeProcess.class);
    private static final Duration END_MAX = Duration.ofSeconds(10);
    private static final long LOG_BYTES_MAX = 4 << 20;

    private final CouchInstallation installation;
    private final NodeFiles files;
    private Optional<Process> process = Optional.empty();

    NodeProcess(CouchInstallation installation, NodeFiles files) {
        this.installation = installation;
        this.files = files;
    }

    boolean isAlive() {
        return process.filter(Process::isAlive).isPresent();
    }

    void start() throws IOException {
        endLeftover();
        Path output = files.home().resolve("couchdb.log");
        if (Files.exists(output) && Files.size(output) > LOG_BYTES_MAX) {
            Files.move(
                    output, files.home().resolve("couchdb.log.1"), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        }
        var started = installation.start(files, output);
        process = Optional.of(started);
        Files.writeString(note(), words(started.toHandle()), StandardCharsets.US_ASCII);
        log.atInfo().addKeyValue("pid", started.pid()).log("CouchDB node started");
    }

    private void endLeftover() throws IOException {
        if (!Files.exists(note())) {
            return;
        }
        String noted = Files.readString(note(), StandardCharsets.US_ASCII);
        long pid = Long.parseLong(noted.substring(0, noted.indexOf(' ')));
        ProcessHandle.of(pid).filter(handle -> words(handle).equals(noted)).ifPresent(handle -> {
            log.atWarn()
                    .addKeyValue("pid", pid)
                    .log("A CouchDB node of an agent before this one still runs; it is ended");
            handle.destroyForcibly();
            handle.onExit().orTimeout(END_MAX.toMillis(), TimeUnit.MILLISECONDS).join();
        });
    }

    private static String words(ProcessHandle handle) {
        return handle.pid() + " " + handle.info().startInstant().orElse(Instant.EPOCH);
    }

    private Path note() {
        return files.home().resolve("process");
    }

    /** SIGKILL: CouchDB syncs before it answers. */
    void kill() {
        process.ifPresent(running -> {
            running.destroyForcibly();
            await(running);
        });
    }

    private static void await(Process running) {
        try {
            if (!running.waitFor(END_MAX.toMillis(), TimeUnit.MILLISECONDS)) {
                running.destroyForcibly();
            }
        } catch (InterruptedException e) {
            running.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        process.ifPresent(running -> {
            running.destroy();
            await(running);
        });
    }
}
