package io.ironstead.couch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import org.ektorp.CouchDbConnector;
import org.ektorp.DocumentNotFoundException;
import org.ektorp.UpdateConflictException;
import org.ektorp.ViewQuery;
import org.ektorp.changes.ChangesCommand;
import org.ektorp.http.HttpClient;
import org.ektorp.http.StdHttpClient;
import org.ektorp.impl.StdCouchDbConnector;
import org.ektorp.impl.StdCouchDbInstance;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A program that uses Ektorp itself, with its own client, on the embedded server. */
class EktorpOnEmbeddedTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private EmbeddedForTests embedded;
    private HttpClient http;
    private CouchDbConnector db;

    @BeforeEach
    void connect(@TempDir Path directory) throws Exception {
        embedded = EmbeddedForTests.start(directory);
        http = new StdHttpClient.Builder()
                .url(embedded.server().uri().toString())
                .username(EmbeddedForTests.USER)
                .password(EmbeddedForTests.PASSWORD)
                .caching(false)
                .useExpectContinue(false)
                .build();
        db = new StdCouchDbConnector("ektorp", new StdCouchDbInstance(http));
        db.createDatabaseIfNotExists();
        db.createDatabaseIfNotExists();
    }

    @AfterEach
    void disconnect() {
        http.shutdown();
        embedded.close();
    }

    private static ObjectNode document(String id, int n) {
        return JSON.createObjectNode().put("_id", id).put("n", n);
    }

    @Test
    void createsReadsUpdatesAndDeletes() {
        db.create("a/+%é", document("a/+%é", 1));
        ObjectNode read = db.get(ObjectNode.class, "a/+%é");
        assertThat(read.path("n").asInt()).isEqualTo(1);
        db.update(read.put("n", 2));
        assertThatThrownBy(() -> db.update(document("a/+%é", 3))).isInstanceOf(UpdateConflictException.class);
        assertThat(db.find(ObjectNode.class, "none")).isNull();
        assertThatThrownBy(() -> db.get(ObjectNode.class, "none")).isInstanceOf(DocumentNotFoundException.class);
        db.delete("a/+%é", db.getCurrentRevision("a/+%é"));
        assertThat(db.contains("a/+%é")).isFalse();
        assertThat(db.getAllDocIds()).isEmpty();
    }

    @Test
    void writesInBulkAndListsByRangeAndKeys() {
        assertThat(db.executeBulk(List.of(document("a", 1), document("b", 2), document("c", 3))))
                .isEmpty();
        assertThat(db.executeBulk(List.of(document("b", 5)))).hasSize(1);
        var range = new ViewQuery().allDocs().startKey("b").endKey("z").includeDocs(true);
        assertThat(db.queryView(range, JsonNode.class))
                .extracting(node -> node.path("n").asInt())
                .containsExactly(2, 3);
        var keys = new ViewQuery().allDocs().keys(List.of("c", "a")).includeDocs(true);
        assertThat(db.queryView(keys, JsonNode.class))
                .extracting(node -> node.path("n").asInt())
                .containsExactly(3, 1);
    }

    @Test
    void followsChanges() throws InterruptedException {
        var feed = db.changesFeed(
                new ChangesCommand.Builder().since("now").heartbeat(200).build());
        db.create("a", document("a", 1));
        assertThat(feed.next().getId()).isEqualTo("a");
        feed.cancel();
        assertThat(db.changes(new ChangesCommand.Builder().build())).hasSize(1);
    }
}
