package io.ironstead.bench.live;

import io.ironstead.bench.Benchmark;
import io.ironstead.bench.Report;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
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
        ironstead.visit(sample.site());
        for (int run = 0; run < RUNS; run++) {
            ironstead.putToSleep(List.of(sample.site()));
            long began = System.nanoTime();
            var answer = ironstead.visit(sample.site());
            whole[run] = (System.nanoTime() - began) / 1e6;
            ready[run] = requireWoken(wakeOf(answer), sample.site());
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

    /** A figure for a site that was not asleep would be a lie, so there is none: the run ends. */
    private static double requireWoken(double wakeMillis, String site) throws IOException {
        if (wakeMillis > 0) {
            return wakeMillis;
        }
        throw new IOException("The answer of " + site + " says that it woke nothing, although the console had seen"
                + " its last instance end: nothing was measured");
    }

    /** What the broker says the request waited for an instance to start, in milliseconds; 0 when it did not. */
    private static double wakeOf(HttpResponse<?> answer) {
        var timing = WAKE.matcher(String.join(",", answer.headers().allValues("server-timing")));
        return timing.find() ? Double.parseDouble(timing.group(1)) : 0;
    }

    private static void crowds(LiveIronstead ironstead, Report report) throws IOException, InterruptedException {
        int failed = 0;
        var sites = Samples.sites();
        try (var visitors = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int wake = 0; wake < CROWDED_WAKES; wake++) {
                var site = sites.get(wake % sites.size());
                if (wake % sites.size() == 0) {
                    ironstead.putToSleep(sites);
                }
                failed += crowd(ironstead, site, visitors);
            }
        }
        report.note("");
        report.note("%d wakes with %d visitors each: %d of %d requests failed."
                .formatted(CROWDED_WAKES, CROWD, failed, CROWDED_WAKES * CROWD));
    }

    /** @return how many of the visitors got no good answer */
    private static int crowd(LiveIronstead ironstead, String site, ExecutorService visitors)
            throws IOException, InterruptedException {
        List<Callable<HttpResponse<?>>> crowd = Collections.nCopies(CROWD, () -> ironstead.visit(site));
        int failed = 0;
        double longest = 0;
        for (var visit : visitors.invokeAll(crowd)) {
            try {
                var answer = visit.get();
                failed += answer.statusCode() == 200 ? 0 : 1;
                longest = Math.max(longest, wakeOf(answer));
            } catch (ExecutionException broken) {
                System.err.println("A visit failed: " + broken.getCause());
                failed++;
            }
        }
        if (failed < CROWD) {
            requireWoken(longest, site);
        }
        return failed;
    }

    private static String ms(double value) {
        return String.format(Locale.ROOT, "%.0f", value);
    }
}
