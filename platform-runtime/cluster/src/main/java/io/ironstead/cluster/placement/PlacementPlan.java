package io.ironstead.cluster.placement;

import io.ironstead.model.NodeId;
import io.ironstead.model.VersionKey;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Who should run what. Every node that knows the same comes to the same one, and carries out its own part. */
public final class PlacementPlan {
    /** Of a pool that runs nothing. */
    public static final PlacementPlan NOTHING = new PlacementPlan(List.of(), List.of(), Map.of());

    private final Map<NodeId, Integer> order = new HashMap<>();
    private final Map<VersionKey, Entry> versions = new HashMap<>();
    private final Map<NodeId, Map<VersionKey, Double>> restraints;

    /**
     * What one node does about one version.
     *
     * @param wanted instances it keeps running
     * @param most instances it may have; those above {@code wanted} start only when requests wait
     * @param restraint 1: none; below: it uses more than its share of a full node, and its weight there should be this
     *     part of what it usually is
     */
    public record Part(int wanted, int most, double restraint) {}

    /**
     * @param turn with which node the dealing of {@code rest} begins
     * @param wanted by node; nodes that are not named want none
     * @param rest how many more may run anywhere
     * @param unplaced instances that no node has memory for
     */
    record Entry(VersionKey version, int turn, Map<NodeId, Integer> wanted, int rest, int unplaced) {
        Entry(VersionKey version, Map<NodeId, Integer> wanted, int rest, int unplaced) {
            // Of a text, for that is the same on every Java.
            this(version, version.toString().hashCode(), wanted, rest, unplaced);
        }
    }

    PlacementPlan(List<NodeId> open, List<Entry> entries, Map<NodeId, Map<VersionKey, Double>> restraints) {
        for (var node : open) {
            order.put(node, order.size());
        }
        entries.forEach(entry -> versions.put(entry.version(), entry));
        this.restraints = restraints;
    }

    /** A version that the plan does not know may not run. */
    public Part of(NodeId node, VersionKey version) {
        var entry = versions.get(version);
        if (entry == null) {
            return new Part(0, 0, 1);
        }
        int wanted = entry.wanted().getOrDefault(node, 0);
        double restraint = restraints.getOrDefault(node, Map.of()).getOrDefault(version, 1.0);
        return new Part(wanted, wanted + allowance(entry, node), restraint);
    }

    /** What is left of {@code max_instances} is dealt out, so that all nodes together never exceed it. */
    private int allowance(Entry entry, NodeId node) {
        var position = order.get(node);
        if (position == null || entry.rest() == 0) {
            return 0;
        }
        int nodes = order.size();
        int turn = Math.floorMod(position - entry.turn(), nodes);
        return entry.rest() / nodes + (turn < entry.rest() % nodes ? 1 : 0);
    }

    /** Whether a request of this version may wake an instance there. */
    public boolean mayRun(NodeId node, VersionKey version) {
        return of(node, version).most() > 0;
    }

    /** Where the version should run, and how often. */
    public Map<NodeId, Integer> wanted(VersionKey version) {
        var entry = versions.get(version);
        return entry == null ? Map.of() : Map.copyOf(entry.wanted());
    }

    /** Instances that should run and for which no node has memory. */
    public int unplaced(VersionKey version) {
        var entry = versions.get(version);
        return entry == null ? 0 : entry.unplaced();
    }
}
