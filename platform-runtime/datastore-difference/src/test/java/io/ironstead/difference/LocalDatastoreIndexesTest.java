package io.ironstead.difference;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.appengine.repackaged.com.google.protobuf.InvalidProtocolBufferException;
import com.google.appengine.repackaged.com.google.storage.onestore.v3_bytes.proto2api.OnestoreEntity.CompositeIndex;
import com.google.appengine.repackaged.com.google.storage.onestore.v3_bytes.proto2api.OnestoreEntity.Index;
import com.google.apphosting.datastore_bytes.proto2api.DatastoreV3Pb.CompositeIndices;
import com.google.apphosting.datastore_bytes.proto2api.DatastoreV3Pb.GetIndicesRequest;
import io.ironstead.datastore.Direction;
import io.ironstead.datastore.IndexDefinition;
import io.ironstead.datastore.Order;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The calls about composite indexes, which an application's files declare and no call of a program changes. */
class LocalDatastoreIndexesTest {
    private static final String APP = "s~indexed";
    private static final String DECLARED = """
            <datastore-indexes autoGenerate="false">
              <datastore-index kind="Thing" ancestor="false">
                <property name="a" direction="asc"/>
                <property name="b" direction="desc"/>
              </datastore-index>
              <datastore-index kind="Thing" ancestor="true">
                <property name="b" direction="asc"/>
              </datastore-index>
            </datastore-indexes>
            """;

    @TempDir
    Path folder;

    @Test
    void declaredIndexesAreListedAsGooglesLists() throws IOException {
        Files.writeString(
                Files.createDirectories(folder.resolve("WEB-INF")).resolve("datastore-indexes.xml"), DECLARED);
        try (var ours = new OurDatastore();
                var googles = new GooglesDatastore(folder)) {
            ours.declare(
                    APP,
                    List.of(
                            new IndexDefinition(
                                    "Thing",
                                    false,
                                    List.of(new Order("a", Direction.ASCENDING), new Order("b", Direction.DESCENDING))),
                            new IndexDefinition("Thing", true, List.of(new Order("b", Direction.ASCENDING)))));

            assertThat(listed(ours))
                    .containsExactlyInAnyOrderElementsOf(listed(googles))
                    .containsExactlyInAnyOrder(
                            APP + " Thing: a ASCENDING, b DESCENDING; READ_WRITE",
                            APP + " Thing below an ancestor: b ASCENDING; READ_WRITE");
        }
    }

    private static List<String> listed(V3Server server) throws InvalidProtocolBufferException {
        var answer = server.call(
                APP, "GetIndices", GetIndicesRequest.newBuilder().setAppId(APP).build());
        assertThat(answer.message()).as(answer.refusal()).isNotNull();
        return CompositeIndices.parser().parseFrom(answer.message()).getIndexList().stream()
                .map(LocalDatastoreIndexesTest::line)
                .toList();
    }

    /** Without its id, which is each server's own. */
    private static String line(CompositeIndex index) {
        Index definition = index.getDefinition();
        var columns = definition.getPropertyList().stream()
                .map(column -> column.getName() + " " + column.getDirection())
                .toList();
        return index.getAppId() + " "
                + definition.getEntityType()
                + (definition.getAncestor() ? " below an ancestor: " : ": ") + String.join(", ", columns) + "; "
                + index.getState();
    }

    @ParameterizedTest
    @ValueSource(strings = {"CreateIndex", "UpdateIndex", "DeleteIndex"})
    void neitherChangesAnIndexByACall(String method) {
        try (var ours = new OurDatastore();
                var googles = new GooglesDatastore(folder)) {
            var index = CompositeIndex.newBuilder()
                    .setAppId(APP)
                    .setId(1)
                    .setState(CompositeIndex.State.WRITE_ONLY)
                    .setDefinition(Index.newBuilder().setEntityType("Thing").setAncestor(false))
                    .build();
            assertThat(googles.call(APP, method, index).message()).isNull();
            assertThat(ours.call(APP, method, index).message()).isNull();
            assertThat(ours.call(APP, method, index).refusal()).contains("index.yaml");
        }
    }
}
