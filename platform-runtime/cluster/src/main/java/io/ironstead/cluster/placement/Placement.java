package io.ironstead.cluster.placement;

import io.ironstead.cluster.placement.Placing.Spot;
import io.ironstead.model.NodeId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;

/*
 * In this order, each step changing as little as it can of what is there:
 *
 *   1. every version's first instance, then those its load needs, then those that only stay for a while: first where it
 *      has some already, then where there is room. Memory is a hard limit; what finds none is told as unplaced.
 *   2. a version with two or more instances is on two nodes at least
 *   3. a node that is full gives one instance to a node with processors to spare
 *   4. one node is emptied, if the others that are used can take what it has: the one with fewest instances, so that a
 *      node on its way to being empty is the next round's choice as well
 *
 * Nothing is remembered between two decisions. What keeps them from flapping is in the picture (peaks over minutes) and
 * in the order in which surplus instances go: from strained nodes first, then from those with fewest instances, which is
 * also the order in which steps 3 and 4 empty them. So halfway through a move the next decision finishes it. An instance
 * goes only when as many others are ready as are needed.
 */
/**
 * Decides how many instances of each version run, and where. Pure: the same picture gives the same plan on every node.
 *
 * @see <a href="../../../../../../../../../docs/decisions/107-placement.md">decision 107</a>
 */
public final class Placement {
    private final Bins bins;
    private final List<Placing> versions;
    private final PlacementRules rules;

    private Placement(PoolPicture picture, PlacementRules rules) {
        this.rules = rules;
        bins = new Bins(picture, rules);
        versions = picture.versions().stream()
                .map(version -> new Placing(version, bins))
                .toList();
    }

    public static PlacementPlan decide(PoolPicture picture, PlacementRules rules) {
        var placement = new Placement(picture, rules);
        if (placement.bins.size() == 0) {
            return PlacementPlan.NOTHING;
        }
        placement.place();
        placement.spread();
        placement.relieve();
        placement.empty();
        return new PlacementPlan(
                placement.bins.names(),
                placement.versions.stream().map(placement::entry).toList(),
                Restraints.of(picture, rules));
    }

    private void place() {
        versions.forEach(version -> fill(version, Math.min(1, version.need.firm())));
        versions.forEach(version -> fill(version, version.need.firm()));
        versions.forEach(version -> fill(version, version.need.all()));
    }

    private void fill(Placing version, int upTo) {
        while (version.given < upTo) {
            int node = keep(version);
            if (node < 0) {
                node = bestFor(version, -1);
            }
            if (node < 0) {
                version.unplaced = upTo - version.given;
                return;
            }
            give(version, node);
        }
    }

    private void give(Placing version, int node) {
        version.give(node);
        bins.give(node, version);
    }

    private void take(Placing version, int node) {
        version.take(node);
        bins.take(node, version);
    }

    /** Where it has an instance that is not counted yet; -1: nowhere. */
    private int keep(Placing version) {
        Spot best = null;
        for (var spot : version.spots) {
            if (spot.given < spot.present()
                    && bins.hasMemory(spot.node, version)
                    && (best == null || isRatherKept(version, spot, best))) {
                best = spot;
            }
        }
        return best == null ? -1 : best.node;
    }

    private boolean isRatherKept(Placing version, Spot one, Spot other) {
        if (bins.isStrained(one.node) != bins.isStrained(other.node)) {
            return bins.isStrained(other.node);
        }
        if (version.nodes() == 1 && (one.given > 0) != (other.given > 0)) {
            return other.given > 0;
        }
        if (bins.present[one.node] != bins.present[other.node]) {
            return bins.present[one.node] > bins.present[other.node];
        }
        if ((one.ready > one.given) != (other.ready > other.given)) {
            return one.ready > one.given;
        }
        return one.node < other.node;
    }

    /** The node that suits one more instance best, other than {@code not}; -1: none has the memory. */
    private int bestFor(Placing version, int not) {
        int best = -1;
        long bestWorth = Long.MIN_VALUE;
        boolean second = version.nodes() == 1 && version.need.all() > 1;
        for (int node = 0; node < bins.size(); node++) {
            if (node == not || !bins.hasMemory(node, version)) {
                continue;
            }
            long worth = worth(version, node, second);
            if (worth > bestWorth) {
                bestWorth = worth;
                best = node;
            }
        }
        return best;
    }

    /** Of two nodes the one with the greater worth is taken; of two with the same the first. */
    private long worth(Placing version, int node, boolean second) {
        int given = version.given(node);
        long worth = bins.hasMemoryNow(node, version) ? 1 : 0;
        worth = worth * 2 + (bins.hasProcessors(node, version) ? 1 : 0);
        worth = worth * 2 + (second && given == 0 ? 1 : 0);
        worth = worth * 2 + (bins.isUsed(node) ? 1 : 0);
        worth = worth * 1024 + Math.max(0, 1023 - given);
        // Idle ones are packed, so that machines without any remain; the processors of busy ones are watched above.
        return worth * 65_536 + Math.min(65_535, bins.given[node] + bins.present[node]);
    }

    private void spread() {
        if (bins.size() < 2) {
            return;
        }
        for (var version : versions) {
            if (version.given < 2 || version.nodes() != 1) {
                continue;
            }
            int only = nodeOf(version);
            int other = bestFor(version, only);
            if (other >= 0 && bins.hasMemoryNow(other, version)) {
                move(version, only, other);
            }
        }
    }

    private static int nodeOf(Placing version) {
        for (var spot : version.spots) {
            if (spot.given > 0) {
                return spot.node;
            }
        }
        throw new IllegalStateException("A version with instances has a node");
    }

    private void move(Placing version, int from, int to) {
        take(version, from);
        give(version, to);
    }

    private void relieve() {
        for (int node = 0; node < bins.size(); node++) {
            if (bins.isFull(node)) {
                relieve(node);
            }
        }
    }

    private void relieve(int node) {
        Placing heaviest = null;
        int target = -1;
        for (var version : versions) {
            if (version.given(node) == 0 || (heaviest != null && version.processors <= heaviest.processors)) {
                continue;
            }
            int to = bestFor(version, node);
            if (to >= 0
                    && bins.hasProcessors(to, version)
                    && bins.hasMemoryNow(to, version)
                    && staysSpread(version, node, to)) {
                heaviest = version;
                target = to;
            }
        }
        if (heaviest != null) {
            move(heaviest, node, target);
        }
    }

    private static boolean staysSpread(Placing version, int from, int to) {
        return version.given < 2 || version.given(from) > 1 || version.nodes() > 2 || version.given(to) == 0;
    }

    /** Empties the node with fewest instances, or the next one, if the others can take them. */
    private void empty() {
        var used = new ArrayList<Integer>();
        for (int node = 0; node < bins.size(); node++) {
            if (bins.given[node] > 0 && bins.given[node] <= rules.movesMax()) {
                used.add(node);
            }
        }
        used.sort(Comparator.<Integer>comparingInt(node -> bins.present[node])
                .thenComparingInt(node -> bins.given[node])
                .thenComparing(Comparator.reverseOrder()));
        int tries = 3;
        for (int node : used) {
            if (tries-- == 0 || isEmptied(node)) {
                return;
            }
        }
    }

    private boolean isEmptied(int node) {
        record Move(Placing version, int to) {}
        var done = new ArrayList<Move>();
        for (var version : versions) {
            while (version.given(node) > 0) {
                int to = packInto(version, node);
                if (to < 0) {
                    done.reversed().forEach(move -> move(move.version(), move.to(), node));
                    return false;
                }
                move(version, node, to);
                done.add(new Move(version, to));
            }
        }
        return true;
    }

    private int packInto(Placing version, int from) {
        int best = -1;
        long bestWorth = Long.MIN_VALUE;
        for (int node = 0; node < bins.size(); node++) {
            if (node == from
                    || bins.given[node] == 0
                    || !bins.hasMemoryNow(node, version)
                    || !bins.hasProcessorsToPack(node, version)
                    || !staysSpread(version, from, node)) {
                continue;
            }
            long worth = worth(version, node, false);
            if (worth > bestWorth) {
                bestWorth = worth;
                best = node;
            }
        }
        return best;
    }

    private PlacementPlan.Entry entry(Placing version) {
        var wish = version.picture.wish();
        int surplus = Math.max(0, version.ready() - version.given);
        var wanted = new HashMap<NodeId, Integer>(version.spots.size() * 2);
        int total = 0;
        for (var spot : leaving(version)) {
            int here = spot.given;
            if (spot.given < spot.present()) {
                // One that is ready goes only when there are others instead; one that still starts is no loss.
                int going = Math.min(spot.present() - spot.given, spot.starting + surplus);
                surplus -= Math.max(0, going - spot.starting);
                here = spot.present() - going;
            }
            if (here > 0) {
                wanted.put(bins.name(spot.node), here);
                total += here;
            }
        }
        return new PlacementPlan.Entry(wish.version(), wanted, Math.max(0, wish.max() - total), version.unplaced);
    }

    /** Those on strained nodes go first. */
    private List<Spot> leaving(Placing version) {
        if (version.spots.size() < 2) {
            return version.spots;
        }
        var sorted = new ArrayList<>(version.spots);
        sorted.sort(Comparator.<Spot>comparingInt(spot -> bins.isStrained(spot.node) ? 0 : 1)
                .thenComparingInt(spot -> bins.present[spot.node])
                .thenComparing(spot -> -spot.node));
        return sorted;
    }
}
