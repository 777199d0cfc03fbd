package io.ironstead.bench.proxy;

import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One run of Debian's {@code wrk}: as many requests as go through, over kept connections. */
record Wrk(double requestsPerSecond, double p50Millis, double p99Millis, long failed) {
    private static final Pattern RATE = Pattern.compile("Requests/sec:\\s+([0-9.]+)");
    private static final Pattern P50 = Pattern.compile("50%\\s+([0-9.]+)(us|ms|s)");
    private static final Pattern P99 = Pattern.compile("99%\\s+([0-9.]+)(us|ms|s)");
    private static final Pattern FAILED = Pattern.compile("Non-2xx or 3xx responses: (\\d+)");

    static Wrk run(int port, int connections, int seconds) throws IOException, InterruptedException {
        var process = new ProcessBuilder(
                        "wrk",
                        "-t1",
                        "-c" + connections,
                        "-d" + seconds + "s",
                        "--latency",
                        "http://127.0.0.1:" + port + "/")
                .redirectErrorStream(true)
                .start();
        var text = new String(process.getInputStream().readAllBytes());
        if (process.waitFor() != 0) {
            throw new IOException("wrk failed: " + text);
        }
        var failed = FAILED.matcher(text);
        return new Wrk(
                Double.parseDouble(found(RATE, text).group(1)),
                millis(found(P50, text)),
                millis(found(P99, text)),
                failed.find() ? Long.parseLong(failed.group(1)) : 0);
    }

    private static Matcher found(Pattern pattern, String text) throws IOException {
        var matcher = pattern.matcher(text);
        if (!matcher.find()) {
            throw new IOException("wrk said: " + text);
        }
        return matcher;
    }

    private static double millis(Matcher time) {
        double number = Double.parseDouble(time.group(1));
        return switch (time.group(2)) {
            case "us" -> number / 1_000;
            case "s" -> number * 1_000;
            default -> number;
        };
    }
}
