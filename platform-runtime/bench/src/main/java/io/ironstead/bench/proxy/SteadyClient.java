package io.ironstead.bench.proxy;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Asks at a fixed rate, whatever the answers do. A request's time counts from the moment at which it was due, so one
 * slow answer is charged with all it delayed.
 */
final class SteadyClient {
    private static final int CONNECTIONS = 32;
    private static final byte[] REQUEST =
            "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private SteadyClient() {}

    record Result(double p50Millis, double p99Millis) {}

    static Result run(int port, int perSecond, int seconds) throws IOException, InterruptedException {
        long start = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(200);
        int each = perSecond * seconds / CONNECTIONS;
        long gap = TimeUnit.SECONDS.toNanos(1) * CONNECTIONS / perSecond;
        var runs = new ArrayList<Future<long[]>>();
        try (var threads = Executors.newFixedThreadPool(CONNECTIONS)) {
            for (int i = 0; i < CONNECTIONS; i++) {
                long first = start + gap * i / CONNECTIONS;
                runs.add(threads.submit(() -> one(port, first, gap, each)));
            }
        }
        var all = new long[each * CONNECTIONS];
        int at = 0;
        for (var run : runs) {
            try {
                var nanos = run.get();
                System.arraycopy(nanos, 0, all, at, nanos.length);
                at += nanos.length;
            } catch (ExecutionException failed) {
                throw new IOException("A connection failed", failed.getCause());
            }
        }
        Arrays.sort(all);
        return new Result(all[all.length / 2] / 1e6, all[(int) (all.length * 0.99)] / 1e6);
    }

    private static long[] one(int port, long first, long gap, int count) throws IOException {
        var nanos = new long[count];
        try (var socket = new Socket("127.0.0.1", port)) {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(10_000);
            var in = new BufferedInputStream(socket.getInputStream());
            for (int i = 0; i < count; i++) {
                long due = first + i * gap;
                for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                    LockSupport.parkNanos(left);
                }
                socket.getOutputStream().write(REQUEST);
                readAnswer(in);
                nanos[i] = System.nanoTime() - due;
            }
        }
        return nanos;
    }

    private static void readAnswer(InputStream in) throws IOException {
        int length = -1;
        while (true) {
            var line = line(in);
            if (line.isEmpty()) {
                break;
            }
            if (line.regionMatches(true, 0, "content-length:", 0, 15)) {
                length = Integer.parseInt(line.substring(15).strip());
            }
        }
        if (in.readNBytes(length).length != length) {
            throw new IOException("An answer ended early");
        }
    }

    private static String line(InputStream in) throws IOException {
        var line = new StringBuilder();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new IOException("The connection ended");
            }
            line.append((char) b);
        }
        return line.toString().strip();
    }
}
