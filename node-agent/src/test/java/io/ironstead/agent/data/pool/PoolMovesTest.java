package io.ironstead.agent.data.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.ironstead.agent.data.CouchHome;
import io.ironstead.agent.fake.FakeAuthority;
import io.ironstead.datastore.wire.v1.V1Method;
import io.ironstead.model.SiteName;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A site's data moves from node to node while programs at all nodes count in transactions. */
class PoolMovesTest {
    private static final SiteName SITE = new SiteName("shop");
    private static final int TELLERS = 4;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Pattern TRANSACTION = Pattern.compile("\"transaction\":\\s*\"([^\"]+)\"");
    private static final Pattern NUMBER = Pattern.compile("\"integerValue\":\\s*\"(\\d+)\"");

    @TempDir
    Path folder;

    private final FakeAuthority authority = new FakeAuthority();
    private final List<DataNode> nodes = new CopyOnWriteArrayList<>();
    private CouchHome store;

    @BeforeEach
    void start() throws IOException {
        store = CouchHome.embedded(folder.resolve("store"), InstantSource.system());
        for (int i = 0; i < 3; i++) {
            nodes.add(new DataNode(
                    "node-" + i,
                    folder,
                    store.ownAddress().orElseThrow(),
                    folder.resolve("store").resolve("password"),
                    authority,
                    nodes,
                    id -> true,
                    DataRoad.PATIENCE));
        }
    }

    @AfterEach
    void stop() {
        nodes.forEach(DataNode::close);
        store.close();
    }

    private DataNode leader() {
        return nodes.stream()
                .filter(node -> node.heard && node.data.leads(SITE))
                .findFirst()
                .orElseThrow();
    }

    /** Programs that count, each its own counter, at one node after the other. */
    private final class Tellers {
        private final Queue<String> refused = new ConcurrentLinkedQueue<>();
        private final AtomicInteger commits = new AtomicInteger();
        private final AtomicLong longestNanos = new AtomicLong();
        private final AtomicBoolean enough = new AtomicBoolean();
        private final List<Thread> threads = new ArrayList<>();
        private final long[] told = new long[TELLERS];

        Tellers() {
            for (int i = 0; i < TELLERS; i++) {
                int teller = i;
                threads.add(Thread.ofPlatform().daemon().start(() -> work(teller)));
            }
        }

        private void work(int teller) {
            for (int round = teller; !enough.get(); round++) {
                var up = nodes.stream().filter(node -> node.heard).toList();
                long began = System.nanoTime();
                count(teller, up.get(round % up.size()));
                longestNanos.accumulateAndGet(System.nanoTime() - began, Math::max);
            }
        }

        private void count(int teller, DataNode at) {
            var begun = call(at, V1Method.BEGIN_TRANSACTION, "{}");
            var transaction = TRANSACTION.matcher(begun);
            if (!transaction.find()) {
                return;
            }
            var key = DataNode.key(SITE, "counter-" + teller);
            var read = call(at, V1Method.LOOKUP, """
                    {"keys": [%s], "readOptions": {"transaction": "%s"}}""".formatted(key, transaction.group(1)));
            if (read.isEmpty()) {
                return;
            }
            var number = NUMBER.matcher(read);
            long next = number.find() ? Long.parseLong(number.group(1)) + 1 : 1;
            var committed = call(at, V1Method.COMMIT, """
                    {"mode": "TRANSACTIONAL", "transaction": "%s", "mutations": [{"upsert": {"key": %s,
                     "properties": {"n": {"integerValue": "%d"}}}}]}""".formatted(transaction.group(1), key, next));
            if (!committed.isEmpty()) {
                told[teller] = next;
                commits.incrementAndGet();
            }
        }

        /** Empty when it was refused. */
        private String call(DataNode at, V1Method method, String json) {
            var answer = at.call(SITE, method, json);
            if (answer.status() != 200) {
                refused.add(at.id + " " + method + " " + answer.status() + " " + answer.json());
                return "";
            }
            return answer.json();
        }

        void awaitMore(int count) {
            int from = commits.get();
            Awaitility.await().atMost(PATIENCE).until(() -> commits.get() >= from + count);
        }

        void end() throws InterruptedException {
            enough.set(true);
            for (var thread : threads) {
                thread.join();
            }
        }
    }

    private void everythingToldIsThere(Tellers tellers, boolean exactly) {
        for (int teller = 0; teller < TELLERS; teller++) {
            for (var node : nodes) {
                if (node.heard) {
                    var found = NUMBER.matcher(node.get(SITE, "counter-" + teller));
                    assertThat(found.find()).isTrue();
                    long there = Long.parseLong(found.group(1));
                    // A commit whose outcome was not told may be there or not.
                    assertThat(there)
                            .as("counter %d at %s", teller, node.id)
                            .isBetween(tellers.told[teller], tellers.told[teller] + (exactly ? 0 : 1));
                }
            }
        }
    }

    @Test
    void aNodeThatIsEmptiedGivesItsDataAwayAndNoCallFails() throws InterruptedException {
        var tellers = new Tellers();
        try {
            for (int i = 0; i < 2; i++) {
                tellers.awaitMore(20);
                var leader = leader();
                leader.leaving = true;
                leader.handOver.all(PATIENCE);
                assertThat(leader.data.leads(SITE)).isFalse();
                tellers.awaitMore(20);
                assertThat(leader()).isNotSameAs(leader);
                leader.leaving = false;
            }
        } finally {
            tellers.end();
        }
        assertThat(tellers.refused).isEmpty();
        everythingToldIsThere(tellers, true);
    }

    @Test
    void theLastNodeThatCanLeadKeepsItsDataAlsoWhileItIsEmptied() {
        nodes.getFirst().put(SITE, "a", 1);
        var leader = leader();
        nodes.forEach(node -> node.leaving = true);
        leader.handOver.all(PATIENCE);
        assertThat(leader.data.leads(SITE)).isTrue();
        assertThat(nodes.getLast().get(SITE, "a")).contains("\"1\"");
    }

    @Test
    void aLeaderThatIsGoneTakesNothingAlongThatWasTold() throws InterruptedException {
        var tellers = new Tellers();
        DataNode gone;
        try {
            tellers.awaitMore(40);
            gone = leader();
            gone.die();
            tellers.awaitMore(40);
        } finally {
            tellers.end();
        }
        assertThat(leader()).isNotSameAs(gone);
        // Those that were under way, and what they had begun with the former leader.
        assertThat(tellers.refused).hasSizeLessThanOrEqualTo(2 * TELLERS);
        everythingToldIsThere(tellers, false);
    }
}
