package io.ironstead.cluster.memory;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.ironstead.cluster.memory.MemcacheStorage.CachedItem;
import io.ironstead.cluster.memory.MemcacheStorage.DeleteItem;
import io.ironstead.cluster.memory.MemcacheStorage.DeleteStatus;
import io.ironstead.cluster.memory.MemcacheStorage.IncrementItem;
import io.ironstead.cluster.memory.MemcacheStorage.IncrementResult;
import io.ironstead.cluster.memory.MemcacheStorage.Policy;
import io.ironstead.cluster.memory.MemcacheStorage.StoreItem;
import io.ironstead.cluster.memory.MemcacheStorage.StoreStatus;
import io.ironstead.model.Deadline;
import io.ironstead.model.NodeId;
import io.ironstead.model.SiteName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The real thing on loopback; one member for all tests, because it takes a second to start. */
class HazelcastMemoryTest {
    private static final Instant BEGIN = Instant.parse("2026-03-01T12:00:00Z");
    private static final AtomicReference<Instant> NOW = new AtomicReference<>(BEGIN);
    private static final MemoryLimits LIMITS = new MemoryLimits(800_000, 1_600_000, 60_000);
    private static final HazelcastMemory MEMORY =
            new HazelcastMemory(new NodeId("node-1"), LIMITS, NOW::get, new Random(1));
    private static final SiteName SHOP = new SiteName("shop");
    private static final SiteName OTHER = new SiteName("other");
    private static final ItemKey K = key("k");

    @BeforeEach
    void empty() {
        MEMORY.flush(SHOP, soon());
        MEMORY.flush(OTHER, soon());
        NOW.set(BEGIN);
    }

    @AfterAll
    static void stop() {
        MEMORY.close();
    }

    private static Deadline soon() {
        return Deadline.in(Duration.ofSeconds(30));
    }

    private static ItemKey key(String text) {
        return ItemKey.of("", text.getBytes(UTF_8));
    }

    private static void pass(Duration time) {
        NOW.updateAndGet(now -> now.plus(time));
    }

    private static StoreItem item(ItemKey key, String value, Policy policy, long casId, long expiresAt) {
        return new StoreItem(key, value.getBytes(UTF_8), 7, policy, casId, expiresAt);
    }

    private static StoreStatus store(ItemKey key, String value, Policy policy) {
        return MEMORY.store(SHOP, List.of(item(key, value, policy, 0, 0)), soon())
                .getFirst();
    }

    private static StoreStatus cas(ItemKey key, String value, long casId) {
        return MEMORY.store(SHOP, List.of(item(key, value, Policy.CAS, casId, 0)), soon())
                .getFirst();
    }

    private static void set(ItemKey key, String value) {
        assertThat(store(key, value, Policy.SET)).isEqualTo(StoreStatus.STORED);
    }

    private static Optional<CachedItem> get(SiteName site, ItemKey key) {
        return MEMORY.get(site, List.of(key), soon()).getFirst();
    }

    private static String text(ItemKey key) {
        return get(SHOP, key).map(item -> new String(item.value(), UTF_8)).orElse("-");
    }

    private static DeleteStatus delete(ItemKey key, int lockSeconds) {
        return MEMORY.delete(SHOP, List.of(new DeleteItem(key, lockSeconds)), soon())
                .getFirst();
    }

    @Test
    void keepsValuesFlagsAndNamespacesApart() {
        set(K, "one");
        MEMORY.store(SHOP, List.of(item(ItemKey.of("ns", "k".getBytes(UTF_8)), "two", Policy.SET, 0, 0)), soon());
        MEMORY.store(OTHER, List.of(item(K, "three", Policy.SET, 0, 0)), soon());

        assertThat(text(K)).isEqualTo("one");
        assertThat(get(SHOP, K).orElseThrow().flags()).isEqualTo(7);
        assertThat(text(ItemKey.of("ns", "k".getBytes(UTF_8)))).isEqualTo("two");
        assertThat(get(OTHER, K))
                .hasValueSatisfying(item -> assertThat(item.value()).isEqualTo("three".getBytes(UTF_8)));
        MEMORY.flush(SHOP, soon());
        assertThat(text(K)).isEqualTo("-");
        assertThat(get(OTHER, K)).as("another site's").isPresent();
    }

    @Test
    void answersManyInTheirOrder() {
        var keys = new ArrayList<ItemKey>();
        var items = new ArrayList<StoreItem>();
        for (int i = 0; i < 100; i++) {
            keys.add(key("k" + i));
            if (i % 3 == 0) {
                items.add(item(key("k" + i), "v" + i, Policy.SET, 0, 0));
            }
        }
        MEMORY.store(SHOP, items, soon());
        var found = MEMORY.get(SHOP, keys, soon());
        for (int i = 0; i < 100; i++) {
            var expected = i % 3 == 0 ? "v" + i : "-";
            assertThat(found.get(i).map(item -> new String(item.value(), UTF_8)).orElse("-"))
                    .isEqualTo(expected);
        }
    }

    @Test
    void addAndReplaceLookFirst() {
        assertThat(store(K, "r", Policy.REPLACE)).isEqualTo(StoreStatus.NOT_STORED);
        assertThat(store(K, "a", Policy.ADD)).isEqualTo(StoreStatus.STORED);
        assertThat(store(K, "b", Policy.ADD)).isEqualTo(StoreStatus.NOT_STORED);
        assertThat(store(K, "c", Policy.REPLACE)).isEqualTo(StoreStatus.STORED);
        assertThat(text(K)).isEqualTo("c");
    }

    @Test
    void compareAndSetFailsAfterAnyChange() {
        set(K, "one");
        long read = get(SHOP, K).orElseThrow().casId();
        assertThat(cas(K, "mine", read)).isEqualTo(StoreStatus.STORED);
        assertThat(cas(K, "again", read)).as("own change").isEqualTo(StoreStatus.EXISTS);

        read = get(SHOP, K).orElseThrow().casId();
        set(K, "mine");
        assertThat(cas(K, "late", read)).as("the same value set again").isEqualTo(StoreStatus.EXISTS);

        read = get(SHOP, K).orElseThrow().casId();
        delete(K, 0);
        assertThat(cas(K, "late", read)).as("deleted").isEqualTo(StoreStatus.NOT_STORED);
        set(K, "new");
        assertThat(cas(K, "late", read)).as("deleted and made again").isEqualTo(StoreStatus.EXISTS);

        read = get(SHOP, K).orElseThrow().casId();
        MEMORY.flush(SHOP, soon());
        set(K, "new");
        assertThat(cas(K, "late", read)).as("forgotten and made again").isEqualTo(StoreStatus.EXISTS);
        assertThat(text(K)).isEqualTo("new");
    }

    @Test
    void aLockAfterDeleteHoldsAddsOffUpToItsLastSecond() {
        set(K, "one");
        long read = get(SHOP, K).orElseThrow().casId();
        assertThat(delete(K, 32)).isEqualTo(DeleteStatus.DELETED);
        assertThat(text(K)).isEqualTo("-");

        pass(Duration.ofMillis(31_999));
        assertThat(store(K, "late", Policy.ADD)).isEqualTo(StoreStatus.NOT_STORED);
        assertThat(store(K, "late", Policy.REPLACE)).isEqualTo(StoreStatus.NOT_STORED);
        assertThat(cas(K, "late", read)).isEqualTo(StoreStatus.NOT_STORED);
        assertThat(delete(K, 0)).isEqualTo(DeleteStatus.NOT_FOUND);
        assertThat(store(K, "late", Policy.ADD)).as("a delete lifts no lock").isEqualTo(StoreStatus.NOT_STORED);

        pass(Duration.ofMillis(1));
        assertThat(store(K, "on time", Policy.ADD)).isEqualTo(StoreStatus.STORED);
    }

    @Test
    void aPeekIsNoUseAndShowsLocks() {
        set(K, "one");
        pass(Duration.ofSeconds(5));
        var seen = MEMORY.peek(SHOP, List.of(K, key("none")), soon());
        assertThat(seen.get(0).orElseThrow().usedAt()).isEqualTo(BEGIN.getEpochSecond());
        assertThat(seen.get(0).orElseThrow().locked()).isFalse();
        assertThat(seen.get(1)).isEmpty();

        delete(K, 32);
        var locked = MEMORY.peek(SHOP, List.of(K), soon()).getFirst().orElseThrow();
        assertThat(locked.locked()).isTrue();
        assertThat(locked.value()).isEmpty();
        assertThat(MEMORY.stats(SHOP, soon()).hits()).isZero();
    }

    @Test
    void aPlainSetBreaksALock() {
        set(K, "one");
        delete(K, 32);
        set(K, "two");
        assertThat(text(K)).isEqualTo("two");
    }

    @Test
    void anItemIsThereUpToItsLastSecond() {
        long end = BEGIN.plusSeconds(10).getEpochSecond();
        MEMORY.store(SHOP, List.of(item(K, "short", Policy.SET, 0, end)), soon());
        pass(Duration.ofMillis(9_999));
        assertThat(text(K)).isEqualTo("short");
        pass(Duration.ofMillis(1));
        assertThat(text(K)).isEqualTo("-");
        assertThat(store(K, "new", Policy.ADD)).isEqualTo(StoreStatus.STORED);
    }

    private static IncrementResult increment(String key, long delta, boolean subtract, Optional<Long> initial) {
        return MEMORY.increment(SHOP, List.of(new IncrementItem(key(key), delta, subtract, initial, 3)), soon())
                .getFirst();
    }

    @ParameterizedTest
    @CsvSource({
        "5,3,false,8",
        "5,3,true,2",
        "5,9,true,0",
        "0,0,false,0",
        "18446744073709551615,1,false,0",
        "18446744073709551615,1,true,18446744073709551614",
        "9223372036854775807,2,false,9223372036854775809"
    })
    void numbersAreWithoutSignAndOf64Bits(String value, long delta, boolean subtract, String sum) {
        set(K, value);
        assertThat(increment("k", delta, subtract, Optional.empty()))
                .isEqualTo(new IncrementResult.Changed(Long.parseUnsignedLong(sum)));
        assertThat(text(K)).isEqualTo(sum);
    }

    @Test
    void anIncrementStartsAtItsInitialValueAndKeepsFlagsAndEnd() {
        assertThat(increment("n", 1, false, Optional.empty())).isEqualTo(new IncrementResult.NotFound());
        assertThat(increment("n", 2, false, Optional.of(10L))).isEqualTo(new IncrementResult.Changed(12));
        assertThat(get(SHOP, key("n")).orElseThrow().flags()).isEqualTo(3);

        long end = BEGIN.plusSeconds(10).getEpochSecond();
        MEMORY.store(SHOP, List.of(item(key("e"), "1", Policy.SET, 0, end)), soon());
        long read = get(SHOP, key("e")).orElseThrow().casId();
        increment("e", 1, false, Optional.of(10L));
        assertThat(get(SHOP, key("e")).orElseThrow().expiresAt()).isEqualTo(end);
        assertThat(get(SHOP, key("e")).orElseThrow().flags()).isEqualTo(7);
        assertThat(cas(key("e"), "late", read)).isEqualTo(StoreStatus.EXISTS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "-1", "1.5", " 1", "18446744073709551616", "99999999999999999999999"})
    void whatIsNoNumberIsNotIncremented(String value) {
        set(K, value);
        assertThat(increment("k", 1, false, Optional.of(5L))).isEqualTo(new IncrementResult.NoNumber());
        assertThat(text(K)).isEqualTo(value);
    }

    @Test
    void incrementsOfManyThreadsAreAllCounted() throws Exception {
        set(K, "0");
        try (var threads = Executors.newFixedThreadPool(8)) {
            for (int t = 0; t < 8; t++) {
                threads.submit(() -> {
                    for (int i = 0; i < 200; i++) {
                        increment("k", 1, false, Optional.empty());
                    }
                });
            }
        }
        assertThat(text(K)).isEqualTo("1600");
    }

    @Test
    void ofManyThatCompareAndSetOneWins() throws Exception {
        set(K, "0");
        long read = get(SHOP, K).orElseThrow().casId();
        var results = new ArrayList<java.util.concurrent.Future<StoreStatus>>();
        try (var threads = Executors.newFixedThreadPool(8)) {
            for (int t = 0; t < 50; t++) {
                int me = t;
                results.add(threads.submit(() -> cas(K, "mine" + me, read)));
            }
        }
        int won = 0;
        for (var result : results) {
            won += result.get() == StoreStatus.STORED ? 1 : 0;
        }
        assertThat(won).isEqualTo(1);
    }

    @Test
    void aSiteKeepsWhatItUsesWithinItsRoom() {
        var value = "x".repeat(1000);
        set(key("dear"), value);
        for (int i = 0; i < 3000; i++) {
            set(key("k" + i), value);
            assertThat(text(key("dear")))
                    .as("used all the time, after %d others", i)
                    .isEqualTo(value);
        }
        var stats = MEMORY.stats(SHOP, soon());
        assertThat(stats.bytes()).isBetween(400_000L, LIMITS.bytesPerSite());
        assertThat(text(key("k0"))).as("the oldest").isEqualTo("-");
        assertThat(text(key("k2999"))).as("the newest").isEqualTo(value);
    }

    @Test
    void whatIsTooLargeIsRefusedAndTheOldValueIsGone() {
        set(K, "small");
        assertThat(store(K, "x".repeat(60_001), Policy.SET)).isEqualTo(StoreStatus.TOO_LARGE);
        assertThat(text(K)).isEqualTo("-");
    }

    @Test
    void manySitesShareTheRoomOfTheNode() {
        var value = "x".repeat(1000);
        var sites = new ArrayList<SiteName>();
        for (int s = 0; s < 10; s++) {
            var site = new SiteName("site-" + s);
            sites.add(site);
            for (int i = 0; i < 1000; i++) {
                MEMORY.store(site, List.of(item(key("k" + i), value, Policy.SET, 0, 0)), soon());
            }
        }
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        long held;
        do {
            held = sites.stream()
                    .mapToLong(site -> MEMORY.stats(site, soon()).bytes())
                    .sum();
        } while (held > LIMITS.bytesPerNode() && System.nanoTime() < end);
        assertThat(held).isLessThanOrEqualTo(LIMITS.bytesPerNode());
        sites.forEach(site -> MEMORY.flush(site, soon()));
    }

    @Test
    void statsCountWhatWasAskedAndIsThere() {
        set(K, "12345");
        get(SHOP, K);
        get(SHOP, K);
        get(SHOP, key("nothing"));
        pass(Duration.ofSeconds(40));
        var stats = MEMORY.stats(SHOP, soon());
        assertThat(stats.hits()).isEqualTo(2);
        assertThat(stats.misses()).isEqualTo(1);
        assertThat(stats.byteHits()).as("of keys and values").isEqualTo(12);
        assertThat(stats.items()).isEqualTo(1);
        assertThat(stats.bytes()).isEqualTo(6);
        assertThat(stats.oldestSeconds()).isEqualTo(40);
    }

    @ParameterizedTest
    @EnumSource(Policy.class)
    void everyIdIsNew(Policy policy) {
        var ids = new HashSet<Long>();
        for (int i = 0; i < 100; i++) {
            set(K, "v");
            ids.add(get(SHOP, K).orElseThrow().casId());
            store(K, "w", policy);
            get(SHOP, K).ifPresent(item -> ids.add(item.casId()));
            delete(K, 0);
        }
        assertThat(ids).hasSizeGreaterThanOrEqualTo(100);
    }

    @Test
    void aMemoryThatIsClosedIsUnavailable() {
        var memory = new HazelcastMemory(new NodeId("node-2"), LIMITS, NOW::get, new Random(2));
        memory.close();
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> memory.get(SHOP, List.of(K), soon()))
                .isInstanceOf(MemoryUnavailableException.class);
        assertThat(memory.isStarted()).isTrue();
    }
}
