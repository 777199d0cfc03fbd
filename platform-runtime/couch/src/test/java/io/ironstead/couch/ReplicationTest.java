package io.ironstead.couch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** CouchDB's own replicator between the embedded server and a real CouchDB: how a site moves to a cluster. */
class ReplicationTest {
    private static final int DOCUMENTS = Integer.getInteger("replication.documents", 2_000);

    private EmbeddedForTests embedded;
    private RawCouch ours;
    private RawCouch real;
    private String db;

    @BeforeEach
    void start(@TempDir Path directory) {
        real = RealCouch.orSkip();
        embedded = EmbeddedForTests.start(directory);
        ours = embedded.raw();
        db = ours.database();
    }

    @AfterEach
    void stop() {
        if (embedded != null) {
            real.delete(db);
            embedded.close();
        }
    }

    @Test
    void aRealCouchPullsEverythingAndPushesItBack() {
        fill();
        replicate(ours, db, real, db);
        RawCouch.eventually(() -> assertThat(leaves(real, db)).isEqualTo(leaves(ours, db)));
        assertThat(real.get(db + "/conflict").json())
                .isEqualTo(ours.get(db + "/conflict").json());

        real.put(db + "/there", "{\"x\":1.5}");
        String rev = real.get(db + "/d00003").json().path("_rev").stringValue();
        real.put(db + "/d00003?rev=" + rev, "{\"changed\":true}");
        ours.put(db + "/here", "{}");
        String back = db + "_back";
        RawCouch.eventually(() -> {
            replicate(real, db, ours, db);
            replicate(real, db, ours, back);
            replicate(ours, db, real, db);
            assertThat(leaves(ours, db)).isEqualTo(leaves(real, db));
            assertThat(leaves(ours, back).keySet())
                    .containsAll(leaves(real, db).keySet().stream()
                            .filter(id -> !id.equals("here"))
                            .toList());
        });
        assertThat(ours.get(db + "/d00003").json().path("changed").asBoolean()).isTrue();
    }

    @Test
    void aSecondPullFindsNothingNew() {
        fill();
        JsonNode first = replicate(ours, db, real, db);
        assertThat(replicate(ours, db, real, db).path("no_changes").asBoolean(false))
                .isTrue();
        ours.put(db + "/more", "{}");
        JsonNode third = replicate(ours, db, real, db);
        // The replicator counts on over the sessions it finds in the checkpoints it keeps with us.
        assertThat(written(third)).isEqualTo(written(first) + 1);
        assertThat(third.path("history").size()).isEqualTo(2);
    }

    /** A site moves to a cluster while its server dies now and then. */
    @Test
    void aContinuousPullGoesOnAfterTheSourceWasKilled(@TempDir Path directory) {
        CouchProcess source = CouchProcess.start(directory);
        String continuous = null;
        try {
            source.raw().put(db, "");
            write(source.raw(), 0);
            real.put(db, "");
            continuous =
                    "{\"continuous\":true,\"source\":%s,\"target\":%s".formatted(end(source.raw(), db), end(real, db));
            assertThat(real.post("/_replicate", continuous + "}").status()).isEqualTo(202);
            awaitDocuments(500, continuous);
            write(source.raw(), 1);
            source.kill();
            source = CouchProcess.start(directory, source.raw().address().getPort());
            write(source.raw(), 2);
            awaitDocuments(3 * 500, continuous);
            RawCouch restarted = source.raw();
            RawCouch.eventually(() -> assertThat(leaves(real, db)).isEqualTo(leaves(restarted, db)));
        } finally {
            if (continuous != null) {
                real.post("/_replicate", continuous + ",\"cancel\":true}");
            }
            source.close();
        }
    }

    private void write(RawCouch couch, int part) {
        String documents = IntStream.range(0, 500)
                .mapToObj(n -> "{\"_id\":\"p%d-%03d\"}".formatted(part, n))
                .collect(Collectors.joining(",", "{\"docs\":[", "]}"));
        assertThat(couch.post(db + "/_bulk_docs", documents).status()).isEqualTo(201);
    }

    /** Asks for the replication again and again: CouchDB forgets one whose source failed it. */
    private void awaitDocuments(int count, String continuous) {
        String since = "0";
        long patience = System.nanoTime() + java.time.Duration.ofMinutes(2).toNanos();
        while (real.get(db).json().path("doc_count").asInt() < count) {
            assertThat(System.nanoTime()).as("time for %d documents", count).isLessThan(patience);
            real.post("/_replicate", continuous + "}");
            since = RawCouch.encode(real.get(db + "/_changes?feed=longpoll&timeout=2000&since=" + since)
                    .json()
                    .path("last_seq")
                    .stringValue());
        }
    }

    private static int written(JsonNode session) {
        return session.path("history").get(0).path("docs_written").asInt();
    }

    private void fill() {
        String documents = IntStream.range(0, DOCUMENTS)
                .mapToObj(
                        n -> "{\"_id\":\"d%05d\",\"n\":%d,\"big\":9007199254740993,\"text\":\"é中😀\"}".formatted(n, n))
                .collect(Collectors.joining(",", "{\"docs\":[", "]}"));
        ours.post(db + "/_bulk_docs", documents);
        for (int i = 0; i < 20; i++) {
            String path = db + "/d%05d".formatted(i);
            String rev = ours.get(path).json().path("_rev").stringValue();
            if (i % 2 == 0) {
                ours.delete(path + "?rev=" + rev);
            } else {
                ours.put(path + "?rev=" + rev, "{\"second\":true}");
            }
        }
        ours.post(
                db + "/_bulk_docs",
                "{\"new_edits\":false,\"docs\":["
                        + "{\"_id\":\"conflict\",\"v\":1,\"_revisions\":{\"start\":2,\"ids\":[\"aaa\",\"root\"]}},"
                        + "{\"_id\":\"conflict\",\"v\":2,\"_revisions\":{\"start\":2,\"ids\":[\"bbb\",\"root\"]}},"
                        + "{\"_id\":\"conflict\",\"_deleted\":true,\"_revisions\":{\"start\":3,\"ids\":[\"c\",\"d\",\"root\"]}}]}");
        ours.put(db + "/" + RawCouch.encode("odd/+%é"), "{}");
        ours.put(db + "/_design/v", "{\"views\":{}}");
    }

    private JsonNode replicate(RawCouch from, String source, RawCouch to, String target) {
        var reply = real.post(
                "/_replicate",
                "{\"create_target\":true,\"source\":%s,\"target\":%s}".formatted(end(from, source), end(to, target)));
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        assertThat(reply.json().path("ok").asBoolean()).as(reply.text()).isTrue();
        return reply.json();
    }

    private static String end(RawCouch couch, String path) {
        return "{\"url\":\"%s%s\",\"auth\":{\"basic\":{\"username\":\"%s\",\"password\":\"%s\"}}}"
                .formatted(couch.address(), path, couch.user(), couch.password());
    }

    /** By id all leaf revisions, the winner marked. */
    private static Map<String, String> leaves(RawCouch couch, String path) {
        var leaves = new TreeMap<String, String>();
        for (JsonNode row : couch.get(path + "/_changes?style=all_docs").json().path("results")) {
            String winner = row.path("changes").get(0).path("rev").stringValue();
            String all = row.path("changes")
                    .valueStream()
                    .map(leaf -> leaf.path("rev").stringValue())
                    .sorted()
                    .collect(Collectors.joining(","));
            leaves.put(row.path("id").stringValue(), winner + " of " + all + row.path("deleted"));
        }
        return leaves;
    }
}
