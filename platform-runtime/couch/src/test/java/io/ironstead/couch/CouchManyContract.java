package io.ironstead.couch;

import static org.assertj.core.api.Assertions.assertThat;

import io.ironstead.couch.RawCouch.Reply;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What CouchDB promises about many documents, branches and feeds: what replication is made of. */
abstract class CouchManyContract {
    RawCouch couch;
    String db;

    /** The server under test. */
    abstract RawCouch server();

    @BeforeEach
    void makeDatabase() {
        couch = server();
        db = couch.database();
    }

    private static String ids(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(n -> "{\"_id\":\"b%03d\",\"n\":%d}".formatted(n, n))
                .collect(Collectors.joining(",", "{\"docs\":[", "]}"));
    }

    private List<String> listed(String query) {
        return couch.get(db + "/_all_docs" + query)
                .json()
                .path("rows")
                .valueStream()
                .map(row -> row.path("id").stringValue())
                .toList();
    }

    @Test
    void aBulkWriteAnswersForEachDocument() {
        Reply first = couch.post(db + "/_bulk_docs", ids(0, 100));
        assertThat(first.status()).isEqualTo(201);
        assertThat(first.json().size()).isEqualTo(100);
        String rev = first.json().get(1).path("rev").stringValue();

        Reply mixed = couch.post(
                db + "/_bulk_docs",
                "{\"docs\":[{\"_id\":\"b000\"},{\"_id\":\"b001\",\"_rev\":\"" + rev
                        + "\"},{\"_id\":\"new\"},{\"_id\":\"dup\",\"n\":1},{\"_id\":\"dup\",\"n\":2},{\"x\":1}]}");
        assertThat(mixed.status()).isEqualTo(201);
        assertThat(mixed.json().valueStream().map(row -> row.path("error").asString("")))
                .containsExactly("conflict", "", "", "", "conflict", "");
        assertThat(mixed.json().get(5).path("id").stringValue()).isNotEmpty();
        assertThat(couch.get(db + "/dup").json().path("n").asInt()).isEqualTo(1);
    }

    @Test
    void aBulkWriteThatIsMalformedWritesNothing() {
        assertThat(couch.post(db + "/_bulk_docs", "{}").error())
                .isEqualTo("400 bad_request POST body must include `docs` parameter.");
        assertThat(couch.post(db + "/_bulk_docs", "{\"docs\":{}}").error())
                .isEqualTo("400 bad_request `docs` parameter must be an array.");
        assertThat(couch.post(db + "/_bulk_docs", "{\"docs\":[{\"_id\":\"ok\"},{\"_id\":\"bad\",\"_x\":1}]}")
                        .error())
                .startsWith("400 doc_validation");
        assertThat(couch.post(db + "/_bulk_docs", "{\"docs\":[{\"_id\":\"a\"}],\"new_edits\":false}")
                        .status())
                .isEqualTo(400);
        assertThat(listed("")).isEmpty();
    }

    private void branches() {
        String documents = "{\"new_edits\":false,\"docs\":["
                + "{\"_id\":\"c\",\"v\":1,\"_revisions\":{\"start\":2,\"ids\":[\"aaa\",\"root\"]}},"
                + "{\"_id\":\"c\",\"v\":2,\"_revisions\":{\"start\":2,\"ids\":[\"bbb\",\"root\"]}},"
                + "{\"_id\":\"c\",\"_deleted\":true,\"_revisions\":{\"start\":3,\"ids\":[\"ccc\",\"ddd\",\"root\"]}}]}";
        Reply stored = couch.post(db + "/_bulk_docs", documents);
        assertThat(stored.status()).isEqualTo(201);
        assertThat(stored.json().size()).isZero();
        assertThat(couch.post(db + "/_bulk_docs", documents).json().size()).isZero();
    }

    @Test
    void branchesAreKeptAndTheWinnerIsTheHighestLiveOne() {
        branches();
        JsonNode winner = couch.get(db + "/c?conflicts=true&deleted_conflicts=true&revs=true")
                .json();
        assertThat(winner.path("_rev").stringValue()).isEqualTo("2-bbb");
        assertThat(winner.path("_conflicts").toString()).isEqualTo("[\"2-aaa\"]");
        assertThat(winner.path("_deleted_conflicts").toString()).isEqualTo("[\"3-ccc\"]");
        assertThat(winner.path("_revisions").toString()).isEqualTo("{\"start\":2,\"ids\":[\"bbb\",\"root\"]}");
        assertThat(couch.get(db + "/c?rev=2-aaa").json().path("v").asInt()).isEqualTo(1);
        assertThat(couch.get(db + "/c?rev=9-zzz").error()).isEqualTo("404 not_found missing");

        RawCouch.eventually(() -> {
            couch.delete(db + "/c?rev=2-bbb");
            assertThat(couch.get(db + "/c").json().path("_rev").stringValue()).isEqualTo("2-aaa");
        });
        RawCouch.eventually(() -> {
            couch.delete(db + "/c?rev=2-aaa");
            assertThat(couch.get(db + "/c").error()).isEqualTo("404 not_found deleted");
        });
    }

    @Test
    void revisionsCompareByGenerationThenByBytes() {
        couch.post(
                db + "/_bulk_docs",
                "{\"new_edits\":false,\"docs\":["
                        + "{\"_id\":\"g\",\"_rev\":\"9-zzz\"},{\"_id\":\"g\",\"_rev\":\"10-aaa\"},"
                        + "{\"_id\":\"h\",\"_rev\":\"1-00000000000000000000000000000000\"},{\"_id\":\"h\",\"_rev\":\"1-A\"},"
                        + "{\"_id\":\"i\",\"_rev\":\"1-ffffffffffffffffffffffffffffffff\"},{\"_id\":\"i\",\"_rev\":\"1-z\"}]}");
        assertThat(couch.get(db + "/g").json().path("_rev").stringValue()).isEqualTo("10-aaa");
        assertThat(couch.get(db + "/h").json().path("_rev").stringValue()).isEqualTo("1-A");
        assertThat(couch.get(db + "/i").json().path("_rev").stringValue())
                .isEqualTo("1-ffffffffffffffffffffffffffffffff");
    }

    @Test
    void openRevisionsAreGivenAsAListOrInParts() {
        branches();
        Reply all = couch.get(db + "/c?open_revs=all&revs=true", "Accept", "application/json");
        assertThat(all.json()
                        .valueStream()
                        .map(row -> row.path("ok").path("_rev").asString("")))
                .containsExactlyInAnyOrder("2-aaa", "2-bbb", "3-ccc");
        String some = RawCouch.encode("[\"2-aaa\",\"7-nope\"]");
        Reply asked = couch.get(db + "/c?open_revs=" + some, "Accept", "application/json");
        assertThat(asked.json()
                        .valueStream()
                        .map(row -> row.has("ok") ? "ok" : row.path("missing").asString()))
                .containsExactlyInAnyOrder("ok", "7-nope");
        String ancestor = RawCouch.encode("[\"1-root\"]");
        Reply latest = couch.get(db + "/c?latest=true&open_revs=" + ancestor, "Accept", "application/json");
        assertThat(latest.json().size()).isEqualTo(3);
        assertThat(couch.get(db + "/nope?open_revs=all", "Accept", "application/json")
                        .status())
                .isEqualTo(404);

        Reply parts = couch.get(db + "/c?open_revs=all&revs=true", "Accept", "multipart/mixed");
        assertThat(parts.header("Content-Type").orElseThrow()).startsWith("multipart/mixed; boundary=\"");
        assertThat(parts.text())
                .startsWith("--")
                .contains("\r\nContent-Type: application/json")
                .endsWith("--");
    }

    @Test
    void readsManyDocumentsInTheOrderAsked() {
        couch.post(db + "/_bulk_docs", ids(0, 3));
        branches();
        JsonNode results = couch.post(
                        db + "/_bulk_get?revs=true&latest=true",
                        "{\"docs\":[{\"id\":\"b001\"},{\"id\":\"zzz\"},{\"id\":\"c\",\"rev\":\"2-aaa\"},{\"id\":\"c\",\"rev\":\"8-x\"}]}")
                .json()
                .path("results");
        assertThat(results.valueStream().map(one -> one.path("id").stringValue()))
                .containsExactly("b001", "zzz", "c", "c");
        assertThat(results.valueStream().map(one -> one.path("docs").size())).containsOnly(1);
        assertThat(results.get(0).path("docs").get(0).path("ok").path("n").asInt())
                .isEqualTo(1);
        JsonNode missing = results.get(1).path("docs").get(0).path("error");
        assertThat(missing.path("error").asString()
                        + missing.path("reason").asString()
                        + missing.path("rev").asString())
                .isEqualTo("not_foundmissingundefined");
        assertThat(results.get(2).path("docs").get(0).path("ok").path("v").asInt())
                .isEqualTo(1);
        assertThat(results.get(3).path("docs").get(0).path("error").path("rev").asString())
                .isEqualTo("8-x");
        assertThat(couch.post(db + "/_bulk_get", "{}").error())
                .isEqualTo("400 bad_request Missing JSON list of 'docs'.");
    }

    @Test
    void saysWhichRevisionsAreMissing() {
        branches();
        JsonNode difference = couch.post(
                        db + "/_revs_diff", "{\"c\":[\"2-aaa\",\"1-root\",\"9-zzz\"],\"known\":[\"1-x\"],\"d\":[]}")
                .json();
        assertThat(difference.path("c").path("missing").toString()).isEqualTo("[\"9-zzz\"]");
        assertThat(difference.path("c").path("possible_ancestors").valueStream().map(JsonNode::stringValue))
                .containsExactlyInAnyOrder("2-aaa", "2-bbb", "3-ccc");
        assertThat(difference.path("known").toString()).isEqualTo("{\"missing\":[\"1-x\"]}");
        assertThat(difference.has("d")).isFalse();
    }

    @Test
    void listsIdsInTheOrderOfTheirBytes() {
        List<String> ids = List.of(
                "n:é",
                "n:z",
                "n:Z",
                "n:a",
                "n:A",
                "n:中",
                "n:😀",
                "n:\uffee",
                "n:~",
                "n:_",
                "n:0",
                "n:\u0001",
                "n:b a",
                "n:ba",
                "n:-");
        ids.forEach(id -> couch.put(db + "/" + RawCouch.encode(id), "{}"));
        List<String> sorted = new ArrayList<>(ids);
        sorted.sort(Comparator.comparing(id -> id.getBytes(StandardCharsets.UTF_8), java.util.Arrays::compareUnsigned));
        assertThat(listed("?startkey=%22n:%22&endkey=%22n%3B%22")).isEqualTo(sorted);
    }

    @Test
    void listsRanges() {
        couch.post(db + "/_bulk_docs", ids(0, 30));
        couch.delete(
                db + "/b012?rev=" + couch.get(db + "/b012").json().path("_rev").stringValue());
        RawCouch.eventually(() -> assertThat(listed("?startkey=%22b010%22&endkey=%22b014%22"))
                .containsExactly("b010", "b011", "b013", "b014"));
        assertThat(listed("?start_key=%22b010%22&end_key=%22b014%22&inclusive_end=false"))
                .containsExactly("b010", "b011", "b013");
        assertThat(listed("?startkey=%22b019%22&endkey=%22b010%22&descending=true&limit=3&skip=1"))
                .containsExactly("b018", "b017", "b016");
        assertThat(listed("?descending=true&limit=2")).containsExactly("b029", "b028");
        assertThat(listed("?key=%22b005%22")).containsExactly("b005");
        assertThat(listed("?key=%22b012%22")).isEmpty();
        assertThat(listed("?limit=0")).isEmpty();
        assertThat(listed("?startkey=%22b028%22")).containsExactly("b028", "b029");
        assertThat(listed("?endkey=%22b001%22")).containsExactly("b000", "b001");
        assertThat(listed("?startkey=%22b020%22&endkey=%22b010%22")).isEmpty();
        assertThat(couch.get(db + "/_all_docs?limit=x").status()).isEqualTo(400);
        assertThat(couch.get(db + "/_all_docs?startkey=b").status()).isEqualTo(400);

        JsonNode all = couch.get(db + "/_all_docs?include_docs=true&limit=1&update_seq=true")
                .json();
        assertThat(all.path("total_rows").asInt()).isEqualTo(29);
        assertThat(all.path("rows").get(0).path("doc").path("n").asInt()).isZero();
        assertThat(all.path("update_seq").isMissingNode()).isFalse();
    }

    @Test
    void listsKeysInTheOrderAsked() {
        couch.post(db + "/_bulk_docs", ids(0, 5));
        couch.delete(
                db + "/b002?rev=" + couch.get(db + "/b002").json().path("_rev").stringValue());
        JsonNode rows = couch.post(
                        db + "/_all_docs?include_docs=true", "{\"keys\":[\"b003\",\"missing\",\"b002\",\"b001\"]}")
                .json()
                .path("rows");
        assertThat(rows.get(0).path("doc").path("n").asInt()).isEqualTo(3);
        assertThat(rows.get(1).toString()).isEqualTo("{\"key\":\"missing\",\"error\":\"not_found\"}");
        assertThat(rows.get(2).path("value").path("deleted").asBoolean()).isTrue();
        assertThat(rows.get(2).path("doc").isNull()).isTrue();
        assertThat(rows.get(3).path("key").stringValue()).isEqualTo("b001");
        String keys = RawCouch.encode("[\"b004\"]");
        assertThat(listed("?keys=" + keys)).containsExactly("b004");
        assertThat(couch.post(db + "/_all_docs", "{\"keys\":3}").status()).isEqualTo(400);
    }

    @Test
    void feedsChangesOnceEach() {
        couch.post(db + "/_bulk_docs", ids(0, 5));
        branches();
        String rev = couch.get(db + "/b001").json().path("_rev").stringValue();
        couch.delete(db + "/b001?rev=" + rev);

        JsonNode all = couch.get(db + "/_changes?style=all_docs").json();
        assertThat(all.path("results").size()).isEqualTo(6);
        assertThat(all.path("pending").asInt()).isZero();
        JsonNode last = all.path("results").get(5);
        assertThat(last.path("id").stringValue()).isEqualTo("b001");
        assertThat(last.path("deleted").asBoolean()).isTrue();
        JsonNode branched = all.path("results")
                .valueStream()
                .filter(row -> row.path("id").stringValue().equals("c"))
                .findFirst()
                .orElseThrow();
        assertThat(branched.path("changes").size()).isEqualTo(3);
        assertThat(branched.path("changes").get(0).path("rev").stringValue()).isEqualTo("2-bbb");

        JsonNode two = couch.get(db + "/_changes?limit=2").json();
        assertThat(two.path("results").size()).isEqualTo(2);
        assertThat(two.path("pending").asInt()).isEqualTo(4);
        String since = RawCouch.encode(two.path("last_seq").stringValue());
        assertThat(couch.get(db + "/_changes?include_docs=true&since=" + since)
                        .json()
                        .path("results")
                        .size())
                .isEqualTo(4);
        JsonNode none = couch.get(db + "/_changes?limit=0&since=" + since).json();
        assertThat(none.path("pending").asInt()).isEqualTo(4);
        assertThat(couch.get(db + "/_changes?since=now").json().path("results").size())
                .isZero();
        JsonNode newest = couch.get(db + "/_changes?descending=true&limit=1").json();
        assertThat(newest.path("results").get(0).path("id").stringValue()).isEqualTo("b001");
        JsonNode filtered = couch.post(db + "/_changes?filter=_doc_ids", "{\"doc_ids\":[\"b003\",\"zzz\"]}")
                .json();
        assertThat(filtered.path("results").size()).isEqualTo(1);
    }

    @Test
    void aLongPollEndsWithTheFirstChange() throws Exception {
        couch.put(db + "/before", "{}");
        String since = RawCouch.encode(
                couch.get(db + "/_changes?since=now").json().path("last_seq").asString());
        JsonNode nothing = couch.get(db + "/_changes?feed=longpoll&timeout=100&since=" + since)
                .json();
        assertThat(nothing.path("results").size()).isZero();
        try (var threads = Executors.newSingleThreadExecutor()) {
            Future<Reply> poll =
                    threads.submit(() -> couch.get(db + "/_changes?feed=longpoll&timeout=20000&since=" + since));
            couch.put(db + "/after", "{}");
            assertThat(poll.get().json().path("results").get(0).path("id").stringValue())
                    .isEqualTo("after");
        }
    }

    @Test
    void aContinuousFeedBeatsAndTells() throws IOException {
        var feed = couch.stream(db + "/_changes?feed=continuous&since=0&heartbeat=100&include_docs=true");
        try (var lines = new BufferedReader(new InputStreamReader(feed, StandardCharsets.UTF_8))) {
            assertThat(lines.readLine()).isEmpty();
            couch.put(db + "/one", "{\"n\":1}");
            assertThat(next(lines)).contains("\"id\":\"one\"").contains("\"n\":1");
            couch.put(db + "/two", "{}");
            assertThat(next(lines)).contains("\"id\":\"two\"");
        }
        var ending = couch.stream(db + "/_changes?feed=continuous&since=0&timeout=100");
        try (var lines = new BufferedReader(new InputStreamReader(ending, StandardCharsets.UTF_8))) {
            next(lines);
            next(lines);
            assertThat(next(lines)).startsWith("{\"last_seq\":");
        }
    }

    private static String next(BufferedReader lines) throws IOException {
        String line = lines.readLine();
        while (line != null && line.isEmpty()) {
            line = lines.readLine();
        }
        return line;
    }

    @Test
    void oldRevisionsAreForgottenBeyondTheLimit() {
        assertThat(couch.get(db + "/_revs_limit").text().strip()).isEqualTo("1000");
        assertThat(couch.put(db + "/_revs_limit", "3").status()).isEqualTo(200);
        String rev = couch.put(db + "/a", "{}").rev();
        for (int i = 0; i < 5; i++) {
            rev = couch.put(db + "/a?rev=" + rev, "{}").rev();
        }
        JsonNode revisions = couch.get(db + "/a?revs=true").json().path("_revisions");
        assertThat(revisions.path("start").asInt()).isEqualTo(6);
        assertThat(revisions.path("ids").size()).isEqualTo(3);
        assertThat(couch.post(db + "/_compact", "").status()).isEqualTo(202);
        assertThat(couch.get(db + "/_security").status()).isEqualTo(200);
    }
}
