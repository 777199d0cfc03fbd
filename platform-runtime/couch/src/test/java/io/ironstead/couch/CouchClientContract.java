package io.ironstead.couch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ironstead.model.Deadline;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** The client, on each server it is used with. */
abstract class CouchClientContract {
    private RawCouch couch;
    private CouchClient client;
    private DatabaseName db;

    /** The server under test. */
    abstract RawCouch server();

    /** A client of it that goes another way than by its address. */
    Optional<CouchClient> nearest() {
        return Optional.empty();
    }

    @BeforeEach
    void connect() {
        couch = server();
        client = nearest().orElseGet(() -> client(couch.address()));
        db = new DatabaseName(couch.database().substring(1));
    }

    @AfterEach
    void disconnect() {
        if (client != null) {
            client.drop(db, soon());
            client.close();
        }
    }

    private CouchClient client(URI... coordinators) {
        return new CouchClient(CouchSettings.of(List.of(coordinators), couch.user(), couch.password()));
    }

    private static Deadline soon() {
        return Deadline.in(Duration.ofSeconds(20));
    }

    private static ObjectNode json(String text) {
        return (ObjectNode) Answer.JSON.readTree(text);
    }

    private Revision stored(Written written) {
        assertThat(written).isInstanceOf(Written.Stored.class);
        return ((Written.Stored) written).revision();
    }

    @Test
    void makesAndDropsADatabase() {
        var other = new DatabaseName(db.text() + "_other");
        assertThat(client.exists(other, soon())).isFalse();
        assertThat(client.create(other, 1, 1, soon())).isEqualTo(DatabaseCreated.CREATED);
        assertThat(client.create(other, 1, 1, soon())).isEqualTo(DatabaseCreated.EXISTS);
        assertThat(client.exists(other, soon())).isTrue();
        client.drop(other, soon());
        client.drop(other, soon());
        assertThatThrownBy(() -> client.find(other, "a", soon()))
                .isInstanceOf(CouchRefusedException.class)
                .hasMessageContaining("Database does not exist");
    }

    @Test
    void aWriteOnceSlotTakesOneContent() {
        String id = "L!tablet!0000000000000001!000000000000000a/é+%";
        Revision first = stored(client.insert(db, id, json("{\"m\":\"QUJD\",\"big\":9007199254740993}"), soon()));
        assertThat(client.insert(db, id, json("{\"m\":\"seal\"}"), soon())).isEqualTo(new Written.Conflict());
        CouchDocument read = client.find(db, id, soon()).orElseThrow();
        assertThat(read.id()).isEqualTo(id);
        assertThat(read.revision()).isEqualTo(first);
        assertThat(read.json().path("big").bigIntegerValue()).isEqualTo("9007199254740993");
        assertThat(client.find(db, "nothing", soon())).isEmpty();
        assertThat(client.leaves(db, "nothing", soon())).isEmpty();
    }

    @Test
    void updatesAreTakenOnTheNamedRevisionOnly() {
        Revision first = stored(client.insert(db, "a", json("{\"n\":1}"), soon()));
        Revision second = stored(client.update(db, "a", first, json("{\"n\":2}"), soon()));
        assertThat(second.generation()).isEqualTo(2);
        assertThat(client.update(db, "a", first, json("{\"n\":3}"), soon())).isEqualTo(new Written.Conflict());
    }

    @Test
    void copiesABranchWithItsOwnName() {
        stored(client.insert(db, "a", json("{\"n\":1}"), soon()));
        var branch = CouchDocument.of(json("{\"_id\":\"a\",\"_rev\":\"1-zzz\",\"n\":2}"));
        assertThat(stored(client.copy(db, branch, soon()))).isEqualTo(branch.revision());
        assertThat(stored(client.copy(db, branch, soon()))).isEqualTo(branch.revision());
        assertThat(client.leaves(db, "a", soon())).hasSize(2);
        assertThat(client.find(db, "a", soon()).orElseThrow().json().path("n").asInt())
                .isIn(1, 2);
    }

    @Test
    void aBulkWriteSaysOfEachDocumentWhatBecameOfIt() {
        stored(client.insert(db, "b", json("{}"), soon()));
        List<Written> written = client.write(
                db, List.of(json("{\"_id\":\"a\"}"), json("{\"_id\":\"b\"}"), json("{\"_id\":\"c\"}")), soon());
        assertThat(written.get(0)).isInstanceOf(Written.Stored.class);
        assertThat(written.get(1)).isEqualTo(new Written.Conflict());
        assertThat(written.get(2)).isInstanceOf(Written.Stored.class);
    }

    @Test
    void readsByKeysAndByRange() {
        client.write(db, List.of(json("{\"_id\":\"a\"}"), json("{\"_id\":\"b+\"}"), json("{\"_id\":\"c\"}")), soon());
        assertThat(client.find(db, List.of("c", "x", "a"), soon()))
                .extracting(CouchDocument::id)
                .containsExactly("c", "a");
        assertThat(client.range(db, KeyRange.between("a", "b\uffff", 10), soon()))
                .extracting(CouchDocument::id)
                .containsExactly("a", "b+");
        assertThat(client.range(db, new KeyRange(Optional.empty(), Optional.empty(), true, 1), soon()))
                .extracting(CouchDocument::id)
                .containsExactly("c");
    }

    @Test
    void followsTheChanges() {
        client.insert(db, "a", json("{}"), soon());
        client.insert(db, "b", json("{}"), soon());
        Changes first = client.changes(db, "0", 1, soon());
        assertThat(first.pending()).isEqualTo(1);
        Changes rest = client.awaitChanges(db, first.last(), 10, Duration.ofSeconds(1), soon());
        assertThat(rest.changes()).hasSize(1);
        assertThat(client.awaitChanges(db, rest.last(), 10, Duration.ofMillis(50), soon())
                        .changes())
                .isEmpty();
    }

    @Test
    void whatIsTooLargeIsRefused() {
        ObjectNode large = json("{}").put("x", "y".repeat(8_000_100));
        assertThat(client.insert(db, "large", large, soon())).isInstanceOf(Written.Refused.class);
    }

    @Test
    void aDeadCoordinatorIsPassedBy() {
        try (var both = client(URI.create("http://127.0.0.1:1"), couch.address())) {
            stored(both.insert(db, "a", json("{}"), soon()));
            assertThat(both.find(db, "a", soon())).isPresent();
        }
    }

    @Test
    void aWrongPasswordIsAnErrorNotAnAnswer() {
        try (var stranger = new CouchClient(CouchSettings.of(List.of(couch.address()), couch.user(), "wrong"))) {
            assertThatThrownBy(() -> stranger.insert(db, "a", json("{}"), soon()))
                    .isInstanceOf(CouchRefusedException.class)
                    .hasMessageContaining("401");
        }
    }
}
