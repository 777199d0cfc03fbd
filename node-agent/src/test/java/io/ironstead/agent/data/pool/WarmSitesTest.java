package io.ironstead.agent.data.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.ironstead.agent.data.CouchHome;
import io.ironstead.agent.fake.FakeAuthority;
import io.ironstead.datastore.log.TabletName;
import io.ironstead.model.Deadline;
import io.ironstead.model.NodeId;
import io.ironstead.model.SiteName;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Four nodes that share a store: two of them keep warm what a third one leads, over real connections with mutual TLS. */
class WarmSitesTest {
    private static final SiteName SITE = new SiteName("shop");
    private static final TabletName SHOP = new TabletName("shop", "");
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    private final FakeAuthority authority = new FakeAuthority();
    private final List<DataNode> nodes = new CopyOnWriteArrayList<>();
    private final Set<NodeId> strangers = ConcurrentHashMap.newKeySet();
    private CouchHome store;

    @BeforeEach
    void start() throws IOException {
        store = CouchHome.embedded(folder.resolve("store"), InstantSource.system());
        for (int i = 0; i < 4; i++) {
            nodes.add(new DataNode(
                    "node-" + i,
                    folder,
                    store.ownAddress().orElseThrow(),
                    folder.resolve("store").resolve("password"),
                    authority,
                    nodes,
                    id -> !strangers.contains(id),
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

    private List<DataNode> warm(long lsn) {
        return nodes.stream()
                .filter(node -> node.heard)
                .filter(node -> node.data.warm().containsKey(SHOP)
                        && node.data.warm().get(SHOP).lsn() >= lsn)
                .toList();
    }

    /** Who comes to keep it warm, with at least that entry. */
    private List<DataNode> awaitWarm(int count, long lsn) {
        Awaitility.await().atMost(PATIENCE).until(() -> {
            nodes.stream()
                    .filter(node -> node.heard)
                    .forEach(node -> node.pool.warm().run());
            return warm(lsn).size() == count;
        });
        return warm(lsn);
    }

    private void put(int from, int to) {
        for (int i = from; i < to; i++) {
            nodes.get(i % nodes.size()).put(SITE, "t" + i, i);
        }
    }

    @Test
    void theNextTwoKeepWarmWhatOneLeadsAndTheFirstOfThemLeadsWhenItIsGone() {
        put(0, 10);
        var first = leader();
        awaitWarm(2, 10);
        put(10, 40);
        var standbys = awaitWarm(2, 40);
        assertThat(standbys).doesNotContain(first);

        first.die();
        var asked = nodes.stream().filter(node -> node.heard).findFirst().orElseThrow();
        asked.put(SITE, "after", 99);
        var second = leader();
        assertThat(standbys).contains(second);
        for (int i = 0; i < 40; i++) {
            assertThat(asked.get(SITE, "t" + i)).contains("\"" + i + "\"");
        }
        // Those that are left keep warm what the second one leads, from where they are.
        assertThat(awaitWarm(2, 41)).doesNotContain(second, first);
    }

    @Test
    void whatNobodyLeadsIsNotFollowed() {
        assertThat(nodes.getFirst().leaders.standbys()).isEmpty();
        put(0, 4);
        assertThat(nodes.stream().filter(node -> node.leaders.standbys().containsKey(SITE)))
                .hasSize(2)
                .doesNotContain(leader());
    }

    @Test
    void aMachineThatIsTakenOutOfThePoolHearsNothingMore() {
        put(0, 10);
        var out = awaitWarm(2, 10).getFirst();
        strangers.add(out.id);
        int from = nodes.indexOf(leader());
        for (int i = 0; i < 5; i++) {
            nodes.get(from).put(SITE, "later" + i, i);
        }
        Awaitility.await().atMost(PATIENCE).until(() -> !out.data.warm().containsKey(SHOP));
        assertThat(warm(11)).doesNotContain(out);
    }

    @Test
    void aNamedDatabaseIsKeptWarmToo() {
        put(0, 4);
        leader().data.of(SITE, "second").allocateRange(1, Deadline.in(PATIENCE));
        var second = new TabletName(SITE.value(), "second");
        Awaitility.await().atMost(PATIENCE).until(() -> {
            nodes.forEach(node -> node.pool.warm().run());
            return nodes.stream()
                            .filter(node -> node.data.warm().containsKey(second))
                            .count()
                    == 2;
        });
    }
}
