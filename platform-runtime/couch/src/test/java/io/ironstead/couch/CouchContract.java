package io.ironstead.couch;

import static org.assertj.core.api.Assertions.assertThat;

import io.ironstead.couch.RawCouch.Reply;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What CouchDB promises about single documents, and every server we use has to keep. Runs on each of them. */
abstract class CouchContract {
    RawCouch couch;
    String db;

    /** The server under test. */
    abstract RawCouch server();

    @BeforeEach
    void makeDatabase() {
        couch = server();
        db = couch.database();
    }

    @Test
    void welcomesAnybodyAndSaysThatItIsUp() {
        assertThat(couch.anonymously("/").json().path("couchdb").asString()).isEqualTo("Welcome");
        assertThat(couch.anonymously("/_up").json().path("status").asString()).isEqualTo("ok");
    }

    @Test
    void tellsNobodyAnythingWithoutTheRightPassword() {
        assertThat(couch.anonymously("/_all_dbs").status()).isEqualTo(401);
        Reply wrong = couch.anonymously("/_all_dbs", "Authorization", "Basic YWRtaW46d3Jvbmc=");
        assertThat(wrong.error()).isEqualTo("401 unauthorized Name or password is incorrect.");
        assertThat(couch.get("/_all_dbs").status()).isEqualTo(200);
    }

    @Test
    void makesAndDropsDatabases() {
        assertThat(couch.put(db, "").error())
                .isEqualTo("412 file_exists The database could not be created, the file already exists.");
        assertThat(couch.put("/Upper", "").error()).startsWith("400 illegal_database_name Name: 'Upper'.");
        assertThat(couch.get("/_all_dbs").json().valueStream().map(JsonNode::stringValue))
                .contains(db.substring(1));

        assertThat(couch.delete(db + "?rev=1-a").status()).isEqualTo(400);
        assertThat(couch.delete(db).status()).isEqualTo(200);
        assertThat(couch.delete(db).error()).isEqualTo("404 not_found Database does not exist.");
        assertThat(couch.get(db).error()).isEqualTo("404 not_found Database does not exist.");
        assertThat(couch.put(db + "/a", "{}").error()).isEqualTo("404 not_found Database does not exist.");
    }

    @Test
    void countsDocumentsAndTombstones() {
        String rev = couch.put(db + "/a", "{}").rev();
        couch.put(db + "/b", "{}");
        couch.delete(db + "/a?rev=" + rev);

        JsonNode info = couch.get(db).json();

        assertThat(info.path("db_name").asString()).isEqualTo(db.substring(1));
        assertThat(info.path("doc_count").asInt()).isEqualTo(1);
        assertThat(info.path("doc_del_count").asInt()).isEqualTo(1);
        assertThat(info.path("update_seq").isString()).isTrue();
        assertThat(info.path("purge_seq").isString()).isTrue();
        assertThat(info.path("instance_start_time").isString()).isTrue();
    }

    /** Whether several nodes keep each document. */
    boolean isCluster() {
        return false;
    }

    /** A replica that has not heard of the first write takes the second: 202, and nobody knows which of them stays. */
    private void assumeEachWriteIsSeenByTheNext() {
        Assumptions.assumeFalse(isCluster(), "In a cluster a second write may be taken with 202");
    }

    /** Nobody wins beside another. Of one server somebody wins; of a cluster all may be told that nothing is sure. */
    private void assertOneWins(List<Integer> answers, int round) {
        if (isCluster()) {
            assertThat(answers).as("round %d", round).isSubsetOf(201, 202, 409);
            assertThat(answers.stream().filter(status -> status == 201))
                    .as("round %d", round)
                    .hasSizeLessThanOrEqualTo(1);
        } else {
            assertThat(answers).as("round %d", round).containsOnly(201, 409).containsOnlyOnce(201);
        }
    }

    @Test
    void writesReadsReplacesAndDeletesADocument() {
        assumeEachWriteIsSeenByTheNext();
        Reply first = couch.put(db + "/a", "{\"x\":1}");
        assertThat(first.status()).isEqualTo(201);
        assertThat(couch.put(db + "/a", "{\"x\":2}").error()).isEqualTo("409 conflict Document update conflict.");
        assertThat(couch.put(db + "/a", "{\"x\":2,\"_rev\":\"1-deadbeefdeadbeefdeadbeefdeadbeef\"}")
                        .status())
                .isEqualTo(409);
        Reply second = couch.put(db + "/a?rev=" + first.rev(), "{\"x\":2}");
        assertThat(second.rev()).startsWith("2-");
        assertThat(couch.put(db + "/a?rev=" + first.rev(), "{\"x\":3}").status())
                .isEqualTo(409);
        assertThat(couch.get(db + "/a").json().path("x").asInt()).isEqualTo(2);

        assertThat(couch.delete(db + "/a").status()).isEqualTo(409);
        Reply deleted = couch.delete(db + "/a?rev=" + second.rev());
        assertThat(deleted.status()).isEqualTo(200);
        assertThat(couch.get(db + "/a").error()).isEqualTo("404 not_found deleted");
        assertThat(couch.get(db + "/nope").error()).isEqualTo("404 not_found missing");
        assertThat(couch.delete(db + "/nope").error()).isEqualTo("404 not_found missing");
        assertThat(couch.get(db + "/a?rev=" + deleted.rev())
                        .json()
                        .path("_deleted")
                        .asBoolean())
                .isTrue();

        assertThat(couch.put(db + "/a?rev=" + deleted.rev(), "{\"x\":4}").status())
                .as("a tombstone is followed only without its name")
                .isEqualTo(409);
        String again =
                "{\"docs\":[{\"_id\":\"a\",\"_rev\":\"%s\",\"_deleted\":true},{\"_id\":\"a\",\"_deleted\":true}]}";
        assertThat(couch.post(db + "/_bulk_docs", again.formatted(deleted.rev()))
                        .json()
                        .findValuesAsString("error"))
                .as("what is deleted is not deleted again")
                .containsExactly("conflict", "conflict");
        assertThat(couch.put(db + "/a", "{\"x\":4}").rev()).startsWith("4-");
    }

    @Test
    void theSameEditOfTheSameRevisionHasTheSameName() {
        String other = couch.database();
        String body = "{\"x\":[1,2,{\"y\":null}]}";
        assertThat(couch.put(db + "/a", body).rev())
                .isEqualTo(couch.put(other + "/b", body).rev())
                .isNotEqualTo(couch.put(db + "/c", "{\"x\":2}").rev());
    }

    @Test
    void takesTheRevisionFromTheHeaderToo() {
        Reply first = couch.put(db + "/a", "{}");
        String etag = couch.get(db + "/a").header("ETag").orElseThrow();
        assertThat(etag).isEqualTo("\"" + first.rev() + "\"");
        assertThat(couch.get(db + "/a", "If-None-Match", etag).status()).isEqualTo(304);

        Reply second = couch.put(db + "/a", "{}", "If-Match", etag);
        assertThat(second.status()).isEqualTo(201);
        assertThat(couch.put(db + "/a?rev=" + second.rev(), "{}", "If-Match", etag)
                        .error())
                .isEqualTo("400 bad_request Document rev and etag have different values");
        assertThat(couch.put(db + "/a?rev=1-abc", "{\"_rev\":\"" + second.rev() + "\"}")
                        .error())
                .startsWith("400 bad_request Document rev from request body and query string");
    }

    @Test
    void refusesWhatIsNoDocument() {
        assertThat(couch.put(db + "/a", "{\"x\":").error()).startsWith("400 bad_request");
        assertThat(couch.put(db + "/a", "{\"x\":1} junk").error()).startsWith("400 bad_request");
        assertThat(couch.put(db + "/a", "[1]").error()).isEqualTo("400 bad_request Document must be a JSON object");
        assertThat(couch.put(db + "/a", "{\"_nope\":1}").error())
                .isEqualTo("400 doc_validation Bad special document member: _nope");
        assertThat(couch.put(db + "/a", "{\"_rev\":\"junk\"}").error()).isEqualTo("400 bad_request Invalid rev format");
        assertThat(couch.put(db + "/_nope", "{}").error())
                .isEqualTo("400 illegal_docid Only reserved document ids may start with underscore.");
        assertThat(couch.post(db, "{\"_id\":\"\"}").status()).isIn(201, 400);
        assertThat(couch.send("POST", db + "/_bulk_docs", "{\"docs\":[]}", "Content-Type", "text/plain")
                        .error())
                .startsWith("415 bad_content_type");
        assertThat(couch.get(db + "/_bulk_docs").error()).isEqualTo("405 method_not_allowed Only POST allowed");
        assertThat(couch.get(db + "/_changes?feed=nonsense").status()).isEqualTo(400);
    }

    @Test
    void refusesADocumentThatIsTooLarge() {
        String large = "{\"x\":\"" + "y".repeat(8_000_100) + "\"}";
        assertThat(couch.put(db + "/large", large).error()).startsWith("413 document_too_large");
        String fits = "{\"x\":\"" + "y".repeat(7_000_000) + "\"}";
        assertThat(couch.put(db + "/fits", fits).status()).isEqualTo(201);
        assertThat(couch.get(db + "/fits").json().path("x").stringValue()).hasSize(7_000_000);
    }

    @Test
    void makesAnIdForADocumentThatHasNone() {
        assumeEachWriteIsSeenByTheNext();
        Reply made = couch.post(db, "{\"x\":1}");
        assertThat(made.status()).isEqualTo(201);
        String id = made.json().path("id").stringValue();
        assertThat(couch.get(db + "/" + id).json().path("x").asInt()).isEqualTo(1);
        assertThat(couch.post(db, "{\"_id\":\"" + id + "\"}").status()).isEqualTo(409);
    }

    @Test
    void keepsIdsWithOddCharacters() {
        for (String id : List.of("x/y", "x+y", "x%y", "x y", "é/中", "a&b=c", "a\"b", "q?x#z", "😀", "a\u0001b")) {
            String path = db + "/" + RawCouch.encode(id);
            assertThat(couch.put(path, "{\"n\":1}").json().path("id").stringValue())
                    .isEqualTo(id);
            assertThat(couch.get(path).json().path("_id").stringValue()).isEqualTo(id);
        }
        assertThat(couch.get(db + "/_all_docs").json().path("rows").size()).isEqualTo(10);
    }

    @Test
    void keepsNumbersAsTheyWereSent() {
        couch.put(db + "/n", "{\"a\":9007199254740993,\"b\":1.0,\"d\":12345678901234567890,\"e\":0.1}");
        assertThat(couch.get(db + "/n").text())
                .contains("\"a\":9007199254740993,\"b\":1.0,\"d\":12345678901234567890,\"e\":0.1");
    }

    @Test
    void localDocumentsAreNeitherListedNorFed() {
        assertThat(couch.get(db + "/_local/x").error()).isEqualTo("404 not_found missing");
        Reply first = couch.put(db + "/_local/x", "{\"a\":1}");
        assertThat(first.status()).isEqualTo(201);
        assertThat(first.rev()).isEqualTo("0-1");
        assertThat(couch.put(db + "/_local/x", "{\"a\":2,\"_rev\":\"0-1\"}").rev())
                .isEqualTo("0-2");
        assertThat(couch.put(
                                db + "/_local/x",
                                "{\"a\":3,\"_rev\":\"0-2\",\"_revisions\":{\"start\":0,\"ids\":[\"2\"]}}")
                        .rev())
                .isEqualTo("0-3");
        assertThat(couch.put(db + "/_local/x", "{\"_rev\":\"junk\"}").status()).isEqualTo(400);
        assertThat(couch.get(db + "/_local/x").json().path("a").asInt()).isEqualTo(3);
        assertThat(couch.get(db + "/_all_docs").json().path("rows").size()).isZero();
        assertThat(couch.get(db + "/_changes").json().path("results").size()).isZero();
        assertThat(couch.delete(db + "/_local/x?rev=0-3").status()).isEqualTo(200);
        assertThat(couch.get(db + "/_local/x").status()).isEqualTo(404);
    }

    @Test
    void oneOfManyWritersOfARevisionWins() {
        couch.put(db + "/race", "{\"v\":0}");
        for (int round = 0; round < 20; round++) {
            String rev = couch.get(db + "/race").json().path("_rev").stringValue();
            List<Integer> answers = together(
                    8,
                    n -> couch.put(db + "/race?rev=" + rev, "{\"v\":" + n + "}").status());
            assertOneWins(answers, round);
        }
        if (!isCluster()) {
            assertThat(couch.get(db + "/race?conflicts=true").json().has("_conflicts"))
                    .isFalse();
        }
    }

    @Test
    void oneOfManyWritersOfANewIdWins() {
        for (int round = 0; round < 20; round++) {
            String path = db + "/new" + round;
            List<Integer> answers =
                    together(16, n -> couch.put(path, "{\"v\":" + n + "}").status());
            assertOneWins(answers, round);
        }
    }

    @Test
    void oneOfManyWritersOfIdenticalContentWins() {
        for (int round = 0; round < 10; round++) {
            String path = db + "/same" + round;
            assertOneWins(together(8, n -> couch.put(path, "{\"seal\":true}").status()), round);
        }
    }

    private static List<Integer> together(int writers, java.util.function.IntUnaryOperator write) {
        var start = new java.util.concurrent.CountDownLatch(1);
        try (var threads = java.util.concurrent.Executors.newFixedThreadPool(writers)) {
            var answers = IntStream.range(0, writers)
                    .mapToObj(n -> threads.submit(() -> {
                        start.await();
                        return write.applyAsInt(n);
                    }))
                    .toList();
            start.countDown();
            return answers.stream().map(CouchContract::result).toList();
        }
    }

    private static Integer result(java.util.concurrent.Future<Integer> answer) {
        try {
            return answer.get();
        } catch (InterruptedException | java.util.concurrent.ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }
}
