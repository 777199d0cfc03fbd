package io.ironstead.agent.data;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.datastore.v1.ArrayValue;
import com.google.datastore.v1.BeginTransactionRequest;
import com.google.datastore.v1.CommitRequest;
import com.google.datastore.v1.Key;
import com.google.datastore.v1.LookupRequest;
import com.google.datastore.v1.RollbackRequest;
import com.google.datastore.v1.Value;
import io.ironstead.agent.data.TwoSites.Answer;
import io.ironstead.agent.data.TwoSites.Program;
import io.ironstead.agent.fake.Seeds;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ArgumentsSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** A program at its site's own address of Cloud Datastore that names another site's data, and one that talks nonsense. */
class CloudTenancyTest {
    private static final String SECRET = "the treasure";
    private static final int CALLS = 1000;

    @TempDir
    static Path folder;

    static TwoSites sites;

    @BeforeAll
    static void start() throws IOException {
        sites = new TwoSites(folder);
        for (var name : List.of("one", "two", "three")) {
            fine(call(sites.bank, "bank", "commit", upsert("bank", name, SECRET)));
            fine(call(sites.shop, "shop", "commit", upsert("shop", name, "own")));
        }
    }

    @AfterAll
    static void stop() {
        sites.close();
    }

    @AfterEach
    void theOtherSiteIsUnharmed() throws IOException {
        for (var name : List.of("one", "two", "three")) {
            var kept = call(sites.bank, "bank", "lookup", "{'keys': [" + key("bank", name) + "]}");
            assertThat(fine(kept).text()).contains(SECRET);
        }
    }

    private static Answer call(Program program, String project, String method, String json) throws IOException {
        var body = json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        return program.cloud(project, method, "application/json", body);
    }

    private static Answer fine(Answer answer) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer;
    }

    private static void refused(String project, String method, String json) throws IOException {
        var answer = call(sites.shop, project, method, json);
        assertThat(answer.status())
                .as(project + " " + method + " " + json + ": " + answer.text())
                .isBetween(400, 499);
        assertThat(answer.text()).doesNotContain(SECRET);
    }

    private static String key(String project, String name) {
        return "{'partitionId': {'projectId': '" + project + "'}, 'path': [{'kind': 'Note', 'name': '" + name + "'}]}";
    }

    private static String upsert(String project, String name, String text) {
        return "{'mode': 'NON_TRANSACTIONAL', 'mutations': [{'upsert': {'key': " + key(project, name)
                + ", 'properties': {'text': {'stringValue': '" + text + "'}}}}]}";
    }

    @ParameterizedTest
    @ValueSource(strings = {"bank", "s~bank", "x~bank", "BANK", "shop$bank", "shop~bank", ".", "bank.example", "_bank"})
    void noNameOfAProjectLeadsToIt(String project) throws IOException {
        var stolen = key(project, "one");
        // Asked for as the project of the whole request, and within a request for the own one.
        for (var place : List.of(project, "shop")) {
            refused(place, "lookup", "{'keys': [" + stolen + "]}");
            refused(place, "commit", upsert(project, "one", "overwritten"));
            refused(place, "commit", "{'mode': 'NON_TRANSACTIONAL', 'mutations': [{'delete': " + stolen + "}]}");
            refused(
                    place,
                    "allocateIds",
                    "{'keys': [{'partitionId': {'projectId': '" + project + "'}, 'path': [{'kind': 'Note'}]}]}");
            refused(place, "reserveIds", "{'keys': [" + stolen + "]}");
            for (var partition : List.of(project, "shop")) {
                if (!place.equals("shop") || !partition.equals("shop")) {
                    refused(place, "runQuery", query(partition, "'query': {'kind': [{'name': 'Note'}]}"));
                    refused(place, "runQuery", query(partition, "'gqlQuery': {'queryString': 'SELECT * FROM Note'}"));
                    refused(
                            place,
                            "runAggregationQuery",
                            query(
                                    partition,
                                    "'aggregationQuery': {'nestedQuery': {'kind': [{'name': 'Note'}]},"
                                            + " 'aggregations': [{'count': {}}]}"));
                }
            }
        }
        refused(project, "beginTransaction", "{}");
        refused("shop", "lookup", "{'projectId': '" + project + "', 'keys': [" + key("shop", "one") + "]}");
    }

    private static String query(String partition, String query) {
        return "{'partitionId': {'projectId': '" + partition + "'}, " + query + "}";
    }

    /** Such filters are no use, and no harm. */
    @Test
    void aFilterOnAForeignKeyFindsNothingOfIt() throws IOException {
        for (var operator : List.of("GREATER_THAN", "HAS_ANCESTOR", "EQUAL")) {
            var answer = call(
                    sites.shop,
                    "shop",
                    "runQuery",
                    "{'query': {'kind': [{'name': 'Note'}], 'filter': {'propertyFilter': {'property': {'name': '__key__'},"
                            + " 'op': '" + operator + "', 'value': {'keyValue': " + key("bank", "one") + "}}}}}");
            assertThat(answer.status()).as(answer.text()).isLessThan(500);
            assertThat(answer.text()).doesNotContain(SECRET);
        }
        var gql = call(
                sites.shop,
                "shop",
                "runQuery",
                "{'gqlQuery': {'allowLiterals': true, 'queryString':"
                        + " \"SELECT * FROM Note WHERE __key__ > KEY(PROJECT(\\\"bank\\\"), Note, \\\"a\\\")\"}}");
        assertThat(gql.status()).as(gql.text()).isLessThan(500);
        assertThat(gql.text()).doesNotContain(SECRET);
    }

    @Test
    void aTransactionOfAnotherSiteCanNeitherBeReadInNorEnded() throws IOException {
        var json = JsonMapper.shared();
        var begun = json.readTree(
                fine(call(sites.bank, "bank", "beginTransaction", "{}")).body());
        var theirs = begun.get("transaction").asString();

        refused("shop", "commit", "{'mode': 'TRANSACTIONAL', 'transaction': '" + theirs + "'}");
        refused(
                "shop",
                "lookup",
                "{'readOptions': {'transaction': '" + theirs + "'}, 'keys': [" + key("shop", "one") + "]}");
        call(sites.shop, "shop", "rollback", "{'transaction': '" + theirs + "'}");
        refused("bank", "rollback", "{'transaction': '" + theirs + "'}");

        var write = upsert("bank", "four", SECRET).replace("NON_TRANSACTIONAL", "TRANSACTIONAL");
        fine(call(sites.bank, "bank", "commit", write.replaceFirst("\\{", "{'transaction': '" + theirs + "', ")));
    }

    @Test
    void aCursorOfAnotherSiteShowsNothingOfIt() throws IOException {
        var one = "{'query': {'kind': [{'name': 'Note'}], 'limit': 1}}";
        var page = JsonMapper.shared()
                .readTree(fine(call(sites.bank, "bank", "runQuery", one)).body());
        var cursor = page.get("batch").get("endCursor").asString();
        var answer = call(
                sites.shop,
                "shop",
                "runQuery",
                "{'query': {'kind': [{'name': 'Note'}], 'startCursor': '" + cursor + "'}}");
        assertThat(answer.status()).as(answer.text()).isLessThan(500);
        assertThat(answer.text()).doesNotContain(SECRET);
    }

    @ParameterizedTest
    @ArgumentsSource(Seeds.class)
    void everySpoiltCallIsAnsweredAndNothingLeaks(long seed) throws IOException {
        var random = new Random(seed);
        var mutations = new Mutations(random);
        var calls = calls();
        for (int i = 0; i < CALLS; i++) {
            var call = calls.get(random.nextInt(calls.size()));
            var sent = mutations.of(call.body);
            var project = random.nextInt(4) > 0 ? "shop" : "bank";
            var answer = sites.shop.cloud(project, call.method, call.type, sent);
            var what = "-Dseed=" + seed + ", call " + i + ", " + project + ":" + call.method + " "
                    + new String(sent, StandardCharsets.ISO_8859_1) + ": " + answer.text();
            assertThat(answer.status()).as(what).isLessThan(500);
            assertThat(answer.text()).as(what).doesNotContain(SECRET);
            assertThat(project.equals("shop") || answer.status() >= 400)
                    .as(what)
                    .isTrue();
        }
        fine(call(sites.shop, "shop", "commit", upsert("shop", "one", "still works")));
    }

    /** One call as a client may make it. */
    record Call(String method, String type, byte[] body) {}

    private static List<Call> calls() {
        var calls = new ArrayList<Call>();
        var texts = Map.of(
                "lookup",
                "{'keys': [" + key("shop", "one") + "]}",
                "commit",
                upsert("shop", "one", "again"),
                "allocateIds",
                "{'keys': [{'partitionId': {'projectId': 'shop'}, 'path': [{'kind': 'Note'}]}]}",
                "reserveIds",
                "{'keys': [" + key("shop", "one") + "]}",
                "beginTransaction",
                "{'transactionOptions': {'readOnly': {}}}",
                "rollback",
                "{'transaction': 'c2hvcA=='}",
                "runQuery",
                query(
                        "shop",
                        "'query': {'kind': [{'name': 'Note'}], 'limit': 5, 'offset': 1, 'startCursor': 'c2hvcA==',"
                                + " 'filter': {'propertyFilter': {'property': {'name': 'text'}, 'op': 'IN',"
                                + " 'value': {'arrayValue': {'values': [{'stringValue': 'own'}]}}}}}"),
                "runAggregationQuery",
                query(
                        "shop",
                        "'gqlQuery': {'allowLiterals': true,"
                                + " 'queryString': 'SELECT COUNT(*) AS n FROM Note WHERE n > 5'}"));
        texts.forEach((method, text) -> calls.add(
                new Call(method, "application/json", text.replace('\'', '"').getBytes(StandardCharsets.UTF_8))));
        var key = Key.newBuilder();
        key.getPartitionIdBuilder().setProjectId("shop");
        key.addPathBuilder().setKind("Note").setName("one");
        var commit = CommitRequest.newBuilder().setProjectId("shop").setMode(CommitRequest.Mode.NON_TRANSACTIONAL);
        var entity = commit.addMutationsBuilder().getUpsertBuilder().setKey(key);
        var array = ArrayValue.newBuilder();
        array.addValuesBuilder().setStringValue("shop");
        array.addValuesBuilder().setKeyValue(key);
        array.addValuesBuilder().getEntityValueBuilder().setKey(key);
        entity.putProperties("text", Value.newBuilder().setArrayValue(array).build());
        calls.add(binary("commit", commit.build().toByteArray()));
        calls.add(binary(
                "lookup",
                LookupRequest.newBuilder()
                        .setProjectId("shop")
                        .addKeys(key)
                        .build()
                        .toByteArray()));
        calls.add(binary(
                "beginTransaction",
                BeginTransactionRequest.newBuilder()
                        .setProjectId("shop")
                        .build()
                        .toByteArray()));
        calls.add(binary(
                "rollback",
                RollbackRequest.newBuilder()
                        .setProjectId("shop")
                        .setTransaction(com.google.protobuf.ByteString.copyFromUtf8("shop"))
                        .build()
                        .toByteArray()));
        return calls;
    }

    private static Call binary(String method, byte[] body) {
        return new Call(method, "application/x-protobuf", body);
    }
}
