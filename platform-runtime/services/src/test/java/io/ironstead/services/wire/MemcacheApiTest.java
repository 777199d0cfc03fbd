package io.ironstead.services.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.appengine.api.memcache.MemcacheServicePb.MemcacheBatchIncrementRequest;
import com.google.appengine.api.memcache.MemcacheServicePb.MemcacheBatchIncrementResponse;
import com.google.appengine.api.memcache.MemcacheServicePb.MemcacheDeleteRequest;
import com.google.appengine.api.memcache.MemcacheServicePb.MemcacheDeleteResponse;
import com.google.appengine.api.memcache.MemcacheServicePb.MemcacheFlushRequest;
import com.google.appengine.api.memcache.MemcacheServicePb.MemcacheGetRequest;
import com.google.appengine.api.memcache.MemcacheServicePb.MemcacheGetResponse;
import com.google.appengine.api.memcache.MemcacheServicePb.MemcacheIncrementRequest;
import com.google.appengine.api.memcache.MemcacheServicePb.MemcacheIncrementResponse;
import com.google.appengine.api.memcache.MemcacheServicePb.MemcacheIncrementResponse.IncrementStatusCode;
import com.google.appengine.api.memcache.MemcacheServicePb.MemcacheSetRequest;
import com.google.appengine.api.memcache.MemcacheServicePb.MemcacheSetRequest.SetPolicy;
import com.google.appengine.api.memcache.MemcacheServicePb.MemcacheSetResponse;
import com.google.appengine.api.memcache.MemcacheServicePb.MemcacheSetResponse.SetStatusCode;
import com.google.appengine.api.memcache.MemcacheServicePb.MemcacheStatsRequest;
import com.google.appengine.api.memcache.MemcacheServicePb.MemcacheStatsResponse;
import com.google.appengine.repackaged.com.google.protobuf.ByteString;
import io.ironstead.cluster.memory.HazelcastMemory;
import io.ironstead.cluster.memory.MemoryLimits;
import io.ironstead.model.NodeId;
import io.ironstead.services.fake.Node;
import io.ironstead.services.fake.Program;
import io.ironstead.services.fake.TestClock;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The service as a program sees it, over its socket. */
class MemcacheApiTest {
    private static final TestClock CLOCK = new TestClock();
    private static final HazelcastMemory MEMORY =
            new HazelcastMemory(new NodeId("node-1"), MemoryLimits.DEFAULT, CLOCK, new Random(1));
    private static final int INVALID_VALUE = 6;

    private final Node node = new Node(new MemcacheApi(MEMORY, CLOCK));
    private Program shop;
    private Program other;

    @BeforeEach
    void start() throws IOException {
        shop = node.program("shop", "a-1");
        other = node.program("other", "b-1");
        flush(shop);
        flush(other);
    }

    @AfterEach
    void stop() {
        node.close();
    }

    @AfterAll
    static void end() {
        MEMORY.close();
    }

    private static void flush(Program program) throws IOException {
        program.answer("memcache", "FlushAll", MemcacheFlushRequest.getDefaultInstance());
    }

    private static ByteString bytes(String text) {
        return ByteString.copyFromUtf8(text);
    }

    private static MemcacheSetRequest.Item.Builder item(String key, String value) {
        return MemcacheSetRequest.Item.newBuilder()
                .setKey(bytes(key))
                .setValue(bytes(value))
                .setFlags(2);
    }

    private static List<SetStatusCode> set(Program program, MemcacheSetRequest.Item.Builder... items)
            throws IOException {
        var request = MemcacheSetRequest.newBuilder();
        for (var item : items) {
            request.addItem(item);
        }
        return MemcacheSetResponse.parseFrom(program.answer("memcache", "Set", request.build()))
                .getSetStatusList();
    }

    private static MemcacheGetResponse get(Program program, String... keys) throws IOException {
        var request = MemcacheGetRequest.newBuilder().setForCas(true);
        for (var key : keys) {
            request.addKey(bytes(key));
        }
        return MemcacheGetResponse.parseFrom(program.answer("memcache", "Get", request.build()));
    }

    @Test
    void whatWasSetIsGotWithItsFlagsAndMissesAreLeftOut() throws IOException {
        assertThat(set(shop, item("a", "1"), item("b", "2"))).containsOnly(SetStatusCode.STORED);
        var found = get(shop, "b", "none", "a");
        assertThat(found.getItemList())
                .extracting(item -> item.getKey().toStringUtf8())
                .containsExactly("b", "a");
        assertThat(found.getItem(0).getValue()).isEqualTo(bytes("2"));
        assertThat(found.getItem(0).getFlags()).isEqualTo(2);
        assertThat(found.getItem(0).hasCasId()).isTrue();
    }

    @Test
    void oneSiteDoesNotSeeAnothers() throws IOException {
        set(shop, item("a", "shop's"));
        assertThat(get(other, "a").getItemList()).isEmpty();
        set(other, item("a", "other's"));
        flush(other);
        assertThat(get(shop, "a").getItem(0).getValue()).isEqualTo(bytes("shop's"));

        var asShop = MemcacheGetRequest.newBuilder().addKey(bytes("a"));
        asShop.getOverrideBuilder().setAppId("s~shop");
        var refused = other.call("memcache", "Get", asShop.build().toByteArray());
        assertThat(refused.getApplicationError().getCode()).isEqualTo(3);
    }

    @Test
    void ndbsLockHolds() throws IOException {
        // A reader: lock, get with id. A writer comes between and locks too. The reader's fill must fail.
        set(shop, item("NDB9:k", "0").setExpirationTime(32));
        long read = get(shop, "NDB9:k").getItem(0).getCasId();
        set(shop, item("NDB9:k", "0").setExpirationTime(32));
        assertThat(set(
                        shop,
                        item("NDB9:k", "old")
                                .setSetPolicy(SetPolicy.CAS)
                                .setForCas(true)
                                .setCasId(read)))
                .containsExactly(SetStatusCode.EXISTS);
        shop.answer(
                "memcache",
                "Delete",
                MemcacheDeleteRequest.newBuilder()
                        .addItem(MemcacheDeleteRequest.Item.newBuilder().setKey(bytes("NDB9:k")))
                        .build());
        assertThat(set(
                        shop,
                        item("NDB9:k", "old")
                                .setSetPolicy(SetPolicy.CAS)
                                .setForCas(true)
                                .setCasId(read)))
                .containsExactly(SetStatusCode.NOT_STORED);
        assertThat(get(shop, "NDB9:k").getItemList()).isEmpty();
    }

    @Test
    void timesAreFromNowOrSince1970() throws IOException {
        int absolute = (int) CLOCK.instant().plusSeconds(60).getEpochSecond();
        set(
                shop,
                item("relative", "1").setExpirationTime(60),
                item("absolute", "1").setExpirationTime(absolute));
        CLOCK.advance(Duration.ofMillis(59_999));
        assertThat(get(shop, "relative", "absolute").getItemCount()).isEqualTo(2);
        CLOCK.advance(Duration.ofMillis(1));
        assertThat(get(shop, "relative", "absolute").getItemCount()).isZero();
    }

    @Test
    void deleteTellsWhatWasThereAndLocks() throws IOException {
        set(shop, item("a", "1"));
        var request = MemcacheDeleteRequest.newBuilder()
                .addItem(MemcacheDeleteRequest.Item.newBuilder()
                        .setKey(bytes("a"))
                        .setDeleteTime(10))
                .addItem(MemcacheDeleteRequest.Item.newBuilder().setKey(bytes("none")));
        var deleted = MemcacheDeleteResponse.parseFrom(shop.answer("memcache", "Delete", request.build()));
        assertThat(deleted.getDeleteStatusList()).extracting(Enum::name).containsExactly("DELETED", "NOT_FOUND");
        assertThat(set(shop, item("a", "2").setSetPolicy(SetPolicy.ADD))).containsExactly(SetStatusCode.NOT_STORED);
    }

    private static MemcacheIncrementRequest.Builder increment(String key) {
        return MemcacheIncrementRequest.newBuilder().setKey(bytes(key));
    }

    @Test
    void countsUpAndDown() throws IOException {
        set(shop, item("n", "5"), item("text", "five"));
        var up = MemcacheIncrementResponse.parseFrom(
                shop.answer("memcache", "Increment", increment("n").setDelta(3).build()));
        assertThat(up.getNewValue()).isEqualTo(8);
        var down = MemcacheIncrementResponse.parseFrom(shop.answer(
                "memcache",
                "Increment",
                increment("n")
                        .setDelta(100)
                        .setDirection(MemcacheIncrementRequest.Direction.DECREMENT)
                        .build()));
        assertThat(down.hasNewValue()).isTrue();
        assertThat(down.getNewValue()).isZero();

        var missing = MemcacheIncrementResponse.parseFrom(
                shop.answer("memcache", "Increment", increment("none").build()));
        assertThat(missing.hasNewValue()).isFalse();
        assertThat(missing.getIncrementStatus()).isEqualTo(IncrementStatusCode.NOT_CHANGED);
        var text = shop.call("memcache", "Increment", increment("text").build().toByteArray());
        assertThat(text.getApplicationError().getCode()).isEqualTo(INVALID_VALUE);
    }

    @Test
    void countsManyEachWithItsOwnEnd() throws IOException {
        set(shop, item("n", "5"), item("text", "five"));
        var request = MemcacheBatchIncrementRequest.newBuilder()
                .addItem(increment("n").setDelta(1))
                .addItem(increment("text").setDelta(1))
                .addItem(increment("none").setDelta(1))
                .addItem(increment("new").setDelta(1).setInitialValue(40));
        var response =
                MemcacheBatchIncrementResponse.parseFrom(shop.answer("memcache", "BatchIncrement", request.build()));
        assertThat(response.getItemList())
                .extracting(item -> item.getIncrementStatus() + ":" + item.getNewValue())
                .containsExactly("OK:6", "ERROR:0", "NOT_CHANGED:0", "OK:41");
    }

    @Test
    void statsAreTheSitesOwn() throws IOException {
        set(shop, item("a", "123"));
        get(shop, "a", "none");
        var stats = MemcacheStatsResponse.parseFrom(
                        shop.answer("memcache", "Stats", MemcacheStatsRequest.getDefaultInstance()))
                .getStats();
        assertThat(stats.getHits()).isEqualTo(1);
        assertThat(stats.getMisses()).isEqualTo(1);
        assertThat(stats.getItems()).isEqualTo(1);
        assertThat(stats.getByteHits()).isEqualTo(4);
    }

    @Test
    void sizesHaveLimits() throws IOException {
        assertThat(set(shop, item("large", "x".repeat(1_000_000)))).containsExactly(SetStatusCode.STORED);
        assertThat(set(shop, item("larger", "x".repeat((1 << 20) + 512)))).containsExactly(SetStatusCode.ERROR);
        for (var key : List.of("", "k".repeat(251))) {
            var refused = shop.call(
                    "memcache",
                    "Get",
                    MemcacheGetRequest.newBuilder().addKey(bytes(key)).build().toByteArray());
            assertThat(refused.getApplicationError().getCode()).isEqualTo(INVALID_VALUE);
        }
    }
}
