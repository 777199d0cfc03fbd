package io.ironstead.instances.log;

import io.ironstead.model.InstanceId;
import io.ironstead.model.SiteName;
import io.ironstead.model.VersionKey;
import io.ironstead.model.control.LogLine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.ObjLongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The logs of all versions on this node, one pair of files each. */
public final class Logs implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Logs.class);

    private final Path folder;
    private final long bytesMax;
    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<VersionKey, VersionLog> logs = new HashMap<>();
    private final Map<SiteName, List<Tail>> tails = new HashMap<>();

    public Logs(Path folder, long bytesMax, InstantSource clock) {
        this.folder = folder;
        this.bytesMax = bytesMax;
        this.clock = clock;
    }

    /** The version's log; what earlier instances wrote is still in it. */
    public VersionLog of(VersionKey version) {
        lock.lock();
        try {
            return logs.computeIfAbsent(version, this::open);
        } finally {
            lock.unlock();
        }
    }

    private VersionLog open(VersionKey version) {
        // "_" is in no name, so no two versions share a file.
        var file = folder.resolve(version.site().value()).resolve(version.service() + "_" + version.version() + ".log");
        try {
            return new VersionLog(version, file, bytesMax, tails.getOrDefault(version.site(), List.of()), clock);
        } catch (IOException unusable) {
            throw new UncheckedIOException("A log file cannot be opened", unusable);
        }
    }

    /** Adds lines to a log that is open; else they are lost: a version that is gone must not get a new file. */
    public void append(VersionKey version, InstanceId instance, boolean standardError, List<String> texts) {
        VersionLog open;
        lock.lock();
        try {
            open = logs.get(version);
        } finally {
            lock.unlock();
        }
        if (open != null) {
            open.append(instance, standardError, texts);
        }
    }

    /** The version is gone for good: so is its log. */
    public void forget(VersionKey version) {
        lock.lock();
        try {
            var gone = logs.remove(version);
            if (gone != null) {
                gone.delete();
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Sends the site's last lines, then what comes, to {@code reader}, on a thread of its own.
     *
     * @return ends it
     */
    public Runnable tail(SiteName site, int lastLines, ObjLongConsumer<List<LogLine>> reader) {
        var tail = new Tail(reader);
        var histories = join(site, tail);
        Thread.ofVirtual().name("log-tail-" + site).start(() -> tail.run(read(histories, lastLines)));
        return () -> leave(site, tail);
    }

    private List<VersionLog.History> join(SiteName site, Tail tail) {
        lock.lock();
        try {
            tails.computeIfAbsent(site, name -> new ArrayList<>()).add(tail);
            var histories = new ArrayList<VersionLog.History>();
            for (var each : logs.values()) {
                if (each.version().site().equals(site)) {
                    histories.add(each.join(tail));
                }
            }
            return histories;
        } catch (IOException unreadable) {
            throw new UncheckedIOException("A log cannot be read", unreadable);
        } finally {
            lock.unlock();
        }
    }

    private static List<LogLine> read(List<VersionLog.History> histories, int lastLines) {
        var lines = new ArrayList<LogLine>();
        for (var history : histories) {
            try (history) {
                lines.addAll(history.last(lastLines));
            } catch (IOException unreadable) {
                log.atWarn()
                        .addKeyValue("version", history.version())
                        .setCause(unreadable)
                        .log("A log cannot be read");
            }
        }
        lines.sort((a, b) -> a.at().compareTo(b.at()));
        return lines.subList(Math.max(0, lines.size() - lastLines), lines.size());
    }

    private void leave(SiteName site, Tail tail) {
        tail.close();
        lock.lock();
        try {
            var others = tails.get(site);
            if (others != null && others.remove(tail) && others.isEmpty()) {
                tails.remove(site);
            }
            logs.values().forEach(each -> each.leave(tail));
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            tails.values().forEach(site -> site.forEach(Tail::close));
            logs.values().forEach(VersionLog::close);
        } finally {
            lock.unlock();
        }
    }
}
