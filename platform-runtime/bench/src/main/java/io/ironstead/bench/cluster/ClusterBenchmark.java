package io.ironstead.bench.cluster;

import io.ironstead.bench.Benchmark;
import io.ironstead.bench.Report;
import java.io.IOException;
import java.util.List;

/** What many nodes as one cost and save: one table for each of its parts. */
public final class ClusterBenchmark implements Benchmark {
    private static final List<ClusterPart> PARTS = List.of(new UseOfMachines(), new DecisionTime(), new Convergence());

    @Override
    public String name() {
        return "cluster";
    }

    @Override
    public String question() {
        return "What it costs and saves that many nodes are one.";
    }

    @Override
    public void run(Report report) throws IOException, InterruptedException {
        run(report, false);
    }

    @Override
    public void run(Report report, boolean quick) throws IOException, InterruptedException {
        for (var part : PARTS) {
            report.note("");
            report.note(part.question());
            part.measure(report, quick);
        }
    }
}
