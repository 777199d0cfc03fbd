package io.ironstead.couch.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.ironstead.couch.Revision;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RevisionTreeTest {
    private static List<Revision> path(String... revisions) {
        return Stream.of(revisions).map(Revision::parse).toList();
    }

    private static List<String> leaves(RevisionTree tree) {
        return tree.leaves().stream().map(leaf -> leaf.revision().toString()).toList();
    }

    @Test
    void theWinnerIsLiveThenDeepThenHigh() {
        RevisionTree tree = RevisionTree.EMPTY
                .graft(path("9-zzz", "8-y"), true, 1)
                .graft(path("2-aaa", "1-a"), false, 2)
                .graft(path("2-bbb", "1-a"), false, 3)
                .graft(path("1-zzz"), false, 4);
        assertThat(leaves(tree)).containsExactly("2-bbb", "2-aaa", "1-zzz", "9-zzz");
    }

    @Test
    void anAncestorThatComesLateJoinsItsChildren() {
        RevisionTree tree =
                RevisionTree.EMPTY.graft(path("3-c"), false, 1).graft(path("4-d", "3-c", "2-b", "1-a"), false, 2);
        assertThat(leaves(tree)).containsExactly("4-d");
        assertThat(tree.path(Revision.parse("4-d"))).isEqualTo(path("4-d", "3-c", "2-b", "1-a"));
        assertThat(tree.graft(path("2-b", "1-a"), false, 9)).isSameAs(tree);
        assertThat(tree.leavesOf(Revision.parse("1-a"))).hasSize(1);
        assertThat(tree.node(Revision.parse("3-c")).orElseThrow().body()).isEqualTo(RevisionTree.NO_BODY);
    }

    @Test
    void whatIsTooFarBehindEveryLeafIsForgotten() {
        RevisionTree tree = RevisionTree.EMPTY
                .graft(path("5-e", "4-d", "3-c", "2-b", "1-a"), false, 1)
                .graft(path("3-x", "2-b", "1-a"), false, 2)
                .stem(2);
        assertThat(tree.path(Revision.parse("5-e"))).isEqualTo(path("5-e", "4-d"));
        assertThat(tree.path(Revision.parse("3-x"))).isEqualTo(path("3-x", "2-b"));
        assertThat(tree.knows(Revision.parse("1-a"))).isFalse();
        assertThat(new DocumentEntry(7, tree)).isEqualTo(new DocumentEntry(7, tree));
        assertThat(DocumentEntry.decode(new DocumentEntry(7, tree).encode())
                        .tree()
                        .nodes())
                .isEqualTo(tree.nodes());
    }

    static LongStream seeds() {
        Long fixed = Long.getLong("seed");
        return fixed != null ? LongStream.of(fixed) : new Random().longs(50);
    }

    /** Replicas get the same branches in any order and must agree on every leaf. */
    @ParameterizedTest
    @MethodSource("seeds")
    void theOrderOfArrivalDoesNotMatter(long seed) {
        var random = new Random(seed);
        var paths = new ArrayList<List<Revision>>();
        paths.add(path("1-a"));
        for (int i = 0; i < 12; i++) {
            var base = paths.get(random.nextInt(paths.size()));
            int from = random.nextInt(base.size());
            var grown = new ArrayList<>(base.subList(from, base.size()));
            grown.addFirst(new Revision(grown.getFirst().generation() + 1, "r" + i));
            paths.add(List.copyOf(grown));
        }
        List<String> expected = leaves(grow(paths));
        Set<List<String>> seen = new HashSet<>();
        for (int round = 0; round < 10; round++) {
            Collections.shuffle(paths, random);
            seen.add(leaves(grow(paths)));
        }
        assertThat(seen).as("-Dseed=%d", seed).containsExactly(expected);
    }

    private static RevisionTree grow(List<List<Revision>> paths) {
        RevisionTree tree = RevisionTree.EMPTY;
        for (int i = 0; i < paths.size(); i++) {
            tree = tree.graft(paths.get(i), false, i);
        }
        return tree;
    }
}
