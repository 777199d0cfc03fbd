package io.ironstead.agent.metrics;

import io.ironstead.model.control.MachineLoad;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads from the kernel's {@code /proc} what this machine is doing. Not for several threads. */
public final class Machine {
    private static final Logger log = LoggerFactory.getLogger(Machine.class);
    private static final long KIB = 1024;

    private final Path proc;
    private final Path dataFolder;
    private Ticks before = new Ticks(0, 0);
    private boolean toldUnreadable;

    /**
     * @param proc {@code /proc}
     * @param dataFolder on the file system whose space is told
     */
    public Machine(Path proc, Path dataFolder) {
        this.proc = proc;
        this.dataFolder = dataFolder;
    }

    private record Ticks(long busy, long all) {}

    /** The processor's share is of the time since the last call; of all the time since boot at the first one. */
    public MachineLoad load() {
        try {
            var now = ticks();
            long all = now.all() - before.all();
            double busy = all <= 0 ? 0 : (double) (now.busy() - before.busy()) / all;
            before = now;
            var memory = Meminfo.read(proc.resolve("meminfo"));
            var store = Files.getFileStore(dataFolder);
            return new MachineLoad(
                    Math.clamp(busy, 0, 1),
                    memory.totalBytes() - memory.availableBytes(),
                    usedBytes(store),
                    Double.parseDouble(words("loadavg")[0]),
                    Duration.ofMillis((long) (1_000 * Double.parseDouble(words("uptime")[0]))));
        } catch (IOException | IndexOutOfBoundsException | NumberFormatException unreadable) {
            tellUnreadable(unreadable);
            return new MachineLoad(0, 0, 0, 0, Duration.ZERO);
        }
    }

    long memoryBytes() throws IOException {
        return Meminfo.read(proc.resolve("meminfo")).totalBytes();
    }

    long diskBytes() throws IOException {
        return Files.getFileStore(dataFolder).getTotalSpace();
    }

    String hostName() throws IOException {
        return Files.readString(proc.resolve("sys/kernel/hostname")).strip();
    }

    private static long usedBytes(FileStore store) throws IOException {
        return store.getTotalSpace() - store.getUnallocatedSpace();
    }

    private Ticks ticks() throws IOException {
        // cpu user nice system idle iowait irq softirq steal; guest time is counted in user already.
        var fields = Arrays.stream(words("stat"))
                .skip(1)
                .limit(8)
                .mapToLong(Long::parseLong)
                .toArray();
        long all = Arrays.stream(fields).sum();
        return new Ticks(all - fields[3] - fields[4], all);
    }

    private String[] words(String file) throws IOException {
        try (var lines = Files.newBufferedReader(proc.resolve(file))) {
            return Optional.ofNullable(lines.readLine()).orElse("").strip().split("\\s+");
        }
    }

    private void tellUnreadable(Exception unreadable) {
        if (!toldUnreadable) {
            toldUnreadable = true;
            log.atWarn().setCause(unreadable).log("This machine's load cannot be read");
        }
    }

    private record Meminfo(long totalBytes, long availableBytes) {
        static Meminfo read(Path file) throws IOException {
            long total = 0;
            long available = 0;
            try (var lines = Files.newBufferedReader(file)) {
                for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                    if (line.startsWith("MemTotal:")) {
                        total = kibibytes(line);
                    } else if (line.startsWith("MemAvailable:")) {
                        available = kibibytes(line);
                    }
                }
            }
            return new Meminfo(total, available);
        }

        private static long kibibytes(String line) {
            return KIB * Long.parseLong(line.strip().split("\\s+")[1]);
        }
    }
}
