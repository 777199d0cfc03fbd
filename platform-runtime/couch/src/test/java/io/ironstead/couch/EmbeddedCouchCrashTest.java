package io.ironstead.couch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * Kills the server under load and looks whether anything it acknowledged is gone or half there. {@code -Dcrash.rounds=N}
 * for more rounds, {@code -Dseed=S} to choose the moments again.
 */
class EmbeddedCouchCrashTest {
    private static final int WRITERS = 8;
    private static final int ROUNDS = Integer.getInteger("crash.rounds", 4);
    private static final String DB = "/crash";

    /** What the server said it has: by id the revision and the number written. */
    private record Acknowledged(String rev, int number) {}

    private final Map<String, Acknowledged> acknowledged = new ConcurrentHashMap<>();
    private final Map<String, Integer> attempted = new ConcurrentHashMap<>();

    @Test
    void losesNothingItAcknowledged(@TempDir Path directory) {
        long seed = Long.getLong("seed", new Random().nextLong());
        var random = new Random(seed);
        for (int round = 0; round < ROUNDS; round++) {
            try (var server = CouchProcess.start(directory)) {
                String where = "-Dseed=" + seed + " round " + round;
                check(server.raw(), where);
                server.raw().put(DB, "");
                loadAndKill(server, round, 100 + random.nextInt(600));
            }
        }
        long begin = System.nanoTime();
        try (var embedded = EmbeddedForTests.start(directory.resolve("data"))) {
            // In this process: how long a JVM takes to start on a loaded machine is not what is promised.
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(3));
            check(embedded.raw(), "-Dseed=" + seed + " at the end");
            assertThat(acknowledged.size()).isGreaterThan(ROUNDS * 20);
        }
    }

    private void loadAndKill(CouchProcess server, int round, int answersUntilDeath) {
        var death = new CountDownLatch(answersUntilDeath);
        try (var threads = Executors.newFixedThreadPool(WRITERS)) {
            for (int writer = 0; writer < WRITERS; writer++) {
                String prefix = "r" + round + "w" + writer + "-";
                threads.submit(() -> write(server.raw(), prefix, death));
            }
            death.await();
            server.kill();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Inserts single documents, pairs in one bulk, and updates, until the server is gone. */
    private void write(RawCouch couch, String prefix, CountDownLatch death) {
        try {
            for (int n = 0; n < 10_000; n++) {
                String id = prefix + n / 3;
                Acknowledged last = acknowledged.get(id);
                attempted.put(id, n);
                String query = last == null ? "" : "?rev=" + last.rev();
                var reply =
                        couch.put(DB + "/" + id + query, "{\"n\":" + n + ",\"pad\":\"" + "x".repeat(n % 5000) + "\"}");
                if (reply.status() == 201) {
                    acknowledged.put(id, new Acknowledged(reply.rev(), n));
                }
                death.countDown();
            }
        } catch (UncheckedIOException killed) {
            // What was on its way when the server died may be there or not.
        } finally {
            while (death.getCount() > 0) {
                death.countDown();
            }
        }
    }

    private void check(RawCouch couch, String where) {
        if (acknowledged.isEmpty()) {
            return;
        }
        JsonNode rows = couch.get(DB + "/_all_docs?include_docs=true").json().path("rows");
        Map<String, JsonNode> found = rows.valueStream()
                .collect(Collectors.toMap(row -> row.path("id").stringValue(), row -> row.path("doc")));
        acknowledged.forEach((id, last) -> {
            JsonNode document = found.get(id);
            assertThat(document).as("%s: %s", where, id).isNotNull();
            int number = document.path("n").asInt();
            assertThat(number).as("%s: %s", where, id).isBetween(last.number(), attempted.get(id));
            assertThat(document.path("pad").stringValue()).hasSize(number % 5000);
            // What survived unacknowledged is what the next round goes on from.
            acknowledged.put(id, new Acknowledged(document.path("_rev").stringValue(), number));
        });
        assertThat(couch.get(DB).json().path("doc_count").asInt()).as(where).isEqualTo(found.size());
        JsonNode changes = couch.get(DB + "/_changes").json().path("results");
        assertThat(changes.valueStream()
                        .map(row -> row.path("id").stringValue())
                        .collect(Collectors.toSet()))
                .as(where)
                .isEqualTo(found.keySet());
        assertThat(changes.size()).as(where).isEqualTo(found.size());
        long[] sequences = changes.valueStream()
                .mapToLong(row -> Long.parseLong(row.path("seq").stringValue()))
                .toArray();
        assertThat(IntStream.range(1, sequences.length).allMatch(i -> sequences[i - 1] < sequences[i]))
                .as(where)
                .isTrue();
    }
}
