package io.ironstead.couch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ironstead.couch.RawCouch.Reply;
import io.ironstead.couch.embedded.AdminPassword;
import io.ironstead.couch.embedded.EmbeddedCouchSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the embedded server does in its own way. */
class EmbeddedCouchTest {
    @TempDir
    Path directory;

    private EmbeddedForTests embedded;
    private RawCouch couch;
    private String db;

    @BeforeEach
    void start() {
        embedded = EmbeddedForTests.start(directory);
        couch = embedded.raw();
        db = couch.database();
    }

    @AfterEach
    void stop() {
        embedded.close();
    }

    private void restart() {
        embedded.close();
        embedded = EmbeddedForTests.start(directory);
        couch = embedded.raw();
    }

    @Test
    void everythingIsThereAfterARestart() {
        String rev = couch.put(db + "/a", "{\"n\":1}").rev();
        rev = couch.put(db + "/a?rev=" + rev, "{\"n\":2}").rev();
        couch.put(db + "/_local/l", "{\"n\":3}");
        couch.put(db + "/_revs_limit", "7");
        String info = couch.get(db).text();

        restart();

        assertThat(couch.get(db).text()).isEqualTo(info);
        assertThat(couch.get(db + "/a").json().path("_rev").stringValue()).isEqualTo(rev);
        assertThat(couch.get(db + "/_local/l").json().path("n").asInt()).isEqualTo(3);
        assertThat(couch.get(db + "/_revs_limit").text().strip()).isEqualTo("7");
        assertThat(couch.put(db + "/b", "{}").status()).isEqualTo(201);
        assertThat(couch.get(db + "/_changes").json().path("last_seq").stringValue())
                .isEqualTo("3");
    }

    @Test
    void aDatabaseMadeAgainIsEmptyAndAnotherOne() {
        String before = couch.get(db).json().path("instance_start_time").stringValue();
        couch.put(db + "/a", "{}");
        couch.put(db + "/_local/a", "{}");
        couch.delete(db);
        couch.put(db, "");

        assertThat(couch.get(db + "/a").error()).isEqualTo("404 not_found missing");
        assertThat(couch.get(db + "/_local/a").status()).isEqualTo(404);
        assertThat(couch.get(db + "/_changes").json().path("results").size()).isZero();
        String after = couch.get(db).json().path("instance_start_time").stringValue();
        assertThat(Long.parseLong(after)).isGreaterThan(Long.parseLong(before));
        assertThat(couch.post(db + "/_ensure_full_commit", "")
                        .json()
                        .path("instance_start_time")
                        .stringValue())
                .isEqualTo(after);
        restart();
        assertThat(couch.get(db + "/a").error()).isEqualTo("404 not_found missing");
    }

    @ParameterizedTest
    @CsvSource({
        "GET,/_config",
        "GET,/_node/_local",
        "GET,/_membership",
        "POST,/_replicate",
        "GET,/_users",
        "PUT,/_users",
        "GET,/_utils",
        "POST,/_dbs_info",
        "GET,/_cluster_setup",
        "GET,/_active_tasks",
        "POST,DB/_find",
        "POST,DB/_index",
        "POST,DB/_explain",
        "POST,DB/_purge",
        "POST,DB/_all_docs/queries",
        "GET,DB/_design/x/_view/y",
        "PUT,DB/a/attachment",
        "GET,DB/_partition/x",
        "GET,DB/_changes?filter=_selector",
        "GET,DB/_changes?filter=a/b",
        "GET,DB/_changes?feed=eventsource",
        "PUT,DB/_security",
        "PUT,DBp?partitioned=true"
    })
    void whatIsNotServedSaysSo(String method, String path) {
        Reply reply = couch.send(method, path.replace("DB", db), method.equals("GET") ? null : "{}");
        assertThat(reply.error()).startsWith("501 not_implemented");
    }

    @Test
    void theReplicatorIsSentBackToBasicAuthentication() {
        assertThat(couch.get("/_session").status()).isEqualTo(404);
        assertThat(couch.post("/_session", "{}").status()).isEqualTo(404);
    }

    /** CouchDB 3.4.3 with one shard was seen to answer 201 here once the database held another document. */
    @Test
    void aRevisionOfADocumentThatIsNotThereIsAConflict() {
        couch.put(db + "/a", "{}");
        assertThat(couch.put(db + "/b", "{\"_rev\":\"1-deadbeefdeadbeefdeadbeefdeadbeef\"}")
                        .status())
                .isEqualTo(409);
        assertThat(couch.get(db + "/b").status()).isEqualTo(404);
    }

    @Test
    void attachmentsAreRefusedOneByOne() {
        String attached = "\"_attachments\":{\"a\":{\"data\":\"aGk=\"}}";
        assertThat(couch.put(db + "/a", "{" + attached + "}").error()).startsWith("403 forbidden");
        Reply bulk = couch.post(
                db + "/_bulk_docs",
                "{\"new_edits\":false,\"docs\":[{\"_id\":\"a\",\"_rev\":\"1-a\"," + attached
                        + "},{\"_id\":\"b\",\"_rev\":\"1-b\",\"_attachments\":{}}]}");
        assertThat(bulk.json().size()).isEqualTo(1);
        assertThat(bulk.json().get(0).path("error").stringValue()).isEqualTo("forbidden");
        assertThat(couch.get(db + "/a").status()).isEqualTo(404);
        assertThat(couch.get(db + "/b").status()).isEqualTo(200);
    }

    @Test
    void designDocumentsAreKeptButNeverRun() {
        assertThat(couch.put(db + "/_design/v", "{\"validate_doc_update\":\"function(){throw({forbidden:1})}\"}")
                        .status())
                .isEqualTo(201);
        assertThat(couch.put(db + "/a", "{}").status()).isEqualTo(201);
        assertThat(couch.get(db + "/_design%2Fv").json().path("_id").stringValue())
                .isEqualTo("_design/v");
    }

    @Test
    void manyWritersShareTheSyncs() {
        long before = embedded.server().syncs();
        for (int i = 0; i < 20; i++) {
            couch.put(db + "/alone" + i, "{}");
        }
        long alone = embedded.server().syncs() - before;
        assertThat(alone).as("every answer waits for a sync").isGreaterThanOrEqualTo(20);

        int writers = 32;
        int each = 25;
        try (var threads = Executors.newFixedThreadPool(writers)) {
            IntStream.range(0, writers)
                    .forEach(w -> threads.submit(() -> {
                        for (int i = 0; i < each; i++) {
                            couch.put(db + "/w" + w + "-" + i, "{}");
                        }
                    }));
        }
        long together = embedded.server().syncs() - before - alone;
        assertThat(couch.get(db).json().path("doc_count").asInt()).isEqualTo(20 + writers * each);
        assertThat(together).isBetween(1L, (long) writers * each / 2);
    }

    @Test
    void aBodyBeyondTheLimitIsRefusedAndNobodyUnknownMaySendOne() throws IOException {
        String head = "POST " + db + "/_bulk_docs HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n";
        String right = "Authorization: Basic YWRtaW46Y29ycmVjdCBob3JzZQ==\r\n";
        assertThat(raw(head + right + "Content-Length: 90000000\r\n\r\n{")).startsWith("HTTP/1.1 413 ");
        assertThat(raw(head + "Content-Length: 1000000\r\n\r\n{")).startsWith("HTTP/1.1 401 ");
        assertThat(raw("GET " + "/x".repeat(50_000) + " HTTP/1.1\r\n\r\n")).startsWith("HTTP/1.1 400 ");
        assertThat(raw("nonsense\r\n\r\n")).startsWith("HTTP/1.1 400 ");
        assertThat(couch.get(db).status()).isEqualTo(200);
    }

    @Test
    void answersPipelinedRequestsInOrder() throws IOException {
        String right = " HTTP/1.1\r\nHost: x\r\nAuthorization: Basic YWRtaW46Y29ycmVjdCBob3JzZQ==\r\n";
        String requests = "GET " + db + "/none" + right + "\r\nGET " + db + right + "\r\nPUT " + db + "/p" + right
                + "Content-Length: 2\r\n\r\n{}GET " + db + "/p" + right + "Connection: close\r\n\r\n";
        String answers = raw(requests);
        assertThat(answers.split("HTTP/1\\.1 ", -1))
                .extracting(part -> part.isEmpty() ? "" : part.substring(0, 3))
                .containsExactly("", "404", "200", "201", "200");
    }

    private String raw(String request) throws IOException {
        InetSocketAddress address = new InetSocketAddress(
                InetAddress.getLoopbackAddress(), embedded.server().uri().getPort());
        try (var socket = new Socket(address.getAddress(), address.getPort())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void listensOnPrivateAddressesOnly() throws UnknownHostException {
        var admin = new AdminPassword("a", "00", 1, "00");
        for (String address : List.of("0.0.0.0", "8.8.8.8", "::")) {
            var socket = new InetSocketAddress(InetAddress.getByName(address), 0);
            assertThatThrownBy(() -> EmbeddedCouchSettings.of(directory, socket, admin))
                    .as(address)
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void twoServersCannotShareADirectory() {
        assertThatThrownBy(() -> EmbeddedForTests.start(directory)).hasMessageContaining("cannot be opened");
        assertThat(couch.get(db).status()).isEqualTo(200);
    }

    @Test
    void stoppingEndsTheFeedsAndSaysNothingIsGone() {
        try (var threads = Executors.newSingleThreadExecutor()) {
            couch.put(db + "/a", "{}");
            var feed = couch.stream(db + "/_changes?feed=continuous&heartbeat=50");
            var ended = threads.submit(() -> {
                try (feed) {
                    return new String(feed.readAllBytes(), StandardCharsets.UTF_8);
                }
            });
            embedded.server().close();
            assertThat(ended.get()).contains("\"id\":\"a\"").contains("\"last_seq\":\"1\"");
        } catch (InterruptedException | java.util.concurrent.ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void thePasswordIsNeverPrinted() {
        var admin = AdminPassword.of("u", "secret".toCharArray());
        assertThat(admin.toString()).doesNotContain(admin.hash()).doesNotContain("secret");
        var settings = CouchSettings.of(List.of(embedded.server().uri()), "u", "secret");
        assertThat(settings.toString()).doesNotContain("secret");
    }
}
