package io.ironstead.couch;

import io.ironstead.model.Deadline;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import tools.jackson.databind.node.ObjectNode;

/** Durable puts a second through the client, by hand: {@code EmbeddedCouchThroughput DIRECTORY SECONDS BYTES}. */
final class EmbeddedCouchThroughput {
    private static final Logger OUT = Logger.getLogger("throughput");

    private EmbeddedCouchThroughput() {}

    public static void main(String[] arguments) throws Exception {
        Path directory = Files.createDirectories(Path.of(arguments[0]));
        Duration duration = Duration.ofSeconds(Long.parseLong(arguments[1]));
        ObjectNode document = Answer.JSON.createObjectNode().put("m", "x".repeat(Integer.parseInt(arguments[2])));
        try (var embedded = EmbeddedForTests.start(directory)) {
            var settings = new CouchSettings(
                    java.util.List.of(embedded.server().uri()),
                    EmbeddedForTests.USER,
                    EmbeddedForTests.PASSWORD,
                    64,
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(1),
                    1 << 20);
            try (var client = new CouchClient(settings)) {
                for (int writers : new int[] {1, 64, 1, 64}) {
                    measure(embedded, client, document, writers, duration);
                }
            }
        }
    }

    private static void measure(
            EmbeddedForTests embedded, CouchClient client, ObjectNode document, int writers, Duration duration)
            throws InterruptedException {
        var db = new DatabaseName(embedded.raw().database().substring(1));
        var nanos = new ConcurrentLinkedQueue<Long>();
        long syncs = embedded.server().syncs();
        long end = System.nanoTime() + duration.toNanos();
        try (var threads = Executors.newFixedThreadPool(writers)) {
            IntStream.range(0, writers)
                    .forEach(w -> threads.submit(() -> {
                        for (int n = 0; System.nanoTime() < end; n++) {
                            long begin = System.nanoTime();
                            var written =
                                    client.insert(db, "w" + w + "-" + n, document, Deadline.in(Duration.ofSeconds(10)));
                            if (!(written instanceof Written.Stored)) {
                                throw new IllegalStateException(written.toString());
                            }
                            nanos.add(System.nanoTime() - begin);
                        }
                        return null;
                    }));
        }
        long[] sorted = nanos.stream().mapToLong(Long::longValue).sorted().toArray();
        long spent = embedded.server().syncs() - syncs;
        OUT.info(String.format(
                "%d writers: %.0f puts/s, p50 %.2f ms, p99 %.2f ms, max %.1f ms, %.1f puts per sync",
                writers,
                sorted.length / (double) duration.toSeconds(),
                sorted[sorted.length / 2] / 1e6,
                sorted[sorted.length * 99 / 100] / 1e6,
                Arrays.stream(sorted).max().orElse(0) / 1e6,
                sorted.length / (double) spent));
    }
}
