package io.ironstead.bench.proxy;

import io.ironstead.bench.Benchmark;
import io.ironstead.bench.Report;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;

/** The broker and nginx as reverse proxies before the same backend, in turns, in one run. */
public final class BrokerBenchmark implements Benchmark {
    private static final int ROUNDS = 5;
    private static final int SECONDS = 5;
    private static final int WARM_UP_SECONDS = 15;
    private static final int CONNECTIONS = 64;
    private static final int FIXED_RATE = 1_000;
    private static final int BODY_BYTES = 100 * 1024 * 1024;

    @Override
    public String name() {
        return "broker";
    }

    @Override
    public String question() {
        return "How many requests does the broker forward per CPU-second, beside nginx before the same backend?";
    }

    @Override
    public void run(Report report) throws IOException, InterruptedException {
        var folder = Files.createTempDirectory("bench-broker-");
        int backendPort = freePort();
        int nginxPort = freePort();
        int brokerPort = freePort();
        try (var big = Files.newByteChannel(
                folder.resolve("big"),
                java.nio.file.StandardOpenOption.CREATE_NEW,
                java.nio.file.StandardOpenOption.WRITE)) {
            big.position(BODY_BYTES - 1);
            big.write(java.nio.ByteBuffer.wrap(new byte[1]));
        }
        var backend = "listen 127.0.0.1:%d; location / { return 200 \"%s\"; } location /big { root %s; }"
                .formatted(backendPort, "x".repeat(1024), folder);
        var proxy = "listen 127.0.0.1:" + nginxPort + "; location / { proxy_pass http://backend;"
                + " proxy_http_version 1.1; proxy_set_header Connection \"\"; proxy_set_header Host $host;"
                + " proxy_set_header X-Forwarded-For $remote_addr; proxy_set_header X-Forwarded-Proto $scheme; }";
        var upstream = "upstream backend { server 127.0.0.1:" + backendPort + "; keepalive 128; }";
        try (var origin = new Nginx(folder.resolve("backend"), "", backend);
                var nginx = new Nginx(folder.resolve("nginx"), upstream, proxy);
                var broker = new BrokerChild(folder, brokerPort, backendPort)) {
            broker.awaitOpen();
            Wrk.run(nginxPort, CONNECTIONS, 2);
            Wrk.run(brokerPort, CONNECTIONS, WARM_UP_SECONDS);
            saturate(report, nginx.handle(), nginxPort, broker.handle(), brokerPort);
            fixedRate(report, nginxPort, brokerPort);
            bodies(report, broker.handle(), brokerPort);
            if (!origin.handle().isAlive()) {
                throw new IOException("The backend ended in the middle");
            }
        }
    }

    private static void saturate(
            Report report, ProcessHandle nginx, int nginxPort, ProcessHandle broker, int brokerPort)
            throws IOException, InterruptedException {
        report.note("At saturation: wrk, one thread, " + CONNECTIONS + " kept connections, 1 KiB answers, " + ROUNDS
                + " rounds of " + SECONDS + " s in turns, one worker or event loop each; medians.");
        report.columns("proxy", "requests/s", "requests per CPU-second", "p50 ms", "p99 ms", "failed");
        var nginxRuns = new ArrayList<double[]>();
        var brokerRuns = new ArrayList<double[]>();
        for (int round = 0; round < ROUNDS; round++) {
            nginxRuns.add(oneRun(nginx, nginxPort));
            brokerRuns.add(oneRun(broker, brokerPort));
        }
        row(report, "nginx", nginxRuns);
        row(report, "broker", brokerRuns);
        report.note("");
        report.note("Broker to nginx, requests per CPU-second: " + number(median(brokerRuns, 1) / median(nginxRuns, 1))
                + ".");
    }

    private static double[] oneRun(ProcessHandle proxy, int port) throws IOException, InterruptedException {
        double before = ProcessUse.cpuSeconds(proxy);
        var run = Wrk.run(port, CONNECTIONS, SECONDS);
        double cpu = ProcessUse.cpuSeconds(proxy) - before;
        return new double[] {
            run.requestsPerSecond(),
            run.requestsPerSecond() * SECONDS / cpu,
            run.p50Millis(),
            run.p99Millis(),
            run.failed()
        };
    }

    private static void row(Report report, String name, List<double[]> runs) {
        report.row(
                name,
                Math.round(median(runs, 0)),
                Math.round(median(runs, 1)),
                number(median(runs, 2)),
                number(median(runs, 3)),
                Math.round(runs.stream().mapToDouble(run -> run[4]).sum()));
    }

    private static void fixedRate(Report report, int nginxPort, int brokerPort)
            throws IOException, InterruptedException {
        report.note("");
        report.note("At a fixed rate of " + FIXED_RATE + " requests/s for " + SECONDS
                + " s; a late request counts from when it was due.");
        report.columns("proxy", "p50 ms", "p99 ms", "failed");
        for (int round = 0; round < 2; round++) {
            paced(report, "nginx", nginxPort);
            paced(report, "broker", brokerPort);
        }
    }

    private static void paced(Report report, String name, int port) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/"))
                .timeout(Duration.ofSeconds(10))
                .build();
        int total = FIXED_RATE * SECONDS;
        var nanos = new long[total];
        var failed = new java.util.concurrent.atomic.AtomicInteger();
        try (var http = HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .build();
                var visitors = Executors.newVirtualThreadPerTaskExecutor()) {
            http.send(request, HttpResponse.BodyHandlers.discarding());
            long start = System.nanoTime();
            for (int i = 0; i < total; i++) {
                int index = i;
                long due = start + i * (1_000_000_000L / FIXED_RATE);
                LockSupport.parkNanos(due - System.nanoTime());
                visitors.execute(() -> {
                    try {
                        if (http.send(request, HttpResponse.BodyHandlers.discarding())
                                        .statusCode()
                                != 200) {
                            failed.incrementAndGet();
                        }
                    } catch (IOException broken) {
                        failed.incrementAndGet();
                    } catch (InterruptedException interrupted) {
                        Thread.currentThread().interrupt();
                    }
                    nanos[index] = System.nanoTime() - due;
                });
            }
        }
        Arrays.sort(nanos);
        report.row(name, number(nanos[total / 2] / 1e6), number(nanos[total * 99 / 100] / 1e6), failed.get());
    }

    private static void bodies(Report report, ProcessHandle broker, int port) throws IOException, InterruptedException {
        report.note("");
        report.note("Bodies of 100 MiB through the broker, five down and five up; its memory before and after.");
        report.columns("direction", "RSS before MiB", "RSS after MiB", "MiB/s");
        try (var http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            var down = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/big"))
                    .timeout(Duration.ofMinutes(1))
                    .build();
            var up = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/"))
                    .timeout(Duration.ofMinutes(1))
                    .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[BODY_BYTES]))
                    .build();
            transfer(report, "down", broker, http, down);
            transfer(report, "up", broker, http, up);
        }
    }

    private static void transfer(
            Report report, String direction, ProcessHandle broker, HttpClient http, HttpRequest request)
            throws IOException, InterruptedException {
        double before = ProcessUse.rssMib(broker);
        long start = System.nanoTime();
        int runs = 5;
        for (int i = 0; i < runs; i++) {
            var answer = http.send(request, HttpResponse.BodyHandlers.discarding());
            if (answer.statusCode() != 200) {
                throw new IOException("A body of 100 MiB was answered " + answer.statusCode());
            }
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        report.row(
                direction, Math.round(before), Math.round(ProcessUse.rssMib(broker)), Math.round(runs * 100 / seconds));
    }

    private static double median(List<double[]> runs, int column) {
        var sorted = runs.stream().mapToDouble(run -> run[column]).sorted().toArray();
        return sorted[sorted.length / 2];
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** The broker's own process; it ends when its standard input does. */
    private record BrokerChild(Process process) implements AutoCloseable {
        BrokerChild(Path folder, int port, int backendPort) throws IOException {
            this(new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx256m",
                            "-XX:+UseSerialGC",
                            "--enable-native-access=ALL-UNNAMED",
                            "--sun-misc-unsafe-memory-access=allow",
                            "-cp",
                            System.getProperty("java.class.path"),
                            BrokerProcess.class.getName(),
                            Integer.toString(port),
                            Integer.toString(backendPort),
                            "1")
                    .redirectError(folder.resolve("broker.log").toFile())
                    .start());
        }

        ProcessHandle handle() {
            return process.toHandle();
        }

        void awaitOpen() throws IOException {
            if (process.inputReader().readLine() == null) {
                throw new IOException("The broker ended at its start");
            }
        }

        @Override
        public void close() throws IOException {
            process.getOutputStream().close();
            process.destroy();
        }
    }
}
