package io.ironstead.bench.proxy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** Runs wrk, which asks as fast as it is answered. */
final class Wrk {
    private static final Pattern REQUESTS = Pattern.compile("(\\d+) requests in");
    private static final Pattern BAD = Pattern.compile("Non-2xx or 3xx responses: (\\d+)");
    private static final Pattern QUANTILE = Pattern.compile("\\s(50|99)%\\s+([0-9.]+)(us|ms|s)");

    private Wrk() {}

    record Result(long requests, double p50Millis, double p99Millis) {}

    static Result run(int port, int connections, int seconds) throws IOException, InterruptedException {
        var process = new ProcessBuilder(
                        "wrk", "-t1", "-c" + connections, "-d" + seconds, "--latency", "http://127.0.0.1:" + port + "/")
                .redirectErrorStream(true)
                .start();
        var text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        var requests = REQUESTS.matcher(text);
        if (process.waitFor() != 0 || !requests.find()) {
            throw new IOException("wrk failed: " + text);
        }
        if (BAD.matcher(text).find()) {
            throw new IOException("Some answers were errors: " + text);
        }
        double p50 = 0;
        double p99 = 0;
        for (var quantile = QUANTILE.matcher(text); quantile.find(); ) {
            double millis = millis(Double.parseDouble(quantile.group(2)), quantile.group(3));
            if (quantile.group(1).equals("50")) {
                p50 = millis;
            } else {
                p99 = millis;
            }
        }
        return new Result(Long.parseLong(requests.group(1)), p50, p99);
    }

    private static double millis(double value, String unit) {
        return switch (unit) {
            case "us" -> value / 1000;
            case "s" -> value * 1000;
            default -> value;
        };
    }
}
