package io.ironstead.bench.live;

import io.ironstead.bench.Benchmark;
import io.ironstead.bench.Report;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;

/** A visitor comes to a site that sleeps. */
public class WakeBenchmark implements Benchmark {
    private static final int RUNS = 20;
    private static final int CROWDED_WAKES = 200;
    private static final int CROWD = 8;
    private static final Pattern WAKE = Pattern.compile("wake;dur=([0-9.]+)");

    @Override
    public String name() {
        return "wake";
    }

    @Override
    public String question() {
        return "From asleep to answered: " + RUNS + " runs each, then " + CROWDED_WAKES + " wakes with " + CROWD
                + " visitors at once.";
    }

    @Override
    public void run(Report report) throws IOException, InterruptedException {
        try (var ironstead = LiveIronstead.start()) {
            Samples.deployAll(ironstead);
            report.columns(
                    "site", "asleep → 200, median ms", "p90", "worst", "of it exec → ready, median ms", "failed");
            for (var sample : Samples.ALL) {
                oneByOne(ironstead, sample, report);
            }
            crowds(ironstead, report);
        }
    }

    private static void oneByOne(LiveIronstead ironstead, Samples sample, Report report)
            throws IOException, InterruptedException {
        var whole = new double[RUNS];
        var ready = new double[RUNS];
        int failed = 0;
        for (int run = 0; run < RUNS; run++) {
            ironstead.putToSleep(sample.site());
            long began = System.nanoTime();
            var answer = ironstead.visit(sample.site());
            whole[run] = (System.nanoTime() - began) / 1e6;
            ready[run] = wakeOf(answer);
            failed += answer.statusCode() == 200 ? 0 : 1;
        }
        Arrays.sort(whole);
        Arrays.sort(ready);
        report.row(
                sample.site() + " (" + sample.runtime() + ")",
                ms(whole[RUNS / 2]),
                ms(whole[RUNS * 9 / 10]),
                ms(whole[RUNS - 1]),
                ms(ready[RUNS / 2]),
                failed);
    }

    private static double wakeOf(HttpResponse<?> answer) {
        var timing = WAKE.matcher(String.join(",", answer.headers().allValues("server-timing")));
        return timing.find() ? Double.parseDouble(timing.group(1)) : Double.NaN;
    }

    private static void crowds(LiveIronstead ironstead, Report report) throws IOException, InterruptedException {
        int failed = 0;
        try (var visitors = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int wake = 0; wake < CROWDED_WAKES; wake++) {
                var site = Samples.ALL.get(wake % Samples.ALL.size()).site();
                ironstead.putToSleep(site);
                List<Callable<Boolean>> crowd = new ArrayList<>();
                for (int visitor = 0; visitor < CROWD; visitor++) {
                    crowd.add(() -> ironstead.visit(site).statusCode() == 200);
                }
                for (var visit : visitors.invokeAll(crowd)) {
                    failed += went(visit::get) ? 0 : 1;
                }
            }
        }
        report.note("");
        report.note("%d wakes with %d visitors each: %d of %d requests failed."
                .formatted(CROWDED_WAKES, CROWD, failed, CROWDED_WAKES * CROWD));
    }

    private interface Visit {
        boolean result() throws InterruptedException, ExecutionException;
    }

    private static boolean went(Visit visit) throws InterruptedException {
        try {
            return visit.result();
        } catch (ExecutionException failed) {
            System.err.println("A visit failed: " + failed.getCause());
            return false;
        }
    }

    private static String ms(double value) {
        return String.format(Locale.ROOT, "%.0f", value);
    }
}
