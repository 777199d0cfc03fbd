package io.ironstead.bench.datastore;

import io.grpc.StatusRuntimeException;
import io.ironstead.bench.Report;
import io.ironstead.bench.live.LiveIronstead;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Whether gets and queries stay as quick when there is much, what much costs, and how it comes back after a crash. */
final class Growth {
    private static final Duration ROUND = Duration.ofSeconds(3);
    private static final Duration CHECKPOINT_WAIT = Duration.ofSeconds(45);
    private static final Duration REBUILD_MAX = Duration.ofMinutes(20);
    private static final int CALLERS = 16;

    private final LiveIronstead ironstead;
    private final List<Integer> sizes;
    private final Report report;
    private final List<Footprint> memory = new ArrayList<>();

    Growth(LiveIronstead ironstead, List<Integer> sizes, Report report) {
        this.ironstead = ironstead;
        this.sizes = sizes;
        this.report = report;
    }

    void run() throws IOException, InterruptedException {
        try (var ours = DatastoreBenchmark.peer(ironstead)) {
            report.columns(
                    "entities of the kind",
                    "put/s when filling",
                    "get/s",
                    "get p99 ms",
                    "get CPU-s per 1,000",
                    "query of 20 rows/s",
                    "query p99 ms",
                    "query CPU-s per 1,000",
                    "agent RSS MiB",
                    "rows MiB on disk",
                    "CouchDB MiB on disk");
            for (int size : sizes) {
                grow(ours, size);
                memory.add(Footprint.of(ours.process()));
            }
        }
        memory();
        report.columns("after kill -9 of the node, with all of these entities", "seconds", "entities/s");
        row("from the start of the process to the first get", restart(), 0);
        requireAll();
        long all = sizes.stream().mapToLong(size -> size).sum();
        awaitCheckpoint();
        ironstead.crashNode(Duration.ofSeconds(10));
        delete(ironstead.nodeFolder().resolve("datastore"));
        ironstead.startAgain();
        double rebuilt = firstGet();
        requireAll();
        row("rows lost: from the first call to its answer, made anew from CouchDB", rebuilt, all);
    }

    /** The first is taken with the smallest kind alone: code and caches of the calls are warm by then. */
    private void memory() {
        report.columns(
                "memory of the agent, MiB",
                "live heap",
                "resident and no file's (heap, RocksDB, code, stacks)",
                "resident");
        long all = 0;
        for (int i = 0; i < sizes.size(); i++) {
            all += sizes.get(i);
            row("with %,d entities".formatted(all), memory.get(i));
        }
        if (sizes.size() > 1) {
            row(
                    "for each million entities more",
                    memory.getLast().perMillion(memory.getFirst(), all - sizes.getFirst()));
        }
    }

    private void row(String what, Footprint memory) {
        report.row(
                what,
                "%,.0f".formatted(memory.liveHeap()),
                "%,.0f".formatted(memory.anonymous()),
                "%,.0f".formatted(memory.resident()));
    }

    private void row(String what, double seconds, long entities) {
        report.row(what, "%.1f".formatted(seconds), entities == 0 ? "" : "%,.0f".formatted(entities / seconds));
    }

    private void grow(Peer ours, int size) throws IOException, InterruptedException {
        String kind = kind(size);
        Duration filled = DatastoreBenchmark.fill(ours, kind, size);
        Load.Operation get = (calls, random) -> calls.get(kind, 1 + random.nextInt(size));
        Load.Operation query = (calls, random) -> calls.query(kind, 1 + random.nextInt(size / Calls.ROWS - 1));
        Load.closed(ours, get, CALLERS, ROUND);
        Load.closed(ours, query, CALLERS, ROUND);
        var gets = Load.closed(ours, get, CALLERS, ROUND);
        var queries = Load.closed(ours, query, CALLERS, ROUND);
        report.row(
                "%,d".formatted(size),
                DatastoreBenchmark.number(size / (filled.toMillis() / 1000.0)),
                DatastoreBenchmark.number(gets.perSecond()),
                DatastoreBenchmark.number(gets.p99Millis()),
                DatastoreBenchmark.number(gets.cpuSecondsPer1000()),
                DatastoreBenchmark.number(queries.perSecond()),
                DatastoreBenchmark.number(queries.p99Millis()),
                DatastoreBenchmark.number(queries.cpuSecondsPer1000()),
                DatastoreBenchmark.number(DatastoreBenchmark.rssMib(ours)),
                mib(ironstead.nodeFolder().resolve("datastore")),
                mib(ironstead.nodeFolder().resolve("couch")));
    }

    private static String kind(int size) {
        return "Size" + size;
    }

    private double restart() throws IOException, InterruptedException {
        ironstead.crashNode(Duration.ofSeconds(10));
        ironstead.startAgain();
        var started = ProcessHandle.of(ironstead.agentPid())
                .orElseThrow()
                .info()
                .startInstant()
                .orElseThrow();
        firstGet();
        return Duration.between(started, java.time.InstantSource.system().instant())
                        .toMillis()
                / 1000.0;
    }

    /** A rate of something that is not whole would be none. */
    private void requireAll() {
        try (var ours = DatastoreBenchmark.peer(ironstead)) {
            var calls = new Calls(ours.channels().getFirst());
            for (int size : sizes) {
                long found = calls.count(kind(size));
                if (found != size) {
                    throw new IllegalStateException(kind(size) + " has " + found + " entities after the restart");
                }
            }
        }
    }

    /** Seconds until a get is answered. */
    private double firstGet() throws InterruptedException {
        long begin = System.nanoTime();
        try (var ours = DatastoreBenchmark.peer(ironstead)) {
            var calls = new Calls(ours.channels().getFirst());
            while (true) {
                try {
                    calls.get(kind(sizes.getFirst()), 1);
                    return (System.nanoTime() - begin) / 1e9;
                } catch (StatusRuntimeException opening) {
                    if (System.nanoTime() - begin > REBUILD_MAX.toNanos()) {
                        throw opening;
                    }
                    TimeUnit.MILLISECONDS.sleep(50);
                }
            }
        }
    }

    /** Until a checkpoint has had the time to write everything: the log is then short, and the documents are all there. */
    private void awaitCheckpoint() throws InterruptedException {
        TimeUnit.SECONDS.sleep(CHECKPOINT_WAIT.toSeconds());
    }

    private static String mib(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            return "%,d".formatted(files.mapToLong(Growth::size).sum() >> 20);
        }
    }

    private static long size(Path file) {
        try {
            return Files.isRegularFile(file) ? Files.size(file) : 0;
        } catch (NoSuchFileException compacted) {
            return 0;
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
