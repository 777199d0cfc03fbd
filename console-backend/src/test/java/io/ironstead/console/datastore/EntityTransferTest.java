package io.ironstead.console.datastore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ironstead.console.security.RefusedException;
import io.ironstead.model.SiteName;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class EntityTransferTest {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final SiteName SHOP = new SiteName("shop");

    @TempDir
    Path folder;

    @Test
    void whatWasExportedIsThereAfterItsImport() throws IOException {
        var shop = new Entities();
        for (int i = 0; i < 1_000; i++) {
            shop.put(entity("shop", i % 3 == 0 ? "" : "eu", "Item", "item-" + i, "shop"));
        }
        var file = export(shop, SHOP);
        var copy = new Entities();
        var read = EntityFile.check(file);
        assertThat(read).isEqualTo(new EntityFile.Summary("shop", 1_000));
        var told = new ArrayList<String>();
        assertThat(new EntityImport(copy, SHOP).write(file, read, (done, all) -> told.add(done + " of " + all)))
                .isEqualTo(1_000);
        assertThat(told).containsExactly("200 of 1000", "400 of 1000", "600 of 1000", "800 of 1000", "1000 of 1000");
        assertThat(copy.all).isEqualTo(shop.all);
        assertThat(copy.commits).isEqualTo(5);
    }

    @Test
    void keysOfTheOldSiteBecomeKeysOfTheNewOne() throws IOException {
        var shop = new Entities();
        shop.put(entity("shop", "", "Item", "a", "shop"));
        shop.put(entity("shop", "", "Item", "b", "elsewhere"));
        var file = export(shop, SHOP);
        var copy = new Entities();
        new EntityImport(copy, new SiteName("copy"))
                .write(file, EntityFile.check(file), EntityTransfer.Progress.UNSEEN);
        assertThat(copy.all.values())
                .containsExactlyInAnyOrder(
                        entity("copy", "", "Item", "a", "copy"), entity("copy", "", "Item", "b", "elsewhere"));
    }

    @Test
    void aFileThatIsNotWholeIsRefusedBeforeAnythingIsWritten() throws IOException {
        var shop = new Entities();
        shop.put(entity("shop", "", "Item", "a", "shop"));
        shop.put(entity("shop", "", "Item", "b", "shop"));
        var lines = Files.readAllLines(export(shop, SHOP));
        assertThat(lines).hasSize(4);
        refused("Its last line is missing", lines.subList(0, 3));
        refused("Its first line does not say so", lines.subList(1, 4));
        refused("It has 1 entities, and says 2", List.of(lines.get(0), lines.get(1), lines.get(3)));
        refused("Line 2 is not JSON", List.of(lines.get(0), lines.get(1).substring(5), lines.get(3)));
        refused("Line 2 holds no entity", List.of(lines.get(0), "{\"entity\":{}}", lines.get(3)));
        refused("comes after its end", List.of(lines.get(0), lines.get(1), lines.get(2), lines.get(3), lines.get(1)));
        refused("Its first line does not say so", List.of());
    }

    private void refused(String why, List<String> lines) throws IOException {
        var file = Files.write(folder.resolve("broken.ndjson"), lines);
        assertThatThrownBy(() -> EntityFile.check(file))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining(why);
    }

    private Path export(Entities entities, SiteName site) throws IOException {
        var out = new ByteArrayOutputStream();
        EntityExport.open(entities, site).writeTo(out, EntityTransfer.Progress.UNSEEN);
        assertThat(entities.open).as("transactions left open").isZero();
        return Files.write(folder.resolve("export.ndjson"), out.toByteArray());
    }

    private static JsonNode entity(String site, String namespace, String kind, String name, String referenced) {
        return JSON.readTree("""
                {"key": {"partitionId": {"projectId": "%s", "namespaceId": "%s"}, "path": [{"kind": "%s", "name": "%s"}]},
                 "properties": {"big": {"integerValue": "9007199254740993"}, "blob": {"blobValue": "AAE="},
                 "text": {"stringValue": "é\\u2028\\n", "excludeFromIndexes": true, "meaning": 15},
                 "to": {"keyValue": {"partitionId": {"projectId": "%s"}, "path": [{"kind": "Item", "id": "5"}]}}}}
                """.formatted(site, namespace, kind, name, referenced));
    }

    /** A datastore that knows just enough: pages of {@code limit} rows by key, cursors that are keys, namespaces. */
    private static final class Entities implements DatastoreCalls {
        final TreeMap<String, JsonNode> all = new TreeMap<>();
        int commits;
        int open;

        void put(JsonNode entity) {
            all.put(entity.path("key").toString(), entity);
        }

        @Override
        public JsonNode call(DatastoreMethod method, ObjectNode request) {
            return switch (method) {
                case BEGIN_TRANSACTION -> {
                    open++;
                    assertThat(request.at("/transactionOptions/readOnly").isObject())
                            .isTrue();
                    yield JSON.readTree("{\"transaction\": \"t\"}");
                }
                case ROLLBACK -> {
                    open--;
                    yield JSON.createObjectNode();
                }
                case RUN_QUERY -> {
                    assertThat(request.at("/readOptions/transaction").asString())
                            .isEqualTo("t");
                    yield JSON.createObjectNode().set("batch", run(request));
                }
                case COMMIT -> {
                    commits++;
                    request.path("mutations").forEach(one -> put(one.path("upsert")));
                    yield JSON.createObjectNode();
                }
                default -> throw new AssertionError(method);
            };
        }

        private JsonNode run(ObjectNode request) {
            var batch = JSON.createObjectNode();
            var rows = batch.putArray("entityResults");
            if (request.at("/query/kind/0/name").asString("").equals("__namespace__")) {
                var names = new TreeSet<String>();
                all.values().forEach(one -> names.add(namespace(one)));
                names.forEach(name -> rows.add(
                        JSON.readTree("{\"entity\": {\"key\": {\"path\": [{\"kind\": \"__namespace__\", %s}]}}}"
                                .formatted(name.isEmpty() ? "\"id\": \"1\"" : "\"name\": \"" + name + "\""))));
                return batch;
            }
            var after = request.at("/query/startCursor").asString("");
            var wanted = request.at("/partitionId/namespaceId").asString("");
            var keys = new ArrayList<>(all.tailMap(after, false).keySet());
            keys.removeIf(key -> !namespace(all.get(key)).equals(wanted));
            var page = keys.subList(
                    0, Math.min(keys.size(), request.at("/query/limit").asInt()));
            page.forEach(key -> rows.addObject().set("entity", all.get(key)));
            batch.put("endCursor", page.isEmpty() ? after : Collections.max(page));
            return batch;
        }

        private static String namespace(JsonNode entity) {
            return entity.at("/key/partitionId/namespaceId").asString("");
        }
    }
}
