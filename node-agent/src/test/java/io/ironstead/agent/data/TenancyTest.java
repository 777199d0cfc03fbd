package io.ironstead.agent.data;

import static io.ironstead.agent.data.V3Messages.after;
import static io.ironstead.agent.data.V3Messages.entity;
import static io.ironstead.agent.data.V3Messages.get;
import static io.ironstead.agent.data.V3Messages.key;
import static io.ironstead.agent.data.V3Messages.put;
import static io.ironstead.agent.data.V3Messages.query;
import static io.ironstead.agent.data.V3Messages.transaction;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.appengine.api.memcache.MemcacheServicePb.MemcacheFlushRequest;
import com.google.appengine.api.memcache.MemcacheServicePb.MemcacheGetRequest;
import com.google.appengine.api.memcache.MemcacheServicePb.MemcacheSetRequest;
import com.google.appengine.repackaged.com.google.protobuf.ByteString;
import com.google.appengine.repackaged.com.google.protobuf.Message;
import com.google.apphosting.base.protos.api_bytes.RemoteApiPb;
import com.google.apphosting.datastore_bytes.proto2api.DatastoreV3Pb;
import io.ironstead.agent.data.TwoSites.Program;
import io.ironstead.model.RequestFacts;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A program that names another site's data in every way the API server has: it gets an error, or its own data. */
class TenancyTest {
    private static final String SECRET = "the other site's secret";
    private static final int BAD_REQUEST = 1;
    private static final int CONCURRENT_TRANSACTION = 2;
    private static final int SECURITY_VIOLATION = 3;

    @TempDir
    static Path folder;

    static TwoSites sites;

    @BeforeAll
    static void start() throws IOException {
        sites = new TwoSites(folder);
    }

    @AfterAll
    static void stop() {
        sites.close();
    }

    @BeforeEach
    void fill() throws IOException {
        for (var name : List.of("one", "two", "three")) {
            answer(sites.bank, "Put", put(key("s~bank", name), SECRET));
            answer(sites.shop, "Put", put(key("s~shop", name), "own"));
        }
    }

    @AfterEach
    void theOtherSiteIsUnharmed() throws IOException {
        for (var name : List.of("one", "two", "three")) {
            assertThat(answer(sites.bank, "Get", get(key("s~bank", name))).toStringUtf8())
                    .contains(SECRET);
        }
    }

    private static ByteString answer(Program program, String method, byte[] message) throws IOException {
        var response = program.call("datastore_v3", method, message);
        assertThat(response.hasResponse()).as(method + ": " + response).isTrue();
        return response.getResponse();
    }

    private static void refused(String method, Message message) throws IOException {
        var response = sites.shop.call("datastore_v3", method, message.toByteArray());
        assertThat(response.hasResponse()).as(method + ": " + response).isFalse();
        assertThat(response.getApplicationError().getCode())
                .as(response.getApplicationError().getDetail())
                // A handle of somebody else's, or of a leader before this one: begin again.
                .isIn(BAD_REQUEST, CONCURRENT_TRANSACTION);
        assertThat(response.toByteString().toStringUtf8()).doesNotContain(SECRET);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "s~bank",
                "bank",
                "e~bank",
                "dev~bank",
                "~bank",
                "s~s~bank",
                "shop~bank",
                "s~shop~bank",
                "s~bank/",
                "s~../bank",
                "s~BANK",
                "",
                "s~",
                "s~example.com:bank",
                "s~shop$bank",
                "s~shop\0bank"
            })
    void noNameOfAnApplicationLeadsToIt(String app) throws IOException {
        var stolen = key(app, "one");
        refused("Get", DatastoreV3Pb.GetRequest.newBuilder().addKey(stolen).build());
        refused(
                "Get",
                DatastoreV3Pb.GetRequest.newBuilder()
                        .addKey(key("s~shop", "one"))
                        .addKey(stolen)
                        .build());
        refused(
                "Put",
                DatastoreV3Pb.PutRequest.newBuilder()
                        .addEntity(entity(stolen, "overwritten"))
                        .build());
        refused(
                "Delete",
                DatastoreV3Pb.DeleteRequest.newBuilder().addKey(stolen).build());
        refused("RunQuery", query(app).build());
        refused("RunQuery", query("s~shop").setAncestor(stolen).build());
        refused(
                "BeginTransaction",
                DatastoreV3Pb.BeginTransactionRequest.newBuilder().setApp(app).build());
        refused(
                "AllocateIds",
                DatastoreV3Pb.AllocateIdsRequest.newBuilder()
                        .setModelKey(stolen)
                        .setSize(1)
                        .build());
        refused(
                "GetIndices",
                DatastoreV3Pb.GetIndicesRequest.newBuilder().setAppId(app).build());
    }

    @ParameterizedTest
    @ValueSource(strings = {"../bank", "x/y", "A", "-a", "a-", "a b", "a\0", "$", "(2e)", "\u00e4"})
    void noNameOfADatabaseLeadsAnywhere(String database) throws IOException {
        var named = key("s~shop", "one").toBuilder().setDatabaseId(database).build();
        refused("Get", DatastoreV3Pb.GetRequest.newBuilder().addKey(named).build());
        refused("RunQuery", query("s~shop").setDatabaseId(database).build());
        refused(
                "Get",
                DatastoreV3Pb.GetRequest.newBuilder()
                        .addKey(named.toBuilder().setDatabaseId("a".repeat(64)))
                        .build());
    }

    @Test
    void aSiteCannotOpenDatabasesWithoutEnd() throws IOException {
        var reached = 0;
        while (true) {
            var named = key("s~shop", "one").toBuilder()
                    .setDatabaseId("db" + reached)
                    .build();
            var response = sites.shop.call("datastore_v3", "Get", get(named));
            if (!response.hasResponse()) {
                assertThat(response.getApplicationError().getCode()).isEqualTo(BAD_REQUEST);
                break;
            }
            reached++;
        }
        assertThat(reached).isEqualTo(10);
        answer(
                sites.shop,
                "Get",
                get(key("s~shop", "one").toBuilder().setDatabaseId("db0").build()));
        var theirs = key("s~bank", "one").toBuilder().setDatabaseId("db99").build();
        answer(sites.bank, "Get", get(theirs));
    }

    @Test
    void aFilterOnAForeignKeyFindsNothingOfIt() throws IOException {
        var response = sites.shop.call(
                "datastore_v3",
                "RunQuery",
                query("s~shop").addFilter(after(key("s~bank", "a"))).build().toByteArray());
        assertThat(response.toByteString().toStringUtf8()).doesNotContain(SECRET);
    }

    @Test
    void aTransactionOfAnotherSiteCanNeitherBeReadInNorEnded() throws IOException {
        var begin = DatastoreV3Pb.BeginTransactionRequest.newBuilder()
                .setApp("s~bank")
                .build();
        var theirs = DatastoreV3Pb.Transaction.parseFrom(answer(sites.bank, "BeginTransaction", begin.toByteArray()));
        var put = DatastoreV3Pb.PutRequest.newBuilder()
                .addEntity(entity(key("s~bank", "four"), SECRET))
                .setTransaction(theirs);
        answer(sites.bank, "Put", put.build().toByteArray());

        for (var app : List.of("s~shop", "s~bank")) {
            var taken = transaction(app, theirs.getHandle());
            refused("Commit", taken);
            refused(
                    "Get",
                    DatastoreV3Pb.GetRequest.newBuilder()
                            .addKey(key("s~shop", "one"))
                            .setTransaction(taken)
                            .build());
            // Rolling back what is not there is no error to either SDK; it must not reach the other site's.
            sites.shop.call("datastore_v3", "Rollback", taken.toByteArray());
        }
        answer(sites.bank, "Commit", theirs.toByteArray());
        assertThat(answer(sites.bank, "Get", get(key("s~bank", "four"))).toStringUtf8())
                .contains(SECRET);
    }

    @Test
    void aQueryOfAnotherSiteCannotBeGoneOnWith() throws IOException {
        var first = DatastoreV3Pb.QueryResult.parseFrom(answer(
                sites.bank,
                "RunQuery",
                query("s~bank").setCount(1).setCompile(true).build().toByteArray()));
        assertThat(first.getMoreResults()).isTrue();

        for (var app : List.of("s~shop", "s~bank")) {
            var taken = first.getCursor().toBuilder().setApp(app).build();
            refused(
                    "Next",
                    DatastoreV3Pb.NextRequest.newBuilder().setCursor(taken).build());
            sites.shop.call("datastore_v3", "DeleteCursor", taken.toByteArray());
        }
        var cursor = sites.shop.call(
                "datastore_v3",
                "RunQuery",
                query("s~shop")
                        .setCompiledCursor(first.getCompiledCursor())
                        .build()
                        .toByteArray());
        assertThat(cursor.toByteString().toStringUtf8()).doesNotContain(SECRET);

        var rest = DatastoreV3Pb.QueryResult.parseFrom(answer(
                sites.bank,
                "Next",
                DatastoreV3Pb.NextRequest.newBuilder()
                        .setCursor(first.getCursor())
                        .build()
                        .toByteArray()));
        assertThat(rest.getResultCount()).isPositive();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "bank", "s~bank", "__bank", "__bank__", "bank$", "../bank", "shop\0bank"})
    void noNamespaceOrKeyOfMemcacheLeadsToIt(String namespace) throws IOException {
        var set = MemcacheSetRequest.newBuilder().setNameSpace(namespace);
        for (var name : List.of("k", "s~bank:k", "bank/k")) {
            set.addItemBuilder().setKey(ByteString.copyFromUtf8(name)).setValue(ByteString.copyFromUtf8(SECRET));
        }
        assertThat(sites.bank.call("memcache", "Set", set.build().toByteArray()).hasResponse())
                .isTrue();
        for (var space : List.of(namespace, "", "bank", "s~bank", "__bank")) {
            var got = sites.shop.call("memcache", "Get", keys(space).build().toByteArray());
            assertThat(got.toByteString().toStringUtf8()).doesNotContain(SECRET);
        }
        for (var app : List.of("s~bank", "bank", "")) {
            var asked = keys(namespace);
            asked.getOverrideBuilder().setAppId(app);
            var got = sites.shop.call("memcache", "Get", asked.build().toByteArray());
            assertThat(got.hasResponse()).as("override " + app).isFalse();
            var flush = MemcacheFlushRequest.newBuilder();
            flush.getOverrideBuilder().setAppId(app);
            assertThat(sites.shop
                            .call("memcache", "FlushAll", flush.build().toByteArray())
                            .hasResponse())
                    .isFalse();
        }
        sites.shop.call("memcache", "FlushAll", new byte[0]);
        var kept = sites.bank.call("memcache", "Get", keys(namespace).build().toByteArray());
        assertThat(kept.getResponse().toStringUtf8())
                .as("after shop flushed its own")
                .contains(SECRET);
    }

    private static MemcacheGetRequest.Builder keys(String namespace) {
        return MemcacheGetRequest.newBuilder()
                .setNameSpace(namespace)
                .addKey(ByteString.copyFromUtf8("k"))
                .addKey(ByteString.copyFromUtf8("s~bank:k"))
                .addKey(ByteString.copyFromUtf8("bank/k"));
    }

    @Test
    void aTicketOfAnotherSitesRunningRequestIsNoGood() throws IOException {
        var facts = RequestFacts.visit(sites.bank.version, sites.bank.instance, "request-1", Duration.ofMinutes(1));
        var ticket = sites.tickets.mint(facts);
        var own = sites.bank.call("datastore_v3", "Get", get(key("s~bank", "one")), ticket);
        assertThat(own.getResponse().toStringUtf8()).contains(SECRET);

        for (var app : List.of("s~bank", "s~shop")) {
            var stolen = sites.shop.call("datastore_v3", "Get", get(key(app, "one")), ticket);
            securityViolation(stolen);
        }
        sites.tickets.revoke(ticket);
        securityViolation(sites.bank.call("datastore_v3", "Get", get(key("s~bank", "one")), ticket));
    }

    private static void securityViolation(RemoteApiPb.Response response) {
        assertThat(response.hasResponse()).isFalse();
        assertThat(response.getRpcError().getCode()).isEqualTo(SECURITY_VIOLATION);
        assertThat(response.getRpcError().getDetail()).contains("ticket");
    }
}
