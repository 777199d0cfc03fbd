package io.ironstead.cluster.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.ironstead.cluster.routing.Leaders.Candidate;
import io.ironstead.model.NodeId;
import io.ironstead.model.SiteName;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LeadersTest {
    private static final SiteName SHOP = new SiteName("shop");
    private static final List<NodeId> NODES = List.of(new NodeId("a"), new NodeId("b"), new NodeId("c"));

    private static Candidate candidate(int node, boolean keeps, boolean leaving, boolean leads) {
        return new Candidate(NODES.get(node), keeps, leaving, leads ? 7 : 0);
    }

    @Test
    void whoLeadsGoesOnEvenWhileItIsEmptied() {
        for (int leader = 0; leader < 3; leader++) {
            var alive = new ArrayList<Candidate>();
            for (int node = 0; node < 3; node++) {
                alive.add(candidate(node, true, node == leader, node == leader));
            }
            assertThat(Leaders.leaderOf(SHOP, alive)).contains(NODES.get(leader));
        }
    }

    @Test
    void withoutALeaderAllNodesChooseTheSameWhateverTheOrder() {
        var alive = new ArrayList<>(List.of(
                candidate(0, true, false, false), candidate(1, true, false, false), candidate(2, true, false, false)));
        var chosen = Leaders.leaderOf(SHOP, alive);
        for (int seed = 0; seed < 20; seed++) {
            Collections.shuffle(alive, new Random(seed));
            assertThat(Leaders.leaderOf(SHOP, alive)).as("seed %d", seed).isEqualTo(chosen);
        }
    }

    @Test
    void sitesAreSpreadAndOnlyThoseOfALostNodeMove() {
        var all =
                NODES.stream().map(node -> new Candidate(node, true, false, 0)).toList();
        var counts = new HashMap<NodeId, Integer>();
        for (int i = 0; i < 300; i++) {
            var site = new SiteName("site-" + i);
            var before = Leaders.leaderOf(site, all).orElseThrow();
            counts.merge(before, 1, Integer::sum);
            var after = Leaders.leaderOf(site, all.subList(0, 2)).orElseThrow();
            if (!before.equals(NODES.get(2))) {
                assertThat(after).isEqualTo(before);
            }
        }
        assertThat(counts.values()).allMatch(count -> count > 60);
    }

    @Test
    void oneThatIsEmptiedIsChosenOnlyWhenNobodyElseMayLead() {
        assertThat(Leaders.leaderOf(SHOP, List.of(candidate(0, true, true, false), candidate(1, true, false, false))))
                .contains(NODES.get(1));
        assertThat(Leaders.leaderOf(SHOP, List.of(candidate(0, true, true, false), candidate(1, false, false, false))))
                .contains(NODES.get(0));
        assertThat(Leaders.leaderOf(SHOP, List.of(candidate(1, false, false, false))))
                .isEqualTo(Optional.empty());
    }

    @Test
    void ofTwoThatBothSayTheyLeadTheOneOfTheLaterEpochDoes() {
        for (int newest = 0; newest < 3; newest++) {
            var alive = new ArrayList<Candidate>();
            for (int node = 0; node < 3; node++) {
                alive.add(new Candidate(NODES.get(node), true, false, node == newest ? 9 : 7 + node % 2));
            }
            assertThat(Leaders.leaderOf(SHOP, alive)).contains(NODES.get(newest));
        }
    }

    @Test
    void ofTwoThatBothSayTheyLeadAllAskTheSame() {
        var one = List.of(candidate(0, true, false, true), candidate(1, true, false, true));
        var other = List.of(candidate(1, true, false, true), candidate(0, true, false, true));
        assertThat(Leaders.leaderOf(SHOP, one))
                .isEqualTo(Leaders.leaderOf(SHOP, other))
                .isPresent();
    }
}
