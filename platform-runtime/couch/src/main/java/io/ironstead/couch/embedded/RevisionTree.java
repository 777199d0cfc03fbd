package io.ironstead.couch.embedded;

import io.ironstead.couch.Revision;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * All revisions of one document that are remembered, and which of them have content. Immutable: an edit gives a new tree.
 *
 * <p>A revision is known by generation and hash alone. Its hash covers its parent, so the same name is the same history.
 */
final class RevisionTree {
    static final RevisionTree EMPTY = new RevisionTree(List.of());
    static final int ROOT = -1;
    static final long NO_BODY = -1;

    /** One revision; {@code parent} is an index into the tree or {@link #ROOT}, {@code body} a body number or {@link #NO_BODY}. */
    record Node(Revision revision, int parent, boolean deleted, long body) {}

    private final List<Node> nodes;

    RevisionTree(List<Node> nodes) {
        this.nodes = List.copyOf(nodes);
    }

    List<Node> nodes() {
        return nodes;
    }

    boolean isEmpty() {
        return nodes.isEmpty();
    }

    boolean knows(Revision revision) {
        return find(revision) != ROOT;
    }

    Optional<Node> node(Revision revision) {
        int at = find(revision);
        return at == ROOT ? Optional.empty() : Optional.of(nodes.get(at));
    }

    boolean isLeaf(Revision revision) {
        int at = find(revision);
        return at != ROOT && !parents().get(at);
    }

    /** Every branch's newest revision, the winner first: live before deleted, then the highest revision. */
    List<Node> leaves() {
        if (nodes.size() == 1) {
            return nodes;
        }
        BitSet parents = parents();
        var leaves = new ArrayList<Node>();
        for (int i = 0; i < nodes.size(); i++) {
            if (!parents.get(i)) {
                leaves.add(nodes.get(i));
            }
        }
        leaves.sort(Comparator.comparing(Node::deleted)
                .thenComparing(Comparator.comparing(Node::revision).reversed()));
        return leaves;
    }

    Node winner() {
        return leaves().getFirst();
    }

    /** The leaves that grew out of a revision, itself included when it is a leaf. */
    List<Node> leavesOf(Revision revision) {
        int from = find(revision);
        return from == ROOT
                ? List.of()
                : leaves().stream()
                        .filter(leaf -> descends(find(leaf.revision()), from))
                        .toList();
    }

    private boolean descends(int node, int ancestor) {
        for (int at = node; at != ROOT; at = nodes.get(at).parent()) {
            if (at == ancestor) {
                return true;
            }
        }
        return false;
    }

    /** A revision and its known ancestors, newest first. */
    List<Revision> path(Revision revision) {
        var path = new ArrayList<Revision>();
        for (int at = find(revision); at != ROOT; at = nodes.get(at).parent()) {
            path.add(nodes.get(at).revision());
        }
        return path;
    }

    /**
     * This tree with a path (newest first) grafted in, its newest revision carrying the content; the same tree when
     * that revision is known. A parent that was a leaf loses its content: only leaves are ever read.
     */
    RevisionTree graft(List<Revision> path, boolean deleted, long body) {
        if (knows(path.getFirst())) {
            return this;
        }
        var grown = new ArrayList<>(nodes);
        int child = ROOT;
        for (int i = 0; i < path.size(); i++) {
            int at = find(path.get(i));
            boolean known = at != ROOT;
            if (!known) {
                at = grown.size();
                grown.add(new Node(path.get(i), ROOT, i == 0 && deleted, i == 0 ? body : NO_BODY));
            } else {
                Node node = grown.get(at);
                grown.set(at, new Node(node.revision(), node.parent(), node.deleted(), NO_BODY));
            }
            if (child != ROOT && grown.get(child).parent() == ROOT) {
                Node node = grown.get(child);
                grown.set(child, new Node(node.revision(), at, node.deleted(), node.body()));
            }
            child = at;
        }
        return new RevisionTree(grown);
    }

    /** This tree without revisions further than {@code limit} steps behind every leaf. */
    RevisionTree stem(int limit) {
        if (nodes.size() <= limit) {
            return this;
        }
        var kept = new BitSet(nodes.size());
        for (Node leaf : leaves()) {
            int at = find(leaf.revision());
            for (int step = 0; step < limit && at != ROOT; step++) {
                kept.set(at);
                at = nodes.get(at).parent();
            }
        }
        int[] moved = new int[nodes.size()];
        Arrays.fill(moved, ROOT);
        int next = 0;
        for (int i = kept.nextSetBit(0); i >= 0; i = kept.nextSetBit(i + 1)) {
            moved[i] = next++;
        }
        var stemmed = new ArrayList<Node>(next);
        for (int i = kept.nextSetBit(0); i >= 0; i = kept.nextSetBit(i + 1)) {
            Node node = nodes.get(i);
            int parent = node.parent() == ROOT ? ROOT : moved[node.parent()];
            stemmed.add(new Node(node.revision(), parent, node.deleted(), node.body()));
        }
        return new RevisionTree(stemmed);
    }

    private BitSet parents() {
        var parents = new BitSet(nodes.size());
        for (Node node : nodes) {
            if (node.parent() != ROOT) {
                parents.set(node.parent());
            }
        }
        return parents;
    }

    private int find(Revision revision) {
        // The newest are asked for most and were added last.
        for (int i = nodes.size() - 1; i >= 0; i--) {
            if (nodes.get(i).revision().equals(revision)) {
                return i;
            }
        }
        return ROOT;
    }
}
