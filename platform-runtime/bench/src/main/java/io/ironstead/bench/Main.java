package io.ironstead.bench;

import io.ironstead.bench.cluster.ClusterBenchmark;
import io.ironstead.bench.datastore.DatastoreBenchmark;
import io.ironstead.bench.live.DeployBenchmark;
import io.ironstead.bench.live.JobsBenchmark;
import io.ironstead.bench.live.MemoryBenchmark;
import io.ironstead.bench.live.WakeBenchmark;
import io.ironstead.bench.proxy.BrokerBenchmark;
import io.ironstead.bench.sandbox.SandboxBenchmark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;

/** Runs the benchmarks that are named, or all of them. */
public final class Main {
    private static final List<Benchmark> ALL = List.of(
            new BrokerBenchmark(),
            new WakeBenchmark(),
            new DeployBenchmark(),
            new MemoryBenchmark(),
            new DatastoreBenchmark(),
            new ClusterBenchmark(),
            new JobsBenchmark(),
            new SandboxBenchmark());

    private static final String QUICK = "--quick";

    private Main() {}

    public static void main(String[] names) throws IOException, InterruptedException {
        var wanted = Stream.of(names).filter(name -> !name.equals(QUICK)).toList();
        boolean quick = List.of(names).contains(QUICK);
        var unknown = wanted.stream()
                .filter(name -> ALL.stream().noneMatch(one -> one.name().equals(name)))
                .toList();
        if (!unknown.isEmpty()) {
            System.err.println("Usage: ./ironstead bench [--quick] [NAME...]");
            ALL.forEach(one -> System.err.println("  " + one.name() + "  " + one.question()));
            System.exit(wanted.contains("--help") ? 0 : 2);
        }
        // The visitors of the benchmarks name their site in this header, and connect to the node.
        System.setProperty("jdk.httpclient.allowRestrictedHeaders", "host");
        var report = new Report(System.out);
        report.note(conditions());
        for (var benchmark : ALL) {
            if (wanted.isEmpty() || wanted.contains(benchmark.name())) {
                report.heading(benchmark.name());
                report.note(benchmark.question());
                benchmark.run(report, quick);
            }
        }
    }

    private static String conditions() throws IOException {
        var memory = Files.readAllLines(Path.of("/proc/meminfo")).getFirst().replaceAll("\\D+", "");
        return "%s: %d cores, %.1f GiB memory, Linux %s, Java %s, load %s before."
                .formatted(
                        InstantSource.system().instant(),
                        Runtime.getRuntime().availableProcessors(),
                        Long.parseLong(memory) / 1024.0 / 1024.0,
                        System.getProperty("os.version"),
                        System.getProperty("java.version"),
                        Files.readString(Path.of("/proc/loadavg")).split(" ")[0]);
    }
}
