package io.ironstead.agent.data;

import static io.ironstead.agent.data.V3Messages.after;
import static io.ironstead.agent.data.V3Messages.get;
import static io.ironstead.agent.data.V3Messages.key;
import static io.ironstead.agent.data.V3Messages.put;
import static io.ironstead.agent.data.V3Messages.query;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.appengine.api.appidentity.AppIdentityServicePb.GetAccessTokenRequest;
import com.google.appengine.api.memcache.MemcacheServicePb.MemcacheGetRequest;
import com.google.appengine.api.memcache.MemcacheServicePb.MemcacheIncrementRequest;
import com.google.appengine.api.memcache.MemcacheServicePb.MemcacheSetRequest;
import com.google.appengine.repackaged.com.google.protobuf.ByteString;
import com.google.appengine.repackaged.com.google.protobuf.InvalidProtocolBufferException;
import com.google.apphosting.base.protos.api_bytes.RemoteApiPb;
import com.google.apphosting.datastore_bytes.proto2api.DatastoreV3Pb;
import io.ironstead.agent.data.TwoSites.Program;
import io.ironstead.agent.fake.Seeds;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ArgumentsSource;

/**
 * Spoilt calls at the API server: each gets an answer that can be read and is none of "this platform broke"; nothing of the
 * other site is in any, and nothing of it changes.
 */
class ApiFuzzTest {
    private static final String SECRET = "the bank's secret";
    private static final int CALLS = 1500;
    private static final int UNKNOWN = 0;
    private static final int INTERNAL_ERROR = 3;

    @TempDir
    static Path folder;

    static TwoSites sites;

    /** One call as a program may make it. */
    record Call(String service, String method, byte[] message) {}

    @BeforeAll
    static void start() throws IOException {
        sites = new TwoSites(folder);
        for (var name : List.of("one", "two", "three")) {
            fine(sites.bank, new Call("datastore_v3", "Put", put(key("s~bank", name), SECRET)));
            fine(sites.shop, new Call("datastore_v3", "Put", put(key("s~shop", name), "own")));
        }
        fine(sites.bank, memcacheSet(SECRET));
    }

    @AfterAll
    static void stop() {
        sites.close();
    }

    private static RemoteApiPb.Response fine(Program program, Call call) throws IOException {
        var response = program.call(call.service, call.method, call.message);
        assertThat(response.hasResponse()).as(call.method + ": " + response).isTrue();
        return response;
    }

    private static Call memcacheSet(String value) {
        var set = MemcacheSetRequest.newBuilder();
        set.addItemBuilder().setKey(ByteString.copyFromUtf8("shop")).setValue(ByteString.copyFromUtf8(value));
        return new Call("memcache", "Set", set.build().toByteArray());
    }

    private static List<Call> calls() throws IOException {
        var one = key("s~shop", "one");
        var begun = DatastoreV3Pb.BeginTransactionRequest.newBuilder()
                .setApp("s~shop")
                .build()
                .toByteArray();
        var transaction = fine(sites.shop, new Call("datastore_v3", "BeginTransaction", begun))
                .getResponse();
        var first = fine(
                sites.shop,
                new Call(
                        "datastore_v3",
                        "RunQuery",
                        query("s~shop").setCount(1).setCompile(true).build().toByteArray()));
        var page = DatastoreV3Pb.QueryResult.parseFrom(first.getResponse());
        var calls = new ArrayList<Call>();
        calls.add(v3("Put", put(one, "again")));
        calls.add(v3("Get", get(one)));
        calls.add(v3(
                "Delete",
                DatastoreV3Pb.DeleteRequest.newBuilder()
                        .addKey(key("s~shop", "none"))
                        .build()
                        .toByteArray()));
        calls.add(v3("RunQuery", query("s~shop").setAncestor(one).build().toByteArray()));
        calls.add(v3(
                "RunQuery",
                query("s~shop")
                        .addFilter(after(key("s~shop", "a")))
                        .setCompiledCursor(page.getCompiledCursor())
                        .setOffset(1)
                        .setLimit(3)
                        .setCount(1)
                        .setCompile(true)
                        .build()
                        .toByteArray()));
        calls.add(v3(
                "Next",
                DatastoreV3Pb.NextRequest.newBuilder()
                        .setCursor(page.getCursor())
                        .build()
                        .toByteArray()));
        calls.add(v3("BeginTransaction", begun));
        calls.add(v3("Commit", transaction.toByteArray()));
        calls.add(v3("Rollback", transaction.toByteArray()));
        calls.add(v3(
                "AllocateIds",
                DatastoreV3Pb.AllocateIdsRequest.newBuilder()
                        .setModelKey(one)
                        .setSize(3)
                        .build()
                        .toByteArray()));
        calls.add(v3(
                "GetIndices",
                DatastoreV3Pb.GetIndicesRequest.newBuilder()
                        .setAppId("s~shop")
                        .build()
                        .toByteArray()));
        calls.add(memcacheSet("own"));
        var got = MemcacheGetRequest.newBuilder()
                .addKey(ByteString.copyFromUtf8("shop"))
                .setForCas(true);
        got.getOverrideBuilder().setAppId("s~shop");
        calls.add(new Call("memcache", "Get", got.build().toByteArray()));
        calls.add(new Call(
                "memcache",
                "Increment",
                MemcacheIncrementRequest.newBuilder()
                        .setKey(ByteString.copyFromUtf8("n"))
                        .setInitialValue(5)
                        .build()
                        .toByteArray()));
        calls.add(new Call(
                "app_identity_service",
                "GetAccessToken",
                GetAccessTokenRequest.newBuilder().addScope("shop").build().toByteArray()));
        calls.add(new Call("modules", "GetVersions", new byte[] {10, 4, 's', 'h', 'o', 'p'}));
        calls.add(new Call("user", "CreateLoginURL", new byte[] {10, 5, '/', 's', 'h', 'o', 'p'}));
        calls.add(new Call("logservice", "Flush", new byte[] {10, 8, 18, 6, 8, 1, 16, 1, 26, 0}));
        calls.add(new Call("capability_service", "IsEnabled", new byte[] {10, 4, 's', 'h', 'o', 'p', 18, 1, '*'}));
        return calls;
    }

    private static Call v3(String method, byte[] message) {
        return new Call("datastore_v3", method, message);
    }

    @ParameterizedTest
    @ArgumentsSource(Seeds.class)
    void everySpoiltCallIsAnsweredAndNothingLeaks(long seed) throws IOException {
        var random = new Random(seed);
        var mutations = new Mutations(random);
        var calls = calls();
        for (int i = 0; i < CALLS; i++) {
            var call = calls.get(random.nextInt(calls.size()));
            boolean inside = random.nextInt(4) > 0;
            var whole = envelope(call, inside ? mutations.of(call.message) : call.message);
            var sent = inside ? whole : mutations.of(whole);
            check(
                    sites.shop.post(sent),
                    "-Dseed=" + seed + ", call " + i + ", " + call.service + "." + call.method + ": "
                            + HexFormat.of().formatHex(sent));
        }
        for (var name : List.of("one", "two", "three")) {
            var kept = fine(sites.bank, v3("Get", get(key("s~bank", name))));
            assertThat(kept.getResponse().toStringUtf8()).as("-Dseed=%d", seed).contains(SECRET);
        }
        var cached = new Call("memcache", "Get", new byte[] {10, 4, 's', 'h', 'o', 'p'});
        assertThat(fine(sites.bank, cached).getResponse().toStringUtf8())
                .as("-Dseed=%d", seed)
                .contains(SECRET);
        fine(sites.shop, v3("Put", put(key("s~shop", "one"), "still works")));
    }

    private static byte[] envelope(Call call, byte[] message) {
        return RemoteApiPb.Request.newBuilder()
                .setServiceName(call.service)
                .setMethod(call.method)
                .setRequest(ByteString.copyFrom(message))
                .setRequestId("")
                .build()
                .toByteArray();
    }

    private static void check(byte[] body, String what) throws InvalidProtocolBufferException {
        var response = RemoteApiPb.Response.parseFrom(body);
        assertThat(response.toByteString().toStringUtf8()).as(what).doesNotContain(SECRET);
        if (response.hasRpcError()) {
            assertThat(response.getRpcError().getCode())
                    .as(what + " " + response.getRpcError().getDetail())
                    .isNotEqualTo(UNKNOWN);
        } else if (response.hasApplicationError()) {
            boolean broken =
                    response.getApplicationError().getCode() == INTERNAL_ERROR && what.contains("datastore_v3");
            assertThat(broken)
                    .as(what + " " + response.getApplicationError().getDetail())
                    .isFalse();
        } else {
            assertThat(response.hasResponse()).as(what).isTrue();
        }
    }
}
