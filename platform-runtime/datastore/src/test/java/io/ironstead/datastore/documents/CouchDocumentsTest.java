package io.ironstead.datastore.documents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.ironstead.couch.CouchDocument;
import io.ironstead.couch.DatabaseName;
import io.ironstead.couch.Revision;
import io.ironstead.datastore.TestCouch;
import io.ironstead.datastore.log.TabletName;
import io.ironstead.model.Deadline;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.JsonNodeFactory;

/** Documents on a CouchDB-protocol server, by real HTTP. */
class CouchDocumentsTest {
    @TempDir
    Path folder;

    private TestCouch couch;
    private DatabaseName entities;
    private CouchDocuments documents;

    @BeforeEach
    void start() {
        couch = TestCouch.start(folder);
        entities = new TabletName(couch.site("shop"), "").entities();
        documents = new CouchDocuments(couch.client(), entities, couch.copies());
    }

    @AfterEach
    void stop() {
        couch.close();
    }

    private static Deadline soon() {
        return Deadline.in(Duration.ofSeconds(20));
    }

    private static Document document(String id, long version, String row) {
        return new Document(id, version, Optional.of(ByteString.copyFromUtf8(row)), Map.of("k", "Guest"));
    }

    private List<String> rows() {
        var collected = Collected.of(documents);
        assertThat(collected.missing()).isEmpty();
        return collected.rows();
    }

    @Test
    void theLastVersionOfEachIsRead() {
        assertThatThrownBy(this::rows).as("no database").isInstanceOf(DocumentsException.class);
        assertThat(documents.store(List.of())).isTrue();
        assertThat(rows()).isEmpty();
        assertThat(documents.store(List.of(document("a", 1, "one"), document("b", 1, "two"))))
                .isTrue();
        assertThat(documents.store(List.of(document("a", 3, "three"), Document.deleted("b", 3))))
                .isTrue();
        assertThat(rows()).containsExactly("a 3 three");
        assertThat(documents.store(List.of(document("a", 3, "three"), Document.deleted("b", 4))))
                .as("a checkpoint repeated")
                .isTrue();
        assertThat(rows()).containsExactly("a 3 three");

        assertThat(documents.store(List.of(document("b", 5, "again")))).isTrue();
        assertThat(rows()).containsExactly("a 3 three", "b 5 again");
        assertThat(couch.client()
                        .find(entities, "a", soon())
                        .orElseThrow()
                        .json()
                        .path("k")
                        .asString())
                .isEqualTo("Guest");
    }

    @Test
    void moreThanAPageIsReadWhole() {
        var many = IntStream.range(0, 1_203)
                .mapToObj(i -> document("d" + i, i, "row"))
                .toList();
        assertThat(documents.store(many)).isTrue();
        assertThat(rows()).hasSize(1_203).doesNotHaveDuplicates();
    }

    @Test
    void ofTwoLeavesTheHigherVersionIsRight() {
        documents.store(List.of(document("a", 7, "right"), Document.deleted("b", 7)));
        // What a deposed leader wrote elsewhere in the cluster, and wins by the name of its revision.
        var stale = JsonNodeFactory.instance.objectNode().put("v", 5).put("b", "c3RhbGU=");
        for (String id : List.of("a", "b")) {
            var json = stale.deepCopy().put("_id", id).put("_rev", "9-ffffffffffffffffffffffffffffffff");
            couch.client()
                    .copy(
                            entities,
                            new CouchDocument(
                                    id, Revision.parse(json.path("_rev").asString()), false, json),
                            soon());
        }
        assertThat(couch.client()
                        .find(entities, "a", soon())
                        .orElseThrow()
                        .json()
                        .path("v")
                        .asLong())
                .as("the stale one wins in CouchDB")
                .isEqualTo(5);

        assertThat(rows()).containsExactly("a 7 right");
    }

    @Test
    void whoFindsANewerDocumentStoresNothingOverIt() {
        assertThat(documents.store(List.of(document("a", 7, "new"), document("b", 7, "new"), document("c", 7, "new"))))
                .isTrue();
        assertThat(documents.store(List.of(Document.deleted("b", 9)))).isTrue();
        for (var stale : List.of(document("a", 5, "old"), Document.deleted("a", 5), document("b", 8, "old"))) {
            assertThat(documents.store(List.of(document("c", 9, "c"), stale)))
                    .as(stale.toString())
                    .isFalse();
        }
        assertThat(rows()).containsExactly("a 7 new", "c 7 new");
    }

    @Test
    void whatADeposedLeaderStoresLateIsNotReadWhateverItsSuccessorDid() {
        assertThat(documents.store(List.of(document("over", 3, "base"), document("gone", 3, "base"))))
                .isTrue();
        var ids = List.of("over", "gone", "made", "madeAndGone");
        var seen = couch.client().winners(entities, ids, soon());
        assertThat(documents.store(List.of(
                        document("over", 7, "right"),
                        Document.deleted("gone", 7),
                        document("made", 7, "right"),
                        document("madeAndGone", 6, "short"))))
                .isTrue();
        assertThat(documents.store(List.of(Document.deleted("madeAndGone", 7)))).isTrue();

        var late = ids.stream()
                .map(id -> CouchDocuments.json(document(id, 5, "late"), Optional.ofNullable(seen.get(id))))
                .toList();
        assertThat(couch.client().copyAll(entities, late, soon())).isEmpty();
        assertThat(rows()).containsExactly("made 7 right", "over 7 right");

        assertThat(documents.store(List.of(document("gone", 9, "again"), document("over", 9, "next"))))
                .isTrue();
        assertThat(documents.store(List.of(Document.deleted("over", 10)))).isTrue();
        assertThat(rows()).containsExactly("gone 9 again", "made 7 right");
    }

    @Test
    void nothingIsSaidToBeStoredWhileNobodyAnswers() {
        Assumptions.assumeTrue(TestCouch.real().isEmpty(), "A named CouchDB is not this test's to stop");
        couch.stopServer();
        assertThat(documents.store(List.of(document("a", 1, "one")))).isFalse();
    }
}
