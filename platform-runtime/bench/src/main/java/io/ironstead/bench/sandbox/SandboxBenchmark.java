package io.ironstead.bench.sandbox;

import io.ironstead.bench.Benchmark;
import io.ironstead.bench.Report;
import io.ironstead.model.Dialer;
import io.ironstead.model.InNetwork;
import io.ironstead.model.TenantId;
import io.ironstead.sandbox.Launch;
import io.ironstead.sandbox.PlainSandbox;
import io.ironstead.sandbox.Running;
import io.ironstead.sandbox.Sandbox;
import io.ironstead.sandbox.Walls;
import io.ironstead.sandbox.egress.EgressProxy;
import io.ironstead.sandbox.egress.EgressRules;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;

/** The same programs with and without the wall: their start to their end, and a request on new and on kept connections. */
public final class SandboxBenchmark implements Benchmark {
    private static final int STARTS = 60;
    private static final int REQUESTS = 4000;
    private static final int QUICK = 4;

    /** Answers each byte with a byte; small, so that the way to it is most of what is measured. */
    private static final String ECHO = """
            import os, socket
            server = socket.create_server(('127.0.0.1', int(os.environ['PORT'])), backlog=128)
            print('up', flush=True)
            while True:
                client = server.accept()[0]
                client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                while client.recv(1):
                    client.send(b'x')
                client.close()
            """;

    private int launches;

    @Override
    public String name() {
        return "sandbox";
    }

    @Override
    public String question() {
        return "What the sandbox adds to a start (at most 15 ms) and to a request (at most 0.15 ms).";
    }

    @Override
    public void run(Report report) throws IOException, InterruptedException {
        run(report, false);
    }

    @Override
    public void run(Report report, boolean quick) throws IOException, InterruptedException {
        var folder = Files.createTempDirectory("ironstead-bench-sandbox");
        var nowhere = EgressRules.NONE;
        try (var plain = new PlainSandbox(folder.resolve("plain"));
                var walled = Walls.thickest(folder.resolve("walled"), 1_900_000_000, 100, new EgressProxy(), nowhere)) {
            report.note("Sandbox: " + walled.wall() + ": " + walled.wall().reason() + ".");
            int divisor = quick ? QUICK : 1;
            report.columns("ms, median / p95", "plain", "sandbox", "added (median)");
            row(
                    report,
                    "start of `/usr/bin/true` to its end",
                    List.of(starts(plain, STARTS / divisor), starts(walled, STARTS / divisor)));
            var one = requests(plain, REQUESTS / divisor);
            var other = requests(walled, REQUESTS / divisor);
            row(report, "a byte and back on a kept connection", List.of(one.kept(), other.kept()));
            row(report, "a connection, a byte and back", List.of(one.fresh(), other.fresh()));
            report.note("");
            report.note(String.format(
                    Locale.ROOT,
                    "One client after the other: %.0f/s plain, %.0f/s through the sandbox's own network (kept connection).",
                    1000 / median(one.kept()),
                    1000 / median(other.kept())));
        } catch (ExecutionException impossible) {
            throw new IOException("A process has no exit", impossible);
        }
    }

    private Launch launch(List<String> command, Map<String, String> environment) {
        return new Launch(
                "bench-" + ++launches,
                new TenantId("bench"),
                command,
                environment,
                Path.of("/tmp"),
                List.of(),
                List.of(),
                List.of(),
                new Launch.Limits(128 << 20, 600, 64),
                false);
    }

    private double[] starts(Sandbox sandbox, int count) throws IOException, InterruptedException, ExecutionException {
        var millis = new double[count];
        for (int round = -count / 4; round < count; round++) {
            long began = System.nanoTime();
            try (var room = sandbox.openRoom()) {
                var running = sandbox.start(launch(List.of("/usr/bin/true"), Map.of("PATH", "/usr/bin")), room);
                // The end of what it says is the end of the program; clearing away comes after and holds nobody up.
                running.standardOutput().readAllBytes();
                if (round >= 0) {
                    millis[round] = (System.nanoTime() - began) / 1e6;
                }
                running.exit().get();
            }
        }
        return millis;
    }

    private record Requests(double[] fresh, double[] kept) {}

    private Requests requests(Sandbox sandbox, int count) throws IOException, InterruptedException, ExecutionException {
        try (var room = sandbox.openRoom()) {
            var environment = Map.of("PATH", "/usr/bin", "PORT", Integer.toString(room.port()));
            var running = sandbox.start(launch(List.of("/usr/bin/python3", "-c", ECHO), environment), room);
            running.standardOutput().readNBytes(3);
            var result =
                    new Requests(fresh(running.dialer(room.port()), count), kept(running.dialer(room.port()), count));
            end(running);
            return result;
        }
    }

    private static void end(Running running) throws InterruptedException, ExecutionException {
        running.kill();
        running.exit().get();
    }

    private static double[] fresh(Dialer dialer, int count) throws IOException {
        var millis = new double[count];
        for (int round = -count / 4; round < count; round++) {
            long began = System.nanoTime();
            try (var socket = connect(dialer)) {
                exchange(socket);
            }
            if (round >= 0) {
                millis[round] = (System.nanoTime() - began) / 1e6;
            }
        }
        return millis;
    }

    private static double[] kept(Dialer dialer, int count) throws IOException {
        var millis = new double[count];
        try (var socket = connect(dialer)) {
            for (int round = -count / 4; round < count; round++) {
                long began = System.nanoTime();
                exchange(socket);
                if (round >= 0) {
                    millis[round] = (System.nanoTime() - began) / 1e6;
                }
            }
        }
        return millis;
    }

    private static Socket connect(Dialer dialer) throws IOException {
        return InNetwork.open(dialer.network(), () -> {
            var socket = new Socket();
            socket.setTcpNoDelay(true);
            socket.connect(dialer.address(), 5000);
            return socket;
        });
    }

    private static void exchange(Socket socket) throws IOException {
        socket.getOutputStream().write('x');
        if (socket.getInputStream().read() < 0) {
            throw new IOException("The program has gone");
        }
    }

    private static void row(Report report, String what, List<double[]> samples) {
        report.row(
                what,
                cell(samples.getFirst()),
                cell(samples.getLast()),
                String.format(Locale.ROOT, "%.3f", median(samples.getLast()) - median(samples.getFirst())));
    }

    private static String cell(double[] samples) {
        var sorted = samples.clone();
        Arrays.sort(sorted);
        return String.format(
                Locale.ROOT, "%.3f / %.3f", sorted[sorted.length / 2], sorted[(int) (sorted.length * 0.95)]);
    }

    private static double median(double[] samples) {
        var sorted = samples.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
