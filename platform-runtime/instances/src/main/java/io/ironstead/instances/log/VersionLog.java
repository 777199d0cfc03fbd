package io.ironstead.instances.log;

import io.ironstead.model.InstanceId;
import io.ironstead.model.VersionKey;
import io.ironstead.model.control.LogLine;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What all instances of one version write, in the order it was read. Outlives the instances. */
public final class VersionLog {
    private static final Logger log = LoggerFactory.getLogger(VersionLog.class);

    private final VersionKey version;
    private final Path path;
    private final RotatingFile file;
    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final List<Tail> tails;
    private boolean broken;
    private boolean deleted;

    VersionLog(VersionKey version, Path path, long bytesMax, List<Tail> tails, InstantSource clock) throws IOException {
        this.version = version;
        this.path = path;
        this.tails = new ArrayList<>(tails);
        this.clock = clock;
        file = new RotatingFile(path, bytesMax);
    }

    /** Adds lines that were written at about the same time. A disk that is full loses them; watchers still see them. */
    public void append(InstanceId instance, boolean standardError, List<String> texts) {
        var now = clock.instant();
        var text = new StringBuilder();
        lock.lock();
        try {
            if (deleted) {
                return;
            }
            for (var each : texts) {
                var line = new LogLine(now, version.service(), version.version(), instance, standardError, each);
                LogFormat.write(line, text);
                tails.forEach(tail -> tail.offer(line));
            }
            var bytes = text.toString().getBytes(StandardCharsets.UTF_8);
            file.append(bytes, bytes.length);
            broken = false;
        } catch (IOException full) {
            if (!broken) {
                log.atError().addKeyValue("version", version).setCause(full).log("A log cannot be written");
            }
            broken = true;
        } finally {
            lock.unlock();
        }
    }

    /** Adds a watcher, and returns what was written before: no line is in both, and none is in neither. */
    History join(Tail tail) throws IOException {
        lock.lock();
        try {
            tails.add(tail);
            var channels = RotatingFile.read(path);
            return new History(
                    version,
                    channels,
                    channels.isEmpty() ? 0 : channels.getFirst().size());
        } finally {
            lock.unlock();
        }
    }

    void leave(Tail tail) {
        lock.lock();
        try {
            tails.remove(tail);
        } finally {
            lock.unlock();
        }
    }

    VersionKey version() {
        return version;
    }

    void delete() {
        lock.lock();
        try {
            deleted = true;
            file.close();
            RotatingFile.delete(path);
        } catch (IOException leftover) {
            log.atWarn().addKeyValue("version", version).setCause(leftover).log("A log cannot be removed");
        } finally {
            lock.unlock();
        }
    }

    void close() {
        try {
            file.close();
        } catch (IOException lost) {
            log.atWarn().addKeyValue("version", version).setCause(lost).log("A log cannot be closed");
        }
    }

    /** What was in the files at one moment, the newer one up to {@code newestSize}. */
    record History(VersionKey version, List<FileChannel> channels, long newestSize) implements AutoCloseable {
        private static final long BYTES_MAX = 8L << 20;

        List<LogLine> last(int linesMax) throws IOException {
            return FileEnd.lines(channels, newestSize, linesMax, BYTES_MAX).stream()
                    .flatMap(line -> LogFormat.parse(version, line).stream())
                    .toList();
        }

        @Override
        public void close() throws IOException {
            for (var channel : channels) {
                channel.close();
            }
        }
    }
}
