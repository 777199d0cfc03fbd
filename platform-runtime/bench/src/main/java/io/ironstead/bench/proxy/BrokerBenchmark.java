package io.ironstead.bench.proxy;

import io.ironstead.bench.Benchmark;
import io.ironstead.bench.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * The broker beside nginx: one event loop against one worker, the same backend, turns taken within one run, so that
 * whatever else the machine does hits both.
 */
public final class BrokerBenchmark implements Benchmark {
    private static final int CONNECTIONS = 64;
    private static final int ROUNDS = Integer.getInteger("bench.rounds", 5);
    private static final int SECONDS = Integer.getInteger("bench.seconds", 6);
    private static final int WARM_UP_SECONDS = Integer.getInteger("bench.warmUpSeconds", 20);
    private static final int RATE = 1_000;

    private record Sample(double perProcessorSecond, double perSecond, double p50, double p99) {}

    @Override
    public String name() {
        return "broker";
    }

    @Override
    public String question() {
        return "What does a request through the broker cost, every duty on, beside the same request through nginx?";
    }

    @Override
    public void run(Report report) throws IOException, InterruptedException {
        var folder = Files.createTempDirectory("bench-broker");
        int behind = Nginx.freePort();
        try (var backend = Nginx.backend(folder, behind);
                var nginx = Nginx.proxy(folder, Nginx.freePort(), backend.port());
                var broker = broker(folder, backend.port())) {
            var both = List.of(nginx, broker);
            Wrk.run(broker.port(), CONNECTIONS, WARM_UP_SECONDS);
            Wrk.run(nginx.port(), CONNECTIONS, 2);
            saturation(report, both);
            steady(report, both);
        }
        bodies(report, folder);
    }

    private static void saturation(Report report, List<Proxied> both) throws IOException, InterruptedException {
        Map<Proxied, List<Sample>> samples = new LinkedHashMap<>();
        for (int round = 0; round < ROUNDS; round++) {
            for (var proxied : both) {
                double before = proxied.processorSeconds();
                var result = Wrk.run(proxied.port(), CONNECTIONS, SECONDS);
                double spent = proxied.processorSeconds() - before;
                samples.computeIfAbsent(proxied, _ -> new ArrayList<>())
                        .add(new Sample(
                                result.requests() / spent,
                                result.requests() / (double) SECONDS,
                                result.p50Millis(),
                                result.p99Millis()));
            }
        }
        report.note("As fast as it goes: %d connections, 1 KiB answers, %d rounds of %d s each in turn; medians."
                .formatted(CONNECTIONS, ROUNDS, SECONDS));
        report.columns("proxy", "requests per CPU second", "all rounds", "requests per second", "p50 ms", "p99 ms");
        var costs = new ArrayList<Double>();
        samples.forEach((proxied, all) -> {
            double cost = median(all, Sample::perProcessorSecond);
            costs.add(cost);
            report.row(
                    proxied.name(),
                    Math.round(cost),
                    String.join(
                            " ",
                            all.stream()
                                    .map(one -> "" + Math.round(one.perProcessorSecond()))
                                    .toList()),
                    Math.round(median(all, Sample::perSecond)),
                    two(median(all, Sample::p50)),
                    two(median(all, Sample::p99)));
        });
        report.note("");
        report.note("Broker to nginx: %.2f".formatted(costs.getLast() / costs.getFirst()));
    }

    private static void steady(Report report, List<Proxied> both) throws IOException, InterruptedException {
        report.note("");
        report.note("At %d requests a second over 32 connections, from the moment each was due; medians of %d rounds."
                .formatted(RATE, ROUNDS));
        report.columns("proxy", "p50 ms", "p99 ms", "CPU ms per 1,000 requests");
        Map<Proxied, List<Sample>> samples = new LinkedHashMap<>();
        for (int round = 0; round < ROUNDS; round++) {
            for (var proxied : both) {
                double before = proxied.processorSeconds();
                var result = SteadyClient.run(proxied.port(), RATE, SECONDS);
                double spent = proxied.processorSeconds() - before;
                samples.computeIfAbsent(proxied, _ -> new ArrayList<>())
                        .add(new Sample(spent * 1e6 / (RATE * SECONDS), RATE, result.p50Millis(), result.p99Millis()));
            }
        }
        samples.forEach((proxied, all) -> report.row(
                proxied.name(),
                two(median(all, Sample::p50)),
                two(median(all, Sample::p99)),
                Math.round(median(all, Sample::perProcessorSecond))));
    }

    private static void bodies(Report report, Path folder) throws IOException, InterruptedException {
        try (var backend = new BodyServer();
                var nginx = Nginx.proxy(folder, Nginx.freePort(), backend.port());
                var broker = broker(folder, backend.port())) {
            report.note("");
            report.note(
                    "100 MiB bodies, ten of each, one after the other; resident memory of the proxy before and after.");
            report.columns("proxy", "way", "MiB/s", "CPU s per GiB", "MiB before", "MiB after 1", "MiB after 10");
            for (var proxied : List.of(nginx, broker)) {
                for (boolean upload : new boolean[] {true, false}) {
                    body(report, proxied, upload);
                }
            }
        }
    }

    private static void body(Report report, Proxied proxied, boolean upload) throws IOException {
        int count = 10;
        double memory = proxied.residentMib();
        double afterOne = 0;
        double processor = proxied.processorSeconds();
        long begun = System.nanoTime();
        for (int i = 0; i < count; i++) {
            BodyServer.exchange(proxied.port(), upload);
            if (i == 0) {
                afterOne = proxied.residentMib();
            }
        }
        double seconds = (System.nanoTime() - begun) / 1e9;
        double mib = count * (BodyServer.BYTES >> 20);
        report.row(
                proxied.name(),
                upload ? "up" : "down",
                Math.round(mib / seconds),
                two((proxied.processorSeconds() - processor) * 1024 / mib),
                Math.round(memory),
                Math.round(afterOne),
                Math.round(proxied.residentMib()));
    }

    private static Proxied broker(Path folder, int backend) throws IOException {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        int port = Nginx.freePort();
        var command = new ArrayList<>(List.of(
                java,
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow"));
        var more = System.getProperty("bench.javaOptions", "");
        if (!more.isEmpty()) {
            command.addAll(List.of(more.split(" ")));
        }
        command.addAll(List.of(
                "-cp",
                System.getProperty("java.class.path"),
                BrokerProcess.class.getName(),
                Integer.toString(port),
                Integer.toString(backend),
                "1"));
        var process = new ProcessBuilder(command)
                .redirectOutput(folder.resolve("broker.out").toFile())
                .redirectError(folder.resolve("broker.err").toFile())
                .start();
        Nginx.awaitPort(port);
        return new Proxied("broker", port, process, process.pid());
    }

    private static double median(List<Sample> samples, ToDoubleFunction<Sample> value) {
        var sorted = samples.stream().mapToDouble(value).sorted().toArray();
        return sorted[sorted.length / 2];
    }

    private static String two(double value) {
        return "%.2f".formatted(value);
    }
}
