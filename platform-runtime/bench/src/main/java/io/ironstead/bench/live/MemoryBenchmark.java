package io.ironstead.bench.live;

import io.ironstead.bench.Benchmark;
import io.ironstead.bench.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** What an idle Ironstead costs. */
public class MemoryBenchmark implements Benchmark {
    private static final Duration REST = Duration.ofSeconds(60);

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public String question() {
        return "Memory of console and agent after " + REST.toSeconds()
                + " s of rest, without and with the sample sites.";
    }

    @Override
    public void run(Report report) throws IOException, InterruptedException {
        try (var ironstead = LiveIronstead.start()) {
            report.columns("state", "process", "RSS MiB", "PSS MiB");
            TimeUnit.SECONDS.sleep(REST.toSeconds());
            measure("nothing deployed", ironstead, report);
            Samples.deployAll(ironstead);
            for (var sample : Samples.ALL) {
                ironstead.visit(sample.site());
            }
            ironstead.putToSleep(Samples.sites());
            TimeUnit.SECONDS.sleep(REST.toSeconds());
            measure("three sites, all asleep", ironstead, report);
        }
    }

    private static void measure(String state, LiveIronstead ironstead, Report report) throws IOException {
        var console = ironstead.consolePid();
        var agent = ironstead.agentPid();
        row(state, "console", mib(console, "Rss"), mib(console, "Pss"), report);
        row(state, "agent", mib(agent, "Rss"), mib(agent, "Pss"), report);
        row(
                state,
                "together",
                mib(console, "Rss") + mib(agent, "Rss"),
                mib(console, "Pss") + mib(agent, "Pss"),
                report);
    }

    private static void row(String state, String process, long rss, long pss, Report report) {
        report.row(state, process, rss, pss);
    }

    private static long mib(long pid, String field) throws IOException {
        return Files.readAllLines(Path.of("/proc", Long.toString(pid), "smaps_rollup")).stream()
                .filter(line -> line.startsWith(field + ":"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D+", "")) / 1024)
                .findFirst()
                .orElseThrow();
    }
}
