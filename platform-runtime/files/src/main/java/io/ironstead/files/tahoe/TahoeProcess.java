package io.ironstead.files.tahoe;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** One run of Tahoe-LAFS. It holds the pipe to its standard input, and Tahoe ends within seconds of that pipe's end. */
final class TahoeProcess {
    private static final int LINES_KEPT = 20;
    /** Capabilities and addresses with their secret word. Tahoe hides them in its log by itself; this is the second wall. */
    private static final Pattern SECRET = Pattern.compile("(URI:|pb://)\\S+");

    private final Process process;
    private final long since = System.nanoTime();
    private final ArrayDeque<String> lines = new ArrayDeque<>();

    private TahoeProcess(Process process) {
        this.process = process;
    }

    static TahoeProcess start(TahoeInstall.Outcome.Installed installed, Path folder) throws IOException {
        var builder = new ProcessBuilder(
                        installed.python().toString(), installed.launcher().toString(), "run", folder.toString())
                .directory(folder.toFile())
                .redirectErrorStream(true);
        builder.environment().put("PYTHONUNBUFFERED", "1");
        var running = new TahoeProcess(builder.start());
        Thread.ofVirtual().name("tahoe-output").start(running::readOutput);
        return running;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    long pid() {
        return process.pid();
    }

    Duration age() {
        return Duration.ofNanos(System.nanoTime() - since);
    }

    /** The end of what it has written, without secrets; for the log when it has died. */
    String lastLines() {
        synchronized (lines) {
            return String.join("\n", lines);
        }
    }

    void kill() {
        process.toHandle().destroyForcibly();
    }

    /** Asks it to end, and ends it when it does not. */
    void stop(Duration most) {
        process.toHandle().destroy();
        try {
            if (!process.waitFor(most.toMillis(), TimeUnit.MILLISECONDS)) {
                kill();
                process.waitFor(most.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException stop) {
            kill();
            Thread.currentThread().interrupt();
        }
    }

    private void readOutput() {
        try (var reader = process.inputReader()) {
            for (var line = reader.readLine(); line != null; line = reader.readLine()) {
                synchronized (lines) {
                    if (lines.size() == LINES_KEPT) {
                        lines.removeFirst();
                    }
                    lines.add(SECRET.matcher(line).replaceAll("$1hidden"));
                }
            }
        } catch (IOException killed) {
            // It ended in the middle of a line.
        }
    }
}
