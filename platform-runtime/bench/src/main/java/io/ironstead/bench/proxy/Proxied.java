package io.ironstead.bench.proxy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A reverse proxy under test: a process of its own whose processor time and memory are read from the kernel. */
final class Proxied implements AutoCloseable {
    private static final double TICKS_PER_SECOND = 100;

    private final String name;
    private final int port;
    private final Process process;
    private final long worker;

    /** @param worker the process that serves; may be a child of {@code process} */
    Proxied(String name, int port, Process process, long worker) {
        this.name = name;
        this.port = port;
        this.process = process;
        this.worker = worker;
    }

    String name() {
        return name;
    }

    int port() {
        return port;
    }

    /** Seconds of processor time since it started, user and system together, all of its threads. */
    double processorSeconds() throws IOException {
        var stat = Files.readString(Path.of("/proc/" + worker + "/stat"));
        var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_SECOND;
    }

    double residentMib() throws IOException {
        for (var line : Files.readAllLines(Path.of("/proc/" + worker + "/status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("\\D+", "")) / 1024.0;
            }
        }
        throw new IOException("The process is gone: " + name);
    }

    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException stop) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
