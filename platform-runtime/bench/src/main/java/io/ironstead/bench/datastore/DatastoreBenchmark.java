package io.ironstead.bench.datastore;

import io.ironstead.bench.Benchmark;
import io.ironstead.bench.Report;
import io.ironstead.bench.datastore.Load.Figures;
import io.ironstead.bench.live.LiveIronstead;
import io.ironstead.bench.proxy.ProcessUse;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToDoubleFunction;
import java.util.stream.LongStream;

/** Our datastore, durable, beside Google's two emulators, which keep everything in memory. */
public class DatastoreBenchmark implements Benchmark {
    private static final Pace WHOLE =
            new Pace(Duration.ofSeconds(12), Duration.ofSeconds(4), 3, List.of(1_000, 100_000, 1_000_000));
    private static final Pace QUICK =
            new Pace(Duration.ofSeconds(8), Duration.ofSeconds(3), 2, List.of(1_000, 100_000));
    private static final Duration WARM_SLICE = Duration.ofSeconds(5);
    private static final int WARM_SLICES_MAX = 12;
    private static final double SETTLED = 0.95;
    private static final int BATCH = 500;
    private static final int FEW = 300;
    private static final int MANY = 10_000;
    private static final String FEW_KIND = "Few";
    private static final String MANY_KIND = "Many";

    /**
     * How much is measured.
     *
     * @param warm the least; more until what a call costs has settled
     * @param sizes of the kinds that ours is tried with alone
     */
    record Pace(Duration warm, Duration round, int rounds, List<Integer> sizes) {}

    /** What is asked of each server. */
    private record Case(String name, int callers, Load.Operation operation) {}

    private static final List<Case> CASES = List.of(
            new Case("get", 16, (calls, random) -> calls.get(MANY_KIND, 1 + random.nextInt(MANY))),
            new Case("get", 64, (calls, random) -> calls.get(MANY_KIND, 1 + random.nextInt(MANY))),
            new Case("put", 16, (calls, random) -> calls.put(MANY_KIND, 1 + random.nextInt(MANY), random)),
            new Case("put", 64, (calls, random) -> calls.put(MANY_KIND, 1 + random.nextInt(MANY), random)),
            new Case(
                    "get+put transaction",
                    16,
                    (calls, random) -> calls.getAndPut(MANY_KIND, 1 + random.nextInt(MANY), random)),
            new Case(
                    "query of 20 rows, 300 entities",
                    16,
                    (calls, random) -> calls.query(FEW_KIND, 1 + random.nextInt(FEW / Calls.ROWS - 1))),
            new Case(
                    "query of 20 rows, 10,000 entities",
                    16,
                    (calls, random) -> calls.query(MANY_KIND, 1 + random.nextInt(MANY / Calls.ROWS - 1))),
            new Case("put of 500", 4, (calls, random) -> {
                long from = 1 + random.nextInt(20) * (long) BATCH;
                calls.put("Batch", LongStream.range(from, from + BATCH), random);
            }));

    @Override
    public String name() {
        return "datastore";
    }

    @Override
    public String question() {
        return "Cloud Datastore's calls by Google's gRPC client, ours (fsynced before an answer) beside Google's emulators"
                + " (in memory, not durable), in turns; then sizes, recovery and rebuilding of ours alone.";
    }

    @Override
    public void run(Report report) throws IOException, InterruptedException {
        run(report, WHOLE);
    }

    @Override
    public void run(Report report, boolean quick) throws IOException, InterruptedException {
        run(report, quick ? QUICK : WHOLE);
    }

    private static void run(Report report, Pace pace) throws IOException, InterruptedException {
        Optional<Path> sdk = Servers.emulators();
        if (sdk.isEmpty()) {
            report.note("Google's emulators are not installed (gcloud components install cloud-datastore-emulator"
                    + " cloud-firestore-emulator): only ours is measured.");
        }
        try (var ironstead = LiveIronstead.start();
                var servers = new Servers();
                var ours = peer(ironstead)) {
            List<Peer> peers = new ArrayList<>(List.of(ours));
            if (sdk.isPresent()) {
                peers.add(servers.legacy(sdk.get()));
                peers.add(servers.firestore(sdk.get()));
            }
            compare(peers, pace, report);
            ceiling(ours, servers.empty(), pace, report);
            steady(ours, report);
        }
        try (var ironstead = LiveIronstead.start()) {
            new Growth(ironstead, pace.sizes(), report).run();
        }
    }

    static Peer peer(LiveIronstead ironstead) {
        return Peer.at(
                "Ironstead",
                ProcessHandle.of(ironstead.agentPid()).orElseThrow(),
                "127.0.0.1",
                ironstead.datastorePort());
    }

    private static void compare(List<Peer> peers, Pace pace, Report report) throws IOException, InterruptedException {
        for (Peer peer : peers) {
            fill(peer, FEW_KIND, FEW);
            fill(peer, MANY_KIND, MANY);
        }
        report.columns(
                "call",
                "callers",
                "server",
                "calls/s",
                "p50 ms",
                "p99 ms",
                "CPU-s per 1,000",
                "rate, ours : theirs",
                "CPU, theirs : ours");
        for (Case one : CASES) {
            for (Peer peer : peers) {
                warm(peer, one, pace);
            }
            Map<Peer, List<Figures>> rounds = new LinkedHashMap<>();
            for (int round = 0; round < pace.rounds(); round++) {
                for (Peer peer : peers) {
                    rounds.computeIfAbsent(peer, _ -> new ArrayList<>())
                            .add(Load.closed(peer, one.operation(), one.callers(), pace.round()));
                }
            }
            Figures ours = Load.median(rounds.get(peers.getFirst()));
            for (Peer peer : peers) {
                Figures theirs = Load.median(rounds.get(peer));
                report.row(
                        one.name(),
                        one.callers(),
                        peer.name(),
                        number(theirs.perSecond()),
                        number(theirs.p50Millis()),
                        number(theirs.p99Millis()),
                        number(theirs.cpuSecondsPer1000()),
                        peer == peers.getFirst() ? "" : ratio(ours, theirs, Figures::perSecond),
                        peer == peers.getFirst() ? "" : ratio(theirs, ours, Figures::cpuSecondsPer1000));
            }
        }
    }

    /**
     * Loads a server until its compilers are done with what the call needs: until a slice of time costs hardly less processor time
     * for each call than the one before. Each server is waited for alike, and none for ever.
     */
    private static void warm(Peer peer, Case one, Pace pace) throws IOException, InterruptedException {
        double before = Double.MAX_VALUE;
        double now =
                Load.closed(peer, one.operation(), one.callers(), pace.warm()).cpuSecondsPer1000();
        for (int slice = 0; slice < WARM_SLICES_MAX && now < before * SETTLED; slice++) {
            before = now;
            now = Load.closed(peer, one.operation(), one.callers(), WARM_SLICE).cpuSecondsPer1000();
        }
    }

    private static String ratio(Figures one, Figures other, ToDoubleFunction<Figures> of) {
        return "%.2f".formatted(of.applyAsDouble(one) / of.applyAsDouble(other));
    }

    static String number(double value) {
        return value >= 100 ? "%,.0f".formatted(value) : value >= 1 ? "%.2f".formatted(value) : "%.4f".formatted(value);
    }

    private static void ceiling(Peer ours, Peer empty, Pace pace, Report report)
            throws IOException, InterruptedException {
        report.columns("get", "callers", "calls/s", "CPU-s per 1,000", "share of the empty server's rate");
        Load.Operation get = (calls, random) -> calls.get(MANY_KIND, 1 + random.nextInt(MANY));
        Load.Operation nothing = (calls, random) -> calls.getNothing(MANY_KIND, 1 + random.nextInt(MANY));
        Load.closed(empty, nothing, 16, pace.warm());
        for (int callers : List.of(16, 64)) {
            List<Figures> own = new ArrayList<>();
            List<Figures> others = new ArrayList<>();
            for (int round = 0; round < pace.rounds(); round++) {
                own.add(Load.closed(ours, get, callers, pace.round()));
                others.add(Load.closed(empty, nothing, callers, pace.round()));
            }
            Figures one = Load.median(own);
            Figures other = Load.median(others);
            report.row(
                    "Ironstead",
                    callers,
                    number(one.perSecond()),
                    number(one.cpuSecondsPer1000()),
                    ratio(one, other, Figures::perSecond));
            report.row("empty server", callers, number(other.perSecond()), number(other.cpuSecondsPer1000()), "");
        }
    }

    private static void steady(Peer ours, Report report) throws IOException, InterruptedException {
        report.columns("at a fixed rate", "calls/s", "p50 ms", "p99 ms", "CPU-s per 1,000");
        for (int rate : List.of(500, 2_000)) {
            Figures gets = Load.open(
                    ours,
                    (calls, random) -> calls.get(MANY_KIND, 1 + random.nextInt(MANY)),
                    rate,
                    Duration.ofSeconds(10));
            report.row(
                    "get",
                    number(gets.perSecond()),
                    number(gets.p50Millis()),
                    number(gets.p99Millis()),
                    number(gets.cpuSecondsPer1000()));
        }
    }

    /** Puts entities 1 to {@code count} of a kind, {@value #BATCH} at a time; how long it took. */
    static Duration fill(Peer peer, String kind, long count) throws IOException, InterruptedException {
        var next = new AtomicLong(1);
        long begin = System.nanoTime();
        long batches = (count + BATCH - 1) / BATCH;
        Load.each(peer, 4, batches, calls -> {
            long from = next.getAndAdd(BATCH);
            calls.put(kind, LongStream.rangeClosed(from, Math.min(count, from + BATCH - 1)), new Random(from));
        });
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    static double rssMib(Peer peer) throws IOException {
        return ProcessUse.rssMib(peer.process());
    }
}
