package io.ironstead.bench.live;

import io.ironstead.bench.Benchmark;
import io.ironstead.bench.Report;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** Visitors keep coming while new versions are promoted and taken back. */
public class DeployBenchmark implements Benchmark {
    private static final int REQUESTS = 20_000;
    private static final int VISITORS = 8;
    private static final int ROUNDS = 3;

    /** Keeps two cores from being all load: the deploys shall have some too. */
    private static final long PAUSE_MILLIS = 4;

    @Override
    public String name() {
        return "deploy";
    }

    @Override
    public String question() {
        return "At least " + REQUESTS + " requests per site while it is redeployed and rolled back " + ROUNDS
                + " times.";
    }

    @Override
    public void run(Report report) throws IOException, InterruptedException {
        try (var ironstead = LiveIronstead.start()) {
            Samples.deployAll(ironstead);
            report.columns("site", "requests", "deploys + roll backs", "seconds", "failures");
            for (var sample : Samples.ALL) {
                measure(ironstead, sample, report);
            }
        }
    }

    private static void measure(LiveIronstead ironstead, Samples sample, Report report)
            throws IOException, InterruptedException {
        var load = new Load(ironstead, sample.site());
        long began = System.nanoTime();
        load.begin();
        try {
            for (int round = 2; round < 2 + ROUNDS; round++) {
                ironstead.deploy(ironstead.samples().resolve(sample.folder()), sample.site(), "v" + round);
                TimeUnit.SECONDS.sleep(1);
                ironstead.api("POST", "sites/" + sample.site() + "/services/default/rollback", "");
                TimeUnit.SECONDS.sleep(1);
            }
        } finally {
            load.finish();
        }
        var seconds = (System.nanoTime() - began) / 1_000_000_000L;
        report.row(sample.site(), load.requests, ROUNDS + " + " + ROUNDS, seconds, load.failures);
        if (!load.reasons.isEmpty()) {
            report.note("  failures by kind: " + load.reasons);
        }
    }

    /** Visitors that come again and again until both the deploys and the number of requests are done. */
    private static final class Load {
        private final LiveIronstead ironstead;
        private final String site;
        private final AtomicLong requests = new AtomicLong();
        private final AtomicLong failures = new AtomicLong();
        private final Map<String, AtomicLong> reasons = new ConcurrentHashMap<>();
        private final AtomicBoolean deploysDone = new AtomicBoolean();
        private final CountDownLatch left = new CountDownLatch(VISITORS);
        private final List<Thread> visitors = new ArrayList<>();

        private Load(LiveIronstead ironstead, String site) {
            this.ironstead = ironstead;
            this.site = site;
        }

        private void begin() {
            for (int visitor = 0; visitor < VISITORS; visitor++) {
                visitors.add(Thread.ofVirtual().name("visitor-" + visitor).start(this::visitAgainAndAgain));
            }
        }

        private void visitAgainAndAgain() {
            try {
                while (!deploysDone.get() || requests.get() < REQUESTS) {
                    visitOnce();
                    TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
                }
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            } finally {
                left.countDown();
            }
        }

        private void visitOnce() throws InterruptedException {
            requests.incrementAndGet();
            try {
                var status = ironstead.visit(site).statusCode();
                if (status != 200) {
                    failed("status " + status);
                }
            } catch (IOException broken) {
                failed(broken.toString());
            }
        }

        private void failed(String reason) {
            failures.incrementAndGet();
            reasons.computeIfAbsent(reason, _ -> new AtomicLong()).incrementAndGet();
        }

        private void finish() throws InterruptedException {
            deploysDone.set(true);
            left.await();
        }
    }
}
